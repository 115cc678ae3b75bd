package io.qsstream.local.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qsstream.local.RunningStack;
import io.qsstream.local.simulate.Event;
import io.qsstream.local.simulate.Plan;
import io.qsstream.local.simulate.Poster;
import io.qsstream.local.simulate.Scenario;
import io.qsstream.local.simulate.Traffic;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole path, from signed webhooks to windows, against a second computation of what they must say. */
class TruthIT {

    private static final int OFFSET = Integer.getInteger("qsstream.it.port-offset", 22_500);
    /** Several samples to a window, and a grace that does not make the test wait. */
    private static final Duration WINDOW = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static RunningStack stack;

    @BeforeAll
    static void start() throws Exception {
        stack = RunningStack.start(
                folder.resolve("data"), OFFSET, "--no-simulator", "--restart", "--window", "60s", "--grace", "5s");
    }

    @AfterAll
    static void stop() throws Exception {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void everyWindowSaysWhatWasPostedHoweverItCame() throws Exception {
        Path file = folder.resolve("truth.ndjson");

        System.out.print(stack.simulate(
                "--sessions",
                "50",
                "--users",
                "10",
                "--minutes",
                "10",
                "--cadence",
                "10s",
                "--speed",
                "0",
                "--duplicates",
                "0.3",
                "--shuffle",
                "90",
                "--late",
                "0.05",
                "--out",
                file.toString()));

        Truth truth = Truth.of(file, WINDOW);
        assertThat(assertEqual(truth, Duration.ofSeconds(120))).isPositive();
        assertThat(AlertLaws.check(stack.url("kafka"), stack.url("registry"))).isPositive();
        assertThat(AlertLaws.unexplained(stack.url("kafka"), stack.url("registry"), file, truth.sessions()))
                .as("alerts outside the injected faults")
                .isEmpty();
    }

    @Test
    void aProcessorKilledInTheMiddleChangesNothing() throws Exception {
        Path file = folder.resolve("killed.ndjson");
        CompletableFuture<String> simulated = CompletableFuture.supplyAsync(() -> {
            try {
                return stack.simulate(
                        "--sessions",
                        "20",
                        "--users",
                        "10",
                        "--minutes",
                        "10",
                        "--cadence",
                        "10s",
                        "--speed",
                        "0",
                        "--duplicates",
                        "0.3",
                        "--shuffle",
                        "90",
                        "--late",
                        "0.05",
                        "--seed",
                        "2",
                        "--out",
                        file.toString());
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        long processor = stack.child("processor");
        Awaitility.await("a third is posted")
                .atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> Files.exists(file) && Files.size(file) > 10_000_000);

        ProcessHandle.of(processor).orElseThrow().destroyForcibly();

        System.out.print(simulated.get(5, TimeUnit.MINUTES));
        assertThat(stack.output()).contains("processor has died: started again");
        // The group waits for the dead member's session to time out before it hands its partitions on.
        assertEqual(Truth.of(file, WINDOW), Duration.ofSeconds(240));
        assertThat(AlertLaws.check(stack.url("kafka"), stack.url("registry"))).isPositive();
    }

    @Test
    void aConsumerWithoutAJvmReadsTheTopic() throws Exception {
        assumeTrue(isInstalled("kcat"), "kcat is not installed: apt-get install kcat");
        assumeTrue(isInstalled("python3"), "python3 is not installed: apt-get install python3");

        // Given
        Plan plan = new Plan(Scenario.STEADY, 1, 2, Duration.ofMinutes(1), Duration.ofSeconds(10), 79, Instant.now());
        Truth truth = new Truth(WINDOW);
        try (Poster poster = poster()) {
            for (Event event : Traffic.events(plan).toList()) {
                assertThat(poster.post(event)).isEqualTo(new Poster.Outcome.Accepted());
                truth.add(event.body());
            }
        }
        assertEqual(truth, Duration.ofSeconds(120));

        // When librdkafka reads and Python decodes
        Process pipe = new ProcessBuilder(
                        "sh",
                        "-c",
                        "kcat -C -e -q -b \"$1\" -t zoom.qss.session-windows.v1 -X isolation.level=read_committed"
                                + " -f '%R%s' | python3 ../../schemas/src/test/python/decode_frames.py"
                                + " --length-prefixed \"$2\"",
                        "sh",
                        stack.url("kafka"),
                        stack.url("registry"))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Map<String, JsonNode> decoded = new TreeMap<>();
        try (BufferedReader lines = pipe.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode window = new ObjectMapper().readTree(line);
                decoded.put(
                        window.path("accountId").asText() + "|"
                                + window.path("sessionId").asText() + "|"
                                + window.path("windowStart").asText(),
                        window);
            }
        }

        // Then
        assertThat(pipe.waitFor()).isZero();
        truth.sessionWindows().forEach((key, window) -> {
            assertThat(decoded).containsKey(key);
            assertThat(decoded.get(key).path("userCount").asInt()).as(key).isEqualTo(window.userCount());
            assertThat(decoded.get(key).path("sampleCount").asInt()).as(key).isEqualTo(window.sampleCount());
        });
    }

    private static boolean isInstalled(String program) throws Exception {
        return new ProcessBuilder("sh", "-c", "command -v " + program).start().waitFor() == 0;
    }

    @Test
    void aSessionThatFallsSilentStillGetsItsLastWindows() throws Exception {
        // Given a meeting without goodbye, the last sample seconds ago
        Instant end = Instant.now();
        Plan plan = new Plan(Scenario.STEADY, 1, 3, Duration.ofMinutes(2), Duration.ofSeconds(5), 77, end);
        List<Event> events = Traffic.events(plan)
                .filter(event -> event.name().endsWith("_qos"))
                .toList();
        Truth truth = new Truth(WINDOW);

        // When
        try (Poster poster = poster()) {
            for (Event event : events) {
                assertThat(poster.post(event)).isEqualTo(new Poster.Outcome.Accepted());
                truth.add(event.body());
            }
        }

        // Then ticks alone close them: at most a window, the grace and a tick later
        assertEqual(truth, Duration.ofSeconds(120));
    }

    @Test
    void garbageEndsAsDeadLettersWithItsReasonAndTheNextEventIsProcessed() throws Exception {
        // Given
        Map<String, String> reasons = Map.of(
                "invalid.truncated.json", "NOT_JSON",
                "invalid.payload_object_missing.json", "NOT_AN_EVENT",
                "invalid.no_event_ts.json", "MISSING_EVENT_TS");
        Map<String, String> bodies = new TreeMap<>();
        for (String name : reasons.keySet()) {
            bodies.put(name, fixture(name));
        }
        Plan plan = new Plan(Scenario.STEADY, 1, 2, Duration.ofMinutes(1), Duration.ofSeconds(10), 78, Instant.now());
        Truth truth = new Truth(WINDOW);

        // When
        try (Poster poster = poster()) {
            for (Map.Entry<String, String> body : bodies.entrySet()) {
                assertThat(poster.post(new Event(Instant.now(), "garbage", body.getKey(), body.getValue())))
                        .as(body.getKey())
                        .isEqualTo(new Poster.Outcome.Accepted());
            }
            for (Event event : Traffic.events(plan).toList()) {
                assertThat(poster.post(event)).isEqualTo(new Poster.Outcome.Accepted());
                truth.add(event.body());
            }
        }

        // Then
        Map<String, List<String>> found = new TreeMap<>();
        try (TopicReader letters = new TopicReader(stack.url("kafka"), "zoom.qss.dead-letters.v1")) {
            Awaitility.await("dead letters")
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> {
                        for (ConsumerRecord<byte[], byte[]> letter : letters.newRecords()) {
                            found.computeIfAbsent(text(letter.value()), key -> new ArrayList<>())
                                    .add(reason(letter));
                        }
                        bodies.forEach((name, body) ->
                                assertThat(found.get(body)).as(name).contains(reasons.get(name)));
                    });
        }
        assertEqual(truth, Duration.ofSeconds(120));
    }

    /** Returns how many user windows were revised on the way. */
    private static long assertEqual(Truth truth, Duration patience) throws Exception {
        Map<String, Truth.UserWindow> users = truth.userWindows();
        Map<String, Truth.SessionWindow> sessions = truth.sessionWindows();
        assertThat(users).isNotEmpty();
        assertThat(sessions).isNotEmpty();
        List<String> differences = new ArrayList<>();
        try (Observed observed = new Observed(stack.url("kafka"), stack.url("registry"))) {
            try {
                Awaitility.await("equality")
                        .atMost(patience)
                        .pollInterval(Duration.ofSeconds(2))
                        .until(() -> {
                            observed.update();
                            assertThat(observed.broken()).isEmpty();
                            differences.clear();
                            differences.addAll(Differences.ofUsers(users, observed.userWindows(truth.sessions())));
                            differences.addAll(
                                    Differences.ofSessions(sessions, observed.sessionWindows(truth.sessions())));
                            return differences.isEmpty();
                        });
            } catch (ConditionTimeoutException e) {
                throw new AssertionError(
                        differences.size() + " differences in " + users.size() + " user windows and " + sessions.size()
                                + " session windows; the first:\n"
                                + String.join("\n", differences.subList(0, Math.min(40, differences.size()))),
                        e);
            }
            System.out.println(users.size() + " user windows and " + sessions.size() + " session windows are equal; "
                    + observed.revised() + " user windows in the topic were revised");
            return observed.revised();
        }
    }

    private static Poster poster() {
        return new Poster(
                URI.create(stack.url("webhook")),
                stack.stackFile().path("secret").asText(),
                Duration.ofSeconds(60));
    }

    private static String reason(ConsumerRecord<byte[], byte[]> letter) {
        Header header = letter.headers().lastHeader("qss-reason");
        return header == null ? "no qss-reason" : text(header.value());
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }

    private static String fixture(String name) throws IOException {
        try (InputStream in = TruthIT.class.getResourceAsStream("/fixtures/variants/" + name)) {
            return text(Objects.requireNonNull(in, name).readAllBytes());
        }
    }
}
