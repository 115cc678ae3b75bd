package io.qsstream.ingest.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.qsstream.fuzz.Seeds;
import io.qsstream.processor.normalise.Normalised;
import io.qsstream.processor.normalise.Normalised.Reason;
import io.qsstream.processor.normalise.Normaliser;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/** Ingest and processor read the session of a body apart from each other, and must agree whatever the bytes. */
class SessionKeyFuzzTest {

    private static final Instant RECEIVED = Instant.parse("2026-11-20T14:21:05Z");

    static Stream<byte[]> seeds() {
        return Seeds.bodies();
    }

    @MethodSource("seeds")
    @FuzzTest
    void theProcessorNeverFindsAnotherSessionThanIngest(byte[] body) {
        // When
        SessionKeyReader.Reading reading = SessionKeyReader.read(body);
        @Nullable String token = PlainTokenReader.read(body);
        String key = reading.key() == null
                ? null
                : new String(reading.key().toString().getBytes(UTF_8), UTF_8);
        Normalised normalised = Normaliser.normalise(key, body, RECEIVED);

        // Then
        assertThat(normalised.rejections())
                .extracting(Normalised.Rejection::reason)
                .doesNotContain(Reason.KEY_MISMATCH);
        if (normalised.session() != null) {
            assertThat(normalised.session()).hasToString(key);
        }
        assertThat(token).isNotEqualTo("");
    }
}
