package io.qsstream.ingest.zoom.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qsstream.ingest.key.SessionKeyReader;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    @ParameterizedTest
    @EnumSource
    void aBodyIsOfTheSessionThatItsKeyNames(Kind kind) throws Exception {
        // Given
        SessionRef session = new SessionRef(kind, "acc", "/aB//7kTQ+uT1yZb/wCdEg==", null);

        // When
        Envelope.Wrapped minutes = Envelope.minutes(session, user(1), NOW, Instant.EPOCH);
        Envelope.Wrapped summary = Envelope.summary(session, JSON.readTree("{\"id\":\"u\"}"), NOW);

        // Then
        for (byte[] body : List.of(minutes.bodies().getFirst(), summary.bodies().getFirst())) {
            assertThat(SessionKeyReader.read(body).key()).isEqualTo(session.key());
        }
        assertThat(SessionKeyReader.read(summary.bodies().getFirst()).event()).endsWith("_qos_summary");
    }

    @Test
    void aLongSessionIsSeveralRecordsAndWhatIsTooOldIsCounted() throws Exception {
        // Given
        SessionRef session = new SessionRef(Kind.SESSION, "acc", "s1", null);

        // When
        Envelope.Wrapped wrapped = Envelope.minutes(session, user(200), NOW, NOW.minusSeconds(60 * 150));

        // Then
        assertThat(wrapped.tooOld()).isEqualTo(50);
        assertThat(wrapped.bodies()).hasSize(3);
        int minutes = 0;
        for (byte[] body : wrapped.bodies()) {
            JsonNode user = JSON.readTree(body).at("/payload/object/users/0");
            assertThat(user.path("name").asText()).isEqualTo("N");
            minutes += user.path("user_qos").size();
        }
        assertThat(minutes).isEqualTo(150);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"user_qos\":\"\"}", "{\"user_qos\":null}", "{\"user_qos\":[]}"})
    void aUserWithoutMinutesIsNoRecord(String user) throws Exception {
        assertThat(Envelope.minutes(
                                new SessionRef(Kind.MEETING, "acc", "m", null), JSON.readTree(user), NOW, Instant.EPOCH)
                        .bodies())
                .isEmpty();
    }

    private static JsonNode user(int minutes) throws Exception {
        return JSON.readTree("{\"id\":\"u\",\"name\":\"N\",\"user_qos\":["
                + IntStream.rangeClosed(1, minutes)
                        .mapToObj(i -> "{\"date_time\":\"" + NOW.minusSeconds(60L * i) + "\",\"audio_input\":{}}")
                        .collect(Collectors.joining(","))
                + "]}");
    }
}
