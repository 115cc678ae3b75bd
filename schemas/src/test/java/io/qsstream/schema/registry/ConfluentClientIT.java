package io.qsstream.schema.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.schema.RandomRecords;
import io.qsstream.schema.serde.AvroSerde;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A foreign witness: Confluent's own client 7.5.3, as Flink ships it, and ours stand before one registry and must agree.
 * Runs in a JVM of its own, because Flink's jar brings libraries of other versions.
 */
class ConfluentClientIT {

    private final Apicurio apicurio = Apicurio.running();
    private final CachedSchemaRegistryClient confluent = new CachedSchemaRegistryClient(apicurio.url(), 100);
    private final SchemaRegistryClient ours = SchemaRegistryClient.of(apicurio.properties());

    static List<Topic<?>> topics() {
        return Topics.ALL.stream().filter(topic -> topic.valueSchema() != null).toList();
    }

    @ParameterizedTest
    @MethodSource("topics")
    void whatWeRegisterConfluentFinds(Topic<?> topic) throws Exception {
        // When
        int id = ours.register("by-us-" + topic.subject(), topic.valueSchema());

        // Then
        AvroSchema same = new AvroSchema(topic.valueSchema().toString());
        assertThat(confluent.getId("by-us-" + topic.subject(), same)).isEqualTo(id);
        assertThat(confluent.getSchemaById(id).canonicalString()).isEqualTo(same.canonicalString());
        assertThat(confluent.register("by-us-" + topic.subject(), same)).isEqualTo(id);
    }

    @ParameterizedTest
    @MethodSource("topics")
    void whatConfluentRegistersWeFind(Topic<?> topic) throws Exception {
        // When
        int id = confluent.register(
                "by-them-" + topic.subject(), new AvroSchema(topic.valueSchema().toString()));

        // Then
        assertThat(ours.idOf("by-them-" + topic.subject(), topic.valueSchema())).isEqualTo(id);
        assertThat(ours.byId(id)).isEqualTo(topic.valueSchema());
        assertThat(ours.latest("by-them-" + topic.subject()).id()).isEqualTo(id);
        assertThat(ours.register("by-them-" + topic.subject(), topic.valueSchema()))
                .isEqualTo(id);
    }

    @Test
    void levelsMeanTheSame() throws Exception {
        // When
        ours.setCompatibility("levels-value", CompatibilityLevel.FULL_TRANSITIVE);
        confluent.updateCompatibility("levels2-value", "BACKWARD_TRANSITIVE");

        // Then
        assertThat(confluent.getCompatibility("levels-value")).isEqualTo("FULL_TRANSITIVE");
        assertThat(ours.compatibility("levels2-value")).contains(CompatibilityLevel.BACKWARD_TRANSITIVE);
    }

    @ParameterizedTest
    @MethodSource("topics")
    void ourBytesAreReadWithConfluentsSchema(Topic<?> topic) throws Exception {
        // Given
        try (AvroSerde<SpecificRecord> serde = serde(Map.of())) {
            SpecificRecord record = RandomRecords.specific(topic.valueSchema(), 7);

            // When
            byte[] bytes = serde.serializer().serialize("ours-" + topic.name(), record);

            // Then
            ByteBuffer frame = ByteBuffer.wrap(bytes);
            assertThat(frame.get()).isZero();
            Schema writer = parse(confluent.getSchemaById(frame.getInt()).canonicalString());
            GenericRecord read = new GenericDatumReader<GenericRecord>(writer)
                    .read(null, DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null));
            assertThat(encoded(writer, read)).isEqualTo(Arrays.copyOfRange(bytes, 5, bytes.length));
            assertThat(read.getSchema().getFullName())
                    .isEqualTo(record.getSchema().getFullName());
        }
    }

    @ParameterizedTest
    @MethodSource("topics")
    void bytesUnderConfluentsIdAreReadByUs(Topic<?> topic) throws Exception {
        // Given
        Schema schema = topic.valueSchema();
        int id = confluent.register("theirs-" + topic.subject(), new AvroSchema(schema.toString()));
        byte[] body = encoded(schema, RandomRecords.generic(schema, 11));
        byte[] frame = ByteBuffer.allocate(5 + body.length)
                .put((byte) 0)
                .putInt(id)
                .put(body)
                .array();

        // When
        try (AvroSerde<SpecificRecord> serde = serde(Map.of("specific.avro.value.type", topic.valueType()))) {
            SpecificRecord read = serde.deserializer().deserialize("theirs-" + topic.name(), frame);

            // Then the same record gives the same bytes
            assertThat(read).isInstanceOf(topic.valueType());
            assertThat(serde.serializer().serialize("theirs-" + topic.name(), read))
                    .isEqualTo(frame);
        }
    }

    private AvroSerde<SpecificRecord> serde(Map<String, Object> more) {
        Map<String, Object> properties = new HashMap<>(apicurio.properties());
        properties.putAll(more);
        AvroSerde<SpecificRecord> serde = new AvroSerde<>();
        serde.configure(properties, false);
        return serde;
    }

    private static Schema parse(String json) {
        return new Schema.Parser().parse(json);
    }

    private static byte[] encoded(Schema schema, Object record) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<>(schema).write(record, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }
}
