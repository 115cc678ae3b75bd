package io.qsstream.processor.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.qsstream.fuzz.Seeds;
import io.qsstream.ingest.key.SessionKeyReader;
import io.qsstream.schema.registry.InMemorySchemaRegistryClient;
import io.qsstream.schema.serde.AvroSerde;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.StreamQos;
import io.qsstream.v1.UserIdentity;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes: an answer, the same one each time, and one that a record of the topics can hold. */
class BodyFuzzTest {

    private static final Instant RECEIVED = Instant.parse("2026-11-20T14:21:05Z");
    private static final AvroSerde<SpecificRecord> SERDE = serde();

    static Stream<byte[]> seeds() {
        return Seeds.bodies();
    }

    @MethodSource("seeds")
    @DictionaryFile(resourcePath = "/dictionary.txt")
    @FuzzTest
    void noBodyMakesItThrowOrSayWhatNoRecordCanHold(byte[] body) {
        // Given the key under which ingest would have stored it
        SessionKeyReader.Reading reading = SessionKeyReader.read(body);
        String key = reading.key() == null
                ? null
                : new String(reading.key().toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);

        // When
        Normalised normalised = Normaliser.normalise(key, body, RECEIVED);

        // Then
        assertThat(Normaliser.normalise(key, body, RECEIVED)).isEqualTo(normalised);
        for (QosSample sample : normalised.samples()) {
            assertThat(sample.getSampleTime())
                    .isBetween(RECEIVED.minus(Normaliser.MAX_AGE), RECEIVED.plus(Normaliser.MAX_LEAD));
            assertThat(sample.getStreams())
                    .extracting(StreamQos::getType)
                    .isSorted()
                    .doesNotHaveDuplicates();
            isStoredAsItIs(sample);
        }
        for (UserIdentity identity : normalised.identities()) {
            isStoredAsItIs(identity);
        }
        for (Normalised.Rejection rejection : normalised.rejections()) {
            assertThat(rejection.detail()).hasSizeLessThan(200);
        }
    }

    private static void isStoredAsItIs(SpecificRecord record) {
        byte[] bytes = SERDE.serializer().serialize("t", record);
        assertThat(SERDE.deserializer().deserialize("t", bytes)).isEqualTo(record);
    }

    private static AvroSerde<SpecificRecord> serde() {
        AvroSerde<SpecificRecord> serde = new AvroSerde<>(new InMemorySchemaRegistryClient());
        serde.configure(Map.of("value.subject.name.strategy", "RecordName"), false);
        return serde;
    }
}
