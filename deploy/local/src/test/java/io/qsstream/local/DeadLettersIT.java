package io.qsstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./qsstream dead-letters} on a running stack: what was refused is found, looked at, and sent once more. */
class DeadLettersIT {

    @TempDir
    private static Path folder;

    private static RunningStack stack;

    @BeforeAll
    static void start() throws Exception {
        stack = RunningStack.start(folder.resolve("stack"), 22_200, "--no-simulator");
    }

    @AfterAll
    static void stop() throws Exception {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void aDeadLetterIsListedShownRedrivenOnceAndDoesNotLoop() throws Exception {
        // Given
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        ObjectNode ancient = Webhooks.sample(now.minus(Duration.ofDays(3)), "room", "u1", "\u001b[2JSomebody", 30);
        ancient.put("event_ts", now.toEpochMilli());
        Webhooks.post(stack, ancient);
        await().atMost(Duration.ofSeconds(60)).until(() -> run("list").contains("TIME_OUT_OF_RANGE"));
        String id = run("list", "--reason", "TIME_OUT_OF_RANGE").split(" ")[0];
        assertThat(run("list", "--reason", "NOT_JSON")).isEqualTo("No dead letter is like that.");
        assertThat(run("show", id)).contains("qss-reason: TIME_OUT_OF_RANGE", "triage-room-12", "[2JSomebody");
        assertThat(run("redrive", id)).contains("Dry run: 1 to redrive, none sent");

        // When
        assertThat(run("redrive", id, "--yes")).isEqualTo("1 redriven.");

        // Then
        await("it comes back, since nothing was put right")
                .atMost(Duration.ofSeconds(60))
                .until(() -> run("list").contains("(redriven from " + id + ")"));
        assertThat(run("redrive", "--reason", "TIME_OUT_OF_RANGE")).contains("1 left alone: redriven before");
        assertThat(run("redrive", "--reason", "TIME_OUT_OF_RANGE", "--again")).contains("Dry run: 2 to redrive");
        assertThat(run("list", "--to", "2020-01-01T00:00:00Z")).isEqualTo("No dead letter is like that.");
    }

    private static String run(String... command) {
        StringWriter out = new StringWriter();
        List<String> arguments = new ArrayList<>(List.of("dead-letters"));
        arguments.addAll(List.of(command));
        arguments.addAll(List.of("--data", stack.data().toString()));
        int exit = Qsstream.commandLine().setOut(new PrintWriter(out, true)).execute(arguments.toArray(String[]::new));
        assertThat(exit).as(out.toString()).isZero();
        return out.toString().strip();
    }
}
