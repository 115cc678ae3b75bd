package io.qsstream.processor.topology;

import static io.qsstream.processor.testing.Pipeline.header;
import static io.qsstream.processor.testing.Pipeline.last;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.qsstream.processor.testing.Bodies;
import io.qsstream.processor.testing.Bodies.Item;
import io.qsstream.processor.testing.Pipeline;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.UserIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class QssTopologyTest {

    private static final Instant START = Instant.parse("2026-11-20T14:21:00Z");
    private static final String KEY = "acc|m1";

    static Stream<Arguments> invalidFixtures() {
        return Stream.of(
                arguments("invalid.no_event_ts.json", "MISSING_EVENT_TS"),
                arguments("invalid.payload_object_missing.json", "NOT_AN_EVENT"),
                arguments("invalid.truncated.json", "NOT_JSON"));
    }

    @ParameterizedTest
    @MethodSource("invalidFixtures")
    void anInvalidBodyEndsAsADeadLetterWithItsReasonAndTheNextEventIsProcessed(String file, String reason)
            throws IOException {
        try (Pipeline pipeline = Pipeline.inMemory(Pipeline.MINUTES)) {
            // Given
            byte[] invalid = fixture("variants/" + file);
            byte[] valid = fixture("events/meeting.participant_qos.json");
            String key = "qK7vR2mXTdWn0bYc5HsLpA|pX3mR9vKQ8uT1yZb7wCdEg==";

            // When
            pipeline.receive(START.plusSeconds(5), key, invalid);
            pipeline.receive(START.plusSeconds(6), key, valid);

            // Then
            List<TestRecord<String, byte[]>> dead = pipeline.deadLetters();
            assertThat(dead).hasSize(1);
            assertThat(dead.get(0).value()).isEqualTo(invalid);
            assertThat(header(dead.get(0), "qss-reason")).isEqualTo(reason);
            assertThat(pipeline.samples()).hasSize(1);
            assertThat(pipeline.counted("qsstream.processor.events", "outcome", "rejected"))
                    .isEqualTo(1);
            assertThat(pipeline.counted("qsstream.processor.events", "outcome", "used"))
                    .isEqualTo(1);
        }
    }

    @Test
    void aBodyUnderAnotherSessionsKeyIsADeadLetterBecauseItWouldSplitItsSession() {
        try (Pipeline pipeline = Pipeline.inMemory(Pipeline.MINUTES)) {
            // When
            pipeline.receive(START, "acc|other", Bodies.qos("m1", "u1", START, Item.audio(START, "1 kbps", "1 ms")));

            // Then
            assertThat(pipeline.deadLetters())
                    .extracting(dead -> header(dead, "qss-reason"))
                    .containsExactly("KEY_MISMATCH");
            assertThat(pipeline.samples()).isEmpty();
        }
    }

    @Test
    void identitiesGoToTheUserDirectoryOnlyAndOnlyWhenTheyAddSomething() {
        try (Pipeline pipeline = Pipeline.inMemory(Pipeline.MINUTES)) {
            // When
            pipeline.receive(START, KEY, Bodies.qos("m1", "u1", START, Item.audio(START, "1 kbps", "1 ms")));
            pipeline.receive(
                    START, KEY, Bodies.qos("m1", "u1", START, Item.audio(START.plusSeconds(9), "1 kbps", "1 ms")));
            pipeline.receive(START.plusSeconds(30), KEY, Bodies.left("m1", "u1", START.plusSeconds(29), "R. Okafor"));

            // Then
            List<TestRecord<String, UserIdentity>> directory = pipeline.directory();
            assertThat(directory).hasSize(2);
            UserIdentity known = last(directory).get("acc|m1|u1");
            assertThat(known.getName()).isEqualTo("R. Okafor");
            assertThat(known.getEmail()).as("from the earlier event").isEqualTo("u1@example.com");
        }
    }

    @Test
    void aTombstoneInTheDirectoryForgetsTheUserInTheStateToo() {
        try (Pipeline pipeline = Pipeline.inMemory(Pipeline.MINUTES)) {
            // Given
            pipeline.receive(START, KEY, Bodies.left("m1", "u1", START, "R. Okafor"));
            assertThat(pipeline.directory()).hasSize(1);

            // When
            pipeline.driver()
                    .createInputTopic(Topics.USER_DIRECTORY.name(), new StringSerializer(), (topic, value) -> null)
                    .pipeInput("acc|m1|u1", null, START.plusSeconds(1));

            // Then
            assertThat(pipeline.driver().getKeyValueStore("user-directory").get("acc|m1|u1"))
                    .isNull();

            // When the user is heard of again
            pipeline.receive(START.plusSeconds(2), KEY, Bodies.left("m1", "u1", START, "R. Okafor"));

            // Then
            assertThat(pipeline.directory()).hasSize(1);
            assertThat(pipeline.driver().getKeyValueStore("user-directory").get("acc|m1|u1"))
                    .isNotNull();
        }
    }

    @Test
    void aReplayOfTheSameLogGivesTheSameBytes(@TempDir Path first, @TempDir Path second) {
        // Given
        List<String> once = outputs(first);

        // When
        List<String> replayed = outputs(second);

        // Then
        assertThat(replayed).isEqualTo(once);
        assertThat(once).hasSizeGreaterThan(100);
    }

    private static List<String> outputs(Path stateDir) {
        List<String> bytes = new ArrayList<>();
        try (Pipeline pipeline = Pipeline.onDisk(Pipeline.MINUTES, stateDir)) {
            for (int i = 0; i < 300; i++) {
                Instant receipt = START.plusSeconds(i);
                Instant time = START.plusSeconds(i - (i * 7919L) % 400);
                String user = "u" + i % 5;
                pipeline.receive(receipt, KEY, Bodies.qos("m1", user, time, Item.audio(time, i + " kbps", "1 ms")));
                if (i % 5 == 0) {
                    pipeline.tick(receipt);
                }
                if (i % 50 == 0) {
                    pipeline.receive(receipt, KEY, Bodies.left("m1", user, time, "name" + i));
                    pipeline.receive(receipt, KEY, "no json");
                }
            }
            for (Topic<?> topic : Topics.ALL) {
                for (TestRecord<String, ?> record : pipeline.read(topic)) {
                    bytes.add(topic.name() + " " + record.getRecordTime() + " " + record.key() + " " + record.headers()
                            + " " + text(record.value()));
                }
            }
        }
        return bytes;
    }

    private static String text(Object value) {
        return value instanceof byte[] body
                ? new String(body, java.nio.charset.StandardCharsets.UTF_8)
                : value.toString();
    }

    private static byte[] fixture(String path) throws IOException {
        try (InputStream in = QssTopologyTest.class.getResourceAsStream("/fixtures/" + path)) {
            return Objects.requireNonNull(in, path).readAllBytes();
        }
    }
}
