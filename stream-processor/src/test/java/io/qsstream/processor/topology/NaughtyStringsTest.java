package io.qsstream.processor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qsstream.processor.testing.Pipeline;
import io.qsstream.schema.testing.NaughtyStrings;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.StreamQos;
import io.qsstream.v1.UserIdentity;
import io.qsstream.v1.UserQosWindow;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One session for each naughty string, which is its id and everybody's and everything's name: through the whole topology. */
class NaughtyStringsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pipeline PIPELINE = Pipeline.inMemory(Pipeline.MINUTES);
    private static Instant now = Instant.parse("2026-11-20T14:00:00Z");

    @AfterAll
    static void close() {
        PIPELINE.close();
    }

    static List<String> naughty() {
        return NaughtyStrings.all();
    }

    @ParameterizedTest
    @MethodSource("naughty")
    void itComesOutAsItWentInAndHarmsNobody(String naughty) throws JsonProcessingException {
        // Given
        now = now.plus(Duration.ofMinutes(5));
        String key = stored("a|" + naughty);

        // When
        PIPELINE.receive(now, key, data(naughty));
        PIPELINE.receive(now, key, qos(naughty));
        PIPELINE.tick(now.plus(Duration.ofMinutes(3)));

        // Then
        assertThat(PIPELINE.deadLetters()).isEmpty();
        QosSample sample = only(PIPELINE.samples(), key);
        assertThat(sample.getSessionId()).isEqualTo(stored(naughty));
        assertThat(sample.getUserId()).isEqualTo(stored(naughty));
        assertThat(sample.getStreams()).extracting(StreamQos::getType).containsExactly(kept(naughty));
        assertThat(sample.getStreams().getFirst().getJitterMs()).isEqualTo(5);
        assertThat(sample.getExtras()).containsValue(kept(naughty));
        UserQosWindow window = only(PIPELINE.userWindows(), key);
        assertThat(window.getDevice()).isEqualTo(naughty.isBlank() ? null : kept(naughty.strip()));
        assertThat(window.getSampleCount()).isEqualTo(1);
        assertThat(only(PIPELINE.sessionWindows(), key).getUserCount()).isEqualTo(1);
        List<TestRecord<String, UserIdentity>> directory = PIPELINE.directory();
        if (naughty.isBlank()) {
            assertThat(directory).isEmpty();
        } else {
            UserIdentity identity = directory.getLast().value();
            assertThat(identity.getName()).isEqualTo(kept(naughty));
            assertThat(identity.getEmail()).isEqualTo(kept(naughty));
            assertThat(identity.getSessionName()).isEqualTo(kept(naughty));
        }
    }

    private static <V> V only(List<TestRecord<String, V>> records, String sessionKey) {
        assertThat(records).hasSize(1);
        assertThat(records.getFirst().key()).startsWith(sessionKey);
        return records.getFirst().value();
    }

    private static byte[] data(String naughty) throws JsonProcessingException {
        ObjectNode event = event("session.user_data", naughty);
        ObjectNode user = (ObjectNode) event.at("/payload/object/user");
        user.putArray("data")
                .addObject()
                .put("device", naughty)
                .put("location", naughty)
                .put("microphone", naughty);
        return bytes(event);
    }

    private static byte[] qos(String naughty) throws JsonProcessingException {
        ObjectNode event = event("session.user_qos", naughty);
        ObjectNode item =
                ((ObjectNode) event.at("/payload/object/user")).putArray("qos").addObject();
        item.put("type", naughty).put("date_time", now.toString());
        item.putObject("details").put("jitter", "5 ms").put("something_new", naughty);
        return bytes(event);
    }

    private static ObjectNode event(String name, String naughty) {
        ObjectNode event = JSON.createObjectNode();
        event.put("event", name).put("event_ts", now.toEpochMilli());
        ObjectNode object = event.putObject("payload").put("account_id", "a").putObject("object");
        object.put("session_id", naughty).put("session_name", naughty);
        object.putObject("user").put("id", naughty).put("name", naughty).put("email", naughty);
        return event;
    }

    /** All but ASCII escaped, so that broken surrogates reach the reader, too. */
    private static byte[] bytes(ObjectNode event) throws JsonProcessingException {
        StringBuilder ascii = new StringBuilder();
        JSON.writeValueAsString(event)
                .chars()
                .forEach(c -> ascii.append(c < 128 ? "" + (char) c : String.format("\\u%04x", c)));
        return ascii.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** As UTF-8 and back: a broken surrogate is a question mark. */
    private static String stored(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /** The first 1,024 characters, whole ones. */
    private static String kept(String text) {
        int end = Math.min(text.length(), 1_024);
        return stored(text.substring(0, end));
    }
}
