package io.qsstream.schema.serde;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.qsstream.fuzz.Seeds;
import io.qsstream.ingest.key.SessionKeyReader;
import io.qsstream.processor.normalise.Normaliser;
import io.qsstream.schema.registry.InMemorySchemaRegistryClient;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands on a topic: a record, or a refusal that names the topic and quotes nothing. */
class WireFormatFuzzTest {

    private static final AvroSerde<SpecificRecord> SERDE = serde();

    static Stream<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        Seeds.bodies().forEach(body -> {
            SessionKeyReader.Reading reading = SessionKeyReader.read(body);
            String key = reading.key() == null ? null : reading.key().toString();
            var normalised = Normaliser.normalise(key, body, Instant.parse("2026-11-20T14:21:05Z"));
            normalised.samples().forEach(each -> seeds.add(SERDE.serializer().serialize("t", each)));
            normalised.identities().forEach(each -> seeds.add(SERDE.serializer().serialize("t", each)));
        });
        for (int id = 0; id < 10; id++) {
            seeds.add(new byte[] {0, 0, 0, 0, (byte) id, 2, 'a', 2, 'b'});
        }
        return seeds.stream();
    }

    @MethodSource("seeds")
    @FuzzTest
    void everyValueIsReadOrRefused(byte[] value) {
        SpecificRecord record;
        try {
            record = SERDE.deserializer().deserialize("t", value);
        } catch (SerializationException refused) {
            assertThat(refused.getMessage()).startsWith("t value: ").doesNotContain("\n");
            return;
        }
        byte[] again = SERDE.serializer().serialize("t", record);
        assertThat(SERDE.serializer().serialize("t", SERDE.deserializer().deserialize("t", again)))
                .isEqualTo(again);
    }

    private static AvroSerde<SpecificRecord> serde() {
        InMemorySchemaRegistryClient registry = new InMemorySchemaRegistryClient();
        AvroSerde<SpecificRecord> serde = new AvroSerde<>(registry);
        serde.configure(Map.of("value.subject.name.strategy", "RecordName"), false);
        for (Topic<?> topic : Topics.ALL) {
            Schema schema = topic.valueSchema();
            if (schema != null) {
                registry.register(schema.getFullName(), schema);
            }
        }
        return serde;
    }
}
