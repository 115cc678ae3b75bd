package io.qsstream.processor.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qsstream.processor.normalise.Fixtures.Fixture;
import io.qsstream.processor.normalise.Normalised.Reason;
import io.qsstream.v1.QosSample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes and the order of the keys: an answer, and the same one. */
class NormaliserRobustnessTest {

    private static final Instant RECEIVED = Instant.parse("2026-11-20T14:21:05Z");
    private static final List<Fixture> FIXTURES = Fixtures.all();
    private static final String[] ODD_VALUES = {
        "null",
        "true",
        "0",
        "-1",
        "1e400",
        "\"\"",
        "\" \"",
        "\"x\"",
        "[]",
        "{}",
        "[[]]",
        "{\"a\":{\"b\":[1,2]}}",
        "\"\\ud800\"",
        "[null]",
        "[{}]",
        "[[{\"type\":[]}]]",
        "123456789012345678901234567890123456789012345678901234567890"
    };

    static List<Fixture> fixtures() {
        return FIXTURES;
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void noTruncationMakesItThrowOrSpeak(Fixture fixture) {
        int end = new String(fixture.body(), StandardCharsets.UTF_8)
                .stripTrailing()
                .getBytes(StandardCharsets.UTF_8)
                .length;
        for (int length = 0; length < end; length++) {
            // Given
            byte[] truncated = Arrays.copyOf(fixture.body(), length);

            // When
            Normalised normalised = fixture.normalise(truncated);

            // Then
            assertThat(normalised.samples()).isEmpty();
            assertThat(normalised.rejections())
                    .extracting(Normalised.Rejection::reason)
                    .containsExactly(Reason.NOT_JSON);
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void noChangedByteMakesItThrow(Fixture fixture) {
        for (int at = 0; at < fixture.body().length; at++) {
            for (int change : new int[] {0x01, 0x20, 0x80, 0xFF}) {
                // Given
                byte[] changed = fixture.body().clone();
                changed[at] ^= (byte) change;

                // When
                Normalised normalised = fixture.normalise(changed);

                // Then
                isSound(normalised);
            }
        }
    }

    /** Every value of every fixture replaced by every odd one. */
    @ParameterizedTest
    @MethodSource("fixtures")
    void noOddValueAnywhereMakesItThrow(Fixture fixture) throws IOException {
        JsonNode tree;
        try {
            tree = Fixtures.MAPPER.readTree(fixture.body());
        } catch (IOException notJson) {
            return;
        }
        for (String odd : ODD_VALUES) {
            for (int place = 0; ; place++) {
                // Given
                JsonNode changed = tree.deepCopy();
                if (!replace(changed, new int[] {place}, Fixtures.MAPPER.readTree(odd))) {
                    break;
                }

                // When
                Normalised normalised = fixture.normalise(Fixtures.MAPPER.writeValueAsBytes(changed));

                // Then
                isSound(normalised);
            }
        }
    }

    /** A body as large as the ingest service takes, full of names, types and legs that nobody knows. */
    @Test
    @Timeout(10)
    void aBodyFullOfStrangersIsReadInReasonableTime() {
        // Given
        String names = joined(60_000, i -> "\"f%d\":%d".formatted(i * 31, i));
        String types = joined(15_000, i -> "{\"type\":\"t%d\",\"details\":{\"jitter\":%d}}".formatted(-i, i));
        String legs = joined(6_000, i -> "{\"id\":\"x\",\"qos\":{\"type\":\"t%d\"}}".formatted(i));
        String qos =
                "{\"event\":\"meeting.participant_qos\",\"event_ts\":1795184464318,\"payload\":{\"account_id\":\"a\","
                        + "\"object\":{\"uuid\":\"u\",\"participant\":{\"user_id\":\"7\",\"qos\":[%s]},\"call_qos\":[%s]}}}";

        // When
        Normalised strangeNames = normalise(qos.formatted("{\"type\":\"t\",\"details\":{" + names + "}}", ""));
        Normalised strangeTypes = normalise(qos.formatted(types, ""));
        Normalised strangeLegs = normalise(qos.formatted("{}", legs));

        // Then
        assertThat(strangeNames.samples().getFirst().getExtras()).hasSize(64);
        assertThat(strangeTypes.samples().getFirst().getStreams()).hasSize(15_000);
        assertThat(strangeLegs.samples()).hasSize(2);
        isSound(strangeLegs);
    }

    private static String joined(int count, IntFunction<String> part) {
        return IntStream.range(0, count).mapToObj(part).collect(Collectors.joining(","));
    }

    private static Normalised normalise(String body) {
        return Normaliser.normalise("a|u", body.getBytes(StandardCharsets.UTF_8), RECEIVED);
    }

    @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE)
    void noBytesMakeItThrow(@ForAll byte[] bytes) {
        // When
        Normalised normalised = Normaliser.normalise("a|u", bytes, RECEIVED);

        // Then
        isSound(normalised);
    }

    @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE)
    void noJumbleOfItsOwnWordsMakesItThrow(@ForAll("jumbles") String body) {
        // When
        Normalised normalised = Normaliser.normalise("a|u", body.getBytes(StandardCharsets.UTF_8), RECEIVED);

        // Then
        isSound(normalised);
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void theOrderOfKeysMeansNothing(@ForAll("fixtureBodies") Fixture fixture, @ForAll Random random)
            throws IOException {
        // Given
        JsonNode tree = Fixtures.MAPPER.readTree(fixture.body());

        // When
        Normalised shuffled = fixture.normalise(Fixtures.MAPPER.writeValueAsBytes(shuffled(tree, random)));

        // Then
        assertThat(shuffled).isEqualTo(fixture.normalise());
    }

    @Provide
    Arbitrary<Fixture> fixtureBodies() {
        return Arbitraries.of(FIXTURES.stream()
                .filter(fixture -> !fixture.name().contains("truncated"))
                .toList());
    }

    /** Well-formed objects whose keys and values are the reader's own words in places where they do not belong. */
    @Provide
    Arbitrary<String> jumbles() {
        Arbitrary<String> scalar = Arbitraries.of(
                "null",
                "true",
                "7",
                "-5.5e1",
                "\"\"",
                "\"meeting.participant_qos\"",
                "\"qss.x\"",
                "\"cpu_usage\"",
                "\"audio_input\"",
                "\"2026-11-20T14:21:00Z\"",
                "1795184464318",
                "\"u\"",
                "\"a\"",
                "\"5 ms\"",
                "\"mW\"");
        Arbitrary<String> name = Arbitraries.of(
                "event",
                "event_ts",
                "payload",
                "account_id",
                "object",
                "uuid",
                "meeting_id",
                "id",
                "participant",
                "user",
                "call_qos",
                "metrics",
                "timestamp",
                "participant_id",
                "user_id",
                "qos",
                "data",
                "date_time",
                "type",
                "details",
                "bitrate",
                "quality",
                "rssi_unit",
                "min_rssi",
                "network_notification",
                "resolution",
                "location",
                "signaling_ip_address",
                "x");
        Arbitrary<String> value = Arbitraries.lazyOf(
                () -> scalar,
                () -> scalar,
                () -> members(name, scalar),
                () -> members(name, members(name, members(name, scalar))),
                () -> members(name, members(name, scalar))
                        .list()
                        .ofMaxSize(3)
                        .map(list -> "[" + String.join(",", list) + "]"));
        return members(name, value)
                .map(object -> "{\"event\":\"meeting.participant_qos\",\"event_ts\":1795184464318,"
                        + "\"payload\":{\"account_id\":\"a\",\"metrics\":" + object + ",\"object\":{\"uuid\":\"u\","
                        + "\"participant\":{\"user_id\":\"7\",\"qos\":[" + object + "]}," + object.substring(1) + "}}");
    }

    private static Arbitrary<String> members(Arbitrary<String> name, Arbitrary<String> value) {
        return net.jqwik.api.Combinators.combine(name, value)
                .as((n, v) -> '"' + n + "\":" + v)
                .list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(list -> "{" + String.join(",", list) + "}");
    }

    private static void isSound(Normalised normalised) {
        for (QosSample sample : normalised.samples()) {
            assertThat(sample.getUserId()).isNotEmpty();
            assertThat(sample.getSampleTime())
                    .isBetween(
                            sample.getReceiptTime().minus(Normaliser.MAX_AGE),
                            sample.getReceiptTime().plus(Normaliser.MAX_LEAD));
            assertThat(sample.getStreams().stream()
                            .map(stream -> stream.getType())
                            .toList())
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
        assertThat(normalised.rejections().stream()
                        .map(Normalised.Rejection::reason)
                        .toList())
                .doesNotHaveDuplicates();
    }

    /** Replaces the value that is {@code countdown} values away; false where there are not that many. */
    private static boolean replace(JsonNode node, int[] countdown, JsonNode odd) {
        if (node instanceof ObjectNode object) {
            for (String name : (Iterable<String>) () -> new ArrayList<>(fieldNames(object)).iterator()) {
                if (countdown[0]-- == 0) {
                    object.set(name, odd);
                    return true;
                }
                if (replace(object.get(name), countdown, odd)) {
                    return true;
                }
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                if (countdown[0]-- == 0) {
                    array.set(i, odd);
                    return true;
                }
                if (replace(array.get(i), countdown, odd)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static JsonNode shuffled(JsonNode node, Random random) {
        if (node instanceof ObjectNode object) {
            List<String> names = fieldNames(object);
            Collections.shuffle(names, random);
            ObjectNode shuffled = Fixtures.MAPPER.createObjectNode();
            names.forEach(name -> shuffled.set(name, shuffled(object.get(name), random)));
            return shuffled;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = Fixtures.MAPPER.createArrayNode();
            array.forEach(element -> copy.add(shuffled(element, random)));
            return copy;
        }
        return node;
    }

    private static List<String> fieldNames(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
