package io.qsstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.local.truth.TopicReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class StackIT {

    private static final int OFFSET = Integer.getInteger("qsstream.it.port-offset", 23_000);

    @TempDir
    Path data;

    @Test
    void comesUpOnLoopbackOnlyShowsLifeAndLeavesNothingBehind() throws Exception {
        // Given
        RunningStack stack = RunningStack.start(data, OFFSET);
        List<Long> children = stack.children();
        Set<Integer> ports = new TreeSet<>();
        stack.stackFile().path("ports").forEach(port -> ports.add(port.asInt()));
        List<Listeners.Listener> listeners = new ArrayList<>();
        for (long child : children) {
            listeners.addAll(Listeners.of(child));
        }
        listeners.addAll(Listeners.of(stack.process().pid()));
        assertThat(listeners).isNotEmpty().allMatch(Listeners.Listener::isLoopback);
        assertThat(listeners).extracting(Listeners.Listener::port).containsExactlyInAnyOrderElementsOf(ports);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("stack.json"))))
                .isEqualTo("rw-------");
        assertThat(stack.output())
                .contains(stack.stackFile().path("secret").asText())
                .contains(stack.stackFile().path("dashboardToken").asText());
        for (String topic : List.of("zoom.qss.user-windows.v1", "zoom.qss.session-windows.v1")) {
            try (TopicReader reader = new TopicReader(stack.url("kafka"), topic)) {
                Awaitility.await(topic)
                        .atMost(Duration.ofSeconds(120))
                        .pollInterval(Duration.ofSeconds(1))
                        .until(() -> !reader.newRecords().isEmpty());
            }
        }

        Awaitility.await("the pulse")
                .atMost(Duration.ofSeconds(60))
                .until(() -> stack.output().contains("  so far "));
        assertThat(stack.output()).containsPattern("so far [1-9]\\d* user windows, [1-9]\\d* session windows");

        // When
        stack.stop();

        // Then
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(stack.output()).endsWith("Stopped."));
        assertThat(children).noneMatch(StackIT::lives);
        assertThat(Listeners.all()).extracting(Listeners.Listener::port).doesNotContainAnyElementsOf(ports);
        assertThat(data.resolve("stack.json")).doesNotExist();
    }

    @Test
    void aToolKilledHardTakesItsChildrenAlong() throws Exception {
        RunningStack stack = RunningStack.start(data, OFFSET, "--no-simulator", "--only", "broker,registry");
        List<Long> children = stack.children();

        stack.process().destroyForcibly().waitFor(5, TimeUnit.SECONDS);

        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> children.stream().noneMatch(StackIT::lives));
    }

    @Test
    void aChildThatDiesEndsTheStackWithItsLastWords() throws Exception {
        RunningStack stack = RunningStack.start(data, OFFSET, "--no-simulator", "--only", "broker,registry");
        List<Long> children = stack.children();

        ProcessHandle.of(stack.child("registry")).orElseThrow().destroyForcibly();

        assertThat(stack.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(stack.process().exitValue()).isEqualTo(1);
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() ->
                        assertThat(stack.output()).contains("registry ended with status 137; the last lines of "));
        assertThat(children).noneMatch(StackIT::lives);
    }

    private static boolean lives(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}
