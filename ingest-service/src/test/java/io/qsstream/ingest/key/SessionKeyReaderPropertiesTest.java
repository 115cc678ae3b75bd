package io.qsstream.ingest.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.qsstream.ingest.key.SessionKeyReader.Reading;
import io.qsstream.schema.SessionKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The laws: no body makes the reader throw, and a tree of the whole body would have said the same. */
class SessionKeyReaderPropertiesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** An object whose members may repeat, in the order they are written. */
    private record Member(String name, String json) {}

    @Property(tries = 2000)
    void noBytesMakeItThrow(@ForAll byte[] body) {
        assertThat(SessionKeyReader.read(body)).isNotNull();
        PlainTokenReader.read(body);
    }

    @Property(tries = 2000)
    void noMutationOfABodyMakesItThrow(@ForAll("bodies") String body, @ForAll Random random) {
        byte[] bytes = body.getBytes(UTF_8);
        for (int i = 0; i < 3; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        assertThat(SessionKeyReader.read(bytes)).isNotNull();
        assertThat(SessionKeyReader.read(Arrays.copyOf(bytes, random.nextInt(bytes.length))))
                .isNotNull();
    }

    @Property(tries = 5000)
    void aTreeOfTheWholeBodyNamesTheSameSession(@ForAll("bodies") String body) throws Exception {
        Reading reading = SessionKeyReader.read(body.getBytes(UTF_8));
        Reading reference = fromTree(body);
        assertThat(reading.key()).as(body).isEqualTo(reference.key());
        // The event's name is looked for until the session is settled, and it always takes the name to settle it.
        assertThat(reading.event()).as(body).isEqualTo(reference.event());
    }

    @Property(tries = 1000)
    void theOrderOfFieldsDoesNotMatter(@ForAll("distinctMembers") List<Member> object, @ForAll Random random) {
        List<Member> shuffled = new ArrayList<>(object);
        java.util.Collections.shuffle(shuffled, random);
        List<Member> payload = new ArrayList<>(
                List.of(new Member("account_id", "\"A\""), new Member("object", write(object)), new Member("x", "{}")));
        List<Member> otherPayload = new ArrayList<>(List.of(
                new Member("account_id", "\"A\""), new Member("object", write(shuffled)), new Member("x", "{}")));
        java.util.Collections.shuffle(otherPayload, random);
        List<Member> root = List.of(new Member("event", "\"session.user_qos\""), new Member("payload", write(payload)));
        List<Member> otherRoot =
                List.of(new Member("payload", write(otherPayload)), new Member("event", "\"session.user_qos\""));
        assertThat(SessionKeyReader.read(write(otherRoot).getBytes(UTF_8)))
                .isEqualTo(SessionKeyReader.read(write(root).getBytes(UTF_8)));
    }

    @Provide
    Arbitrary<List<Member>> distinctMembers() {
        return objectMember().list().ofMaxSize(6).uniqueElements(Member::name);
    }

    @Provide
    Arbitrary<String> bodies() {
        Arbitrary<Member> event = Arbitraries.of(
                        "\"meeting.participant_qos\"",
                        "\"webinar.participant_data\"",
                        "\"session.user_qos\"",
                        "\"phone.call_qos\"",
                        "\"qss.x\"",
                        "\"\"",
                        "5",
                        "null",
                        "{\"event\":\"phone.x\"}")
                .map(json -> new Member("event", json));
        Arbitrary<Member> payload = payloadObject().map(json -> new Member("payload", json));
        Arbitrary<Member> oddPayload = value().map(json -> new Member("payload", json));
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(4, payload),
                        net.jqwik.api.Tuple.of(4, event),
                        net.jqwik.api.Tuple.of(1, oddPayload),
                        net.jqwik.api.Tuple.of(1, noise()))
                .list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(SessionKeyReaderPropertiesTest::write);
    }

    private static Arbitrary<String> payloadObject() {
        Arbitrary<Member> object =
                objectMember().list().ofMaxSize(6).map(members -> new Member("object", write(members)));
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(3, object),
                        net.jqwik.api.Tuple.of(3, value().map(json -> new Member("account_id", json))),
                        net.jqwik.api.Tuple.of(1, value().map(json -> new Member("object", json))),
                        net.jqwik.api.Tuple.of(1, value().map(json -> new Member("meeting_id", json))),
                        net.jqwik.api.Tuple.of(1, value().map(json -> new Member("uuid", json))),
                        net.jqwik.api.Tuple.of(1, noise()))
                .list()
                .ofMaxSize(6)
                .map(SessionKeyReaderPropertiesTest::write);
    }

    private static Arbitrary<Member> objectMember() {
        return Combinators.combine(
                        Arbitraries.of(
                                "uuid", "session_id", "call_id", "meeting_id", "id", "participant", "account_id"),
                        value())
                .as(Member::new);
    }

    private static Arbitrary<Member> noise() {
        return Combinators.combine(Arbitraries.of("event_ts", "x", "uuid", "account_id", ""), value())
                .as(Member::new);
    }

    private static Arbitrary<String> value() {
        return Arbitraries.oneOf(
                Arbitraries.of(
                        "\"\"",
                        "null",
                        "true",
                        "0",
                        "-0.0",
                        "1e400",
                        "12345678901234567890123",
                        "{}",
                        "[]",
                        "{\"uuid\":\"deep\"}",
                        "[{\"uuid\":\"deep\"}]",
                        "\"\\ud83d\\ude00\"",
                        "\"\\u0000|/\\\"\""),
                Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(4).map(text -> '"' + text + '"'));
    }

    private static String write(List<Member> members) {
        return members.stream()
                .map(each -> '"' + each.name() + "\":" + each.json())
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** A slow reading by other means: numbers stay text because the reference quotes them first. */
    private static Reading fromTree(String body) throws Exception {
        Map<String, String> root = firstMembers(body);
        JsonNode eventNode = node(root.get("event"));
        String event = eventNode.isTextual() && !eventNode.asText().isEmpty() ? eventNode.asText() : null;
        Map<String, String> payload = firstMembers(root.get("payload"));
        Map<String, String> object = firstMembers(payload.get("object"));
        String[] ids = Stream.of("uuid", "session_id", "call_id", "meeting_id")
                .map(name -> text(object.get(name)))
                .toArray(String[]::new);
        if (ids[3] == null) {
            ids[3] = text(payload.get("meeting_id"));
        }
        return new Reading(event, SessionKey.choose(event, text(payload.get("account_id")), ids));
    }

    private static JsonNode node(String json) throws Exception {
        return json == null ? JsonNodeFactory.instance.missingNode() : JSON.readTree(json);
    }

    private static String text(String json) {
        try {
            JsonNode node = node(json);
            return node.isNumber() ? json : node.isTextual() && !node.asText().isEmpty() ? node.asText() : null;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The members of an object as raw JSON, cut by hand; of a repeated name the first. Empty if it is no object. */
    private static Map<String, String> firstMembers(String json) {
        Map<String, String> members = new java.util.LinkedHashMap<>();
        if (json == null || !json.startsWith("{")) {
            return members;
        }
        int at = 1;
        while (at < json.length() && json.charAt(at) != '}') {
            int nameEnd = endOfString(json, at);
            String name = json.substring(at + 1, nameEnd - 1);
            int valueStart = nameEnd + 1;
            int end = valueStart;
            int depth = 0;
            while (depth > 0 || (json.charAt(end) != ',' && json.charAt(end) != '}')) {
                char c = json.charAt(end);
                if (c == '"') {
                    end = endOfString(json, end);
                    continue;
                }
                depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
                end++;
            }
            members.putIfAbsent(name, json.substring(valueStart, end));
            at = json.charAt(end) == ',' ? end + 1 : end;
        }
        return members;
    }

    private static int endOfString(String json, int start) {
        int at = start + 1;
        while (json.charAt(at) != '"') {
            at += json.charAt(at) == '\\' ? 2 : 1;
        }
        return at + 1;
    }
}
