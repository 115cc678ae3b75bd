package io.qsstream.schema.serde;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.schema.RandomRecords;
import io.qsstream.schema.registry.ContractSchemas;
import io.qsstream.schema.registry.InMemorySchemaRegistryClient;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;

/** The laws of the serde: every record comes back; no bytes do anything but that or a SerializationException. */
class AvroSerdeLawsTest {

    private static final List<Schema> SCHEMAS =
            List.copyOf(ContractSchemas.current().values());

    private final AvroSerde<SpecificRecord> serde = serde();

    @Property(tries = 500)
    void everyRecordComesBack(@ForAll("records") SpecificRecord record) {
        byte[] bytes = serde.serializer().serialize("t", record);

        SpecificRecord read = serde.deserializer().deserialize("t", bytes);

        // Field by field: Avro's arrays compare themselves without the conversion of times.
        assertThat(read).hasSameClassAs(record).usingRecursiveComparison().isEqualTo(record);
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void spoiltBytesAreReadOrRefusedButNothingElse(
            @ForAll("records") SpecificRecord record, @ForAll int where, @ForAll byte what) {
        byte[] bytes = serde.serializer().serialize("t", record);
        int index = 5 + Math.floorMod(where, Math.max(1, bytes.length - 5));
        if (index < bytes.length) {
            bytes[index] = what;
        }

        try {
            assertThat(serde.deserializer().deserialize("t", bytes)).isNotNull();
        } catch (SerializationException refused) {
            assertThat(refused.getMessage()).startsWith("t value: ").doesNotContain("\n");
        }
    }

    @Provide
    Arbitrary<SpecificRecord> records() {
        return Combinators.combine(Arbitraries.of(SCHEMAS), Arbitraries.longs()).as(RandomRecords::specific);
    }

    private static AvroSerde<SpecificRecord> serde() {
        AvroSerde<SpecificRecord> serde = new AvroSerde<>(new InMemorySchemaRegistryClient());
        serde.configure(Map.of("value.subject.name.strategy", "RecordName"), false);
        return serde;
    }
}
