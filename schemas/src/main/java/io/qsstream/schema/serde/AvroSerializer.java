package io.qsstream.schema.serde;

import io.qsstream.schema.registry.RegisteredSchema;
import io.qsstream.schema.registry.SchemaRegistryClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.path.TracingNullPointException;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes records in the Confluent wire format; null stays null. Safe for many threads, as a shared producer needs.
 *
 * <p>A record that its own schema does not allow is a {@link SerializationException}; whatever the registry does not do is
 * a {@link io.qsstream.schema.registry.SchemaRegistryException}, which is no fault of the record.
 */
public final class AvroSerializer<T extends SpecificRecord> implements Serializer<T> {

    private record TopicSchema(String topic, Schema schema) {}

    /** Writes a record's body. */
    private interface Body {
        void write(SpecificRecord record, AvroOutput out) throws IOException;
    }

    /** What is settled once per topic and schema. */
    private record Prepared(String topic, Schema schema, int id, Body body) {}

    /** What a thread uses again for each record. */
    private static final class Scratch {
        private final AvroOutput out = new AvroOutput();
        private @Nullable Prepared last;
    }

    private final ConcurrentMap<TopicSchema, Prepared> prepared = new ConcurrentHashMap<>();
    private final ThreadLocal<Scratch> scratches = ThreadLocal.withInitial(Scratch::new);
    private final boolean ownsRegistry;
    private @Nullable SchemaRegistryClient registry;
    private @Nullable SerdeSettings settings;

    /** Makes its registry client from the properties. */
    public AvroSerializer() {
        this.ownsRegistry = true;
    }

    /** Uses a client that its maker closes. */
    public AvroSerializer(SchemaRegistryClient registry) {
        this.ownsRegistry = false;
        this.registry = registry;
    }

    @Override
    public void configure(Map<String, ?> properties, boolean isKey) {
        settings = SerdeSettings.of(properties, isKey);
        if (ownsRegistry) {
            close();
            registry = SchemaRegistryClient.of(properties);
        }
        prepared.clear();
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable T record) {
        if (record == null) {
            return null;
        }
        Scratch scratch = scratches.get();
        Prepared known = prepared(scratch, topic, record);
        AvroOutput out = scratch.out;
        out.reset();
        out.writeByte(WireFormat.MAGIC);
        out.writeId(known.id());
        try {
            known.body().write(record, out);
            return out.toByteArray();
        } catch (IOException | RuntimeException e) {
            throw new SerializationException(
                    part(topic) + ": the " + record.getSchema().getFullName() + " does not fit its schema" + reason(e),
                    e);
        }
    }

    @Override
    public void close() {
        if (ownsRegistry && registry != null) {
            registry.close();
        }
    }

    private Prepared prepared(Scratch scratch, String topic, SpecificRecord record) {
        Schema schema = record.getSchema();
        Prepared last = scratch.last;
        if (last == null || last.schema() != schema || !last.topic().equals(topic)) {
            last = prepared.computeIfAbsent(
                    new TopicSchema(topic, schema), key -> prepare(topic, schema, record.getClass()));
            scratch.last = last;
        }
        return last;
    }

    private Prepared prepare(String topic, Schema schema, Class<?> recordType) {
        if (registry == null || settings == null) {
            throw new ConfigException("AvroSerializer is used before configure(properties, isKey)");
        }
        String subject = settings.subject(topic, schema);
        Body body = new OwnBody(RecordCodec.of(recordType), avroWriter(schema, recordType));
        if (settings.autoRegister()) {
            return new Prepared(topic, schema, registry.register(subject, schema), body);
        }
        if (settings.useLatest()) {
            RegisteredSchema latest = registry.latest(subject);
            Schema written = latest.schema();
            return new Prepared(
                    topic,
                    schema,
                    latest.id(),
                    schema.equals(written) ? body : inLatest(subject, schema, recordType, written));
        }
        return new Prepared(topic, schema, registry.idOf(subject, schema), body);
    }

    private static DatumWriter<Object> avroWriter(Schema schema, Class<?> recordType) {
        return new SpecificDatumWriter<>(schema, RecordModels.of(recordType));
    }

    private static byte[] written(DatumWriter<Object> writer, Object record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        writer.write(record, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }

    /** Where a record does not fit, Avro's own writer is asked, because it says which field it was. */
    private record OwnBody(RecordCodec<?> codec, DatumWriter<Object> explainer) implements Body {

        @Override
        @SuppressWarnings("unchecked") // The codec was made for the record's class.
        public void write(SpecificRecord record, AvroOutput out) throws IOException {
            try {
                ((RecordCodec<SpecificRecord>) codec).write(record, out);
            } catch (RuntimeException e) {
                written(explainer, record);
                throw e;
            }
        }
    }

    /**
     * Writes records of a schema as a later one. A generated class knows its own fields by position only, so unless the two
     * are the same on the wire, the record is resolved from the one to the other.
     */
    private static Body inLatest(String subject, Schema own, Class<?> recordType, Schema latest) {
        var verdict = SchemaCompatibility.checkReaderWriterCompatibility(latest, own);
        if (verdict.getType() != SchemaCompatibilityType.COMPATIBLE) {
            throw new ConfigException("use.latest.version: the latest schema of subject " + subject + " cannot read "
                    + own.getFullName() + " as this build writes it (" + firstOf(verdict) + "): set it to false");
        }
        // A model without conversions: on the way through, values stay as they are on the wire.
        return new ResolvedBody(
                avroWriter(own, recordType),
                new GenericDatumReader<>(own, latest, new GenericData()),
                new GenericDatumWriter<>(latest, new GenericData()));
    }

    private static String firstOf(SchemaCompatibility.SchemaPairCompatibility verdict) {
        List<SchemaCompatibility.Incompatibility> found = verdict.getResult().getIncompatibilities();
        return found.isEmpty()
                ? "incompatible"
                : found.getFirst().getType() + " at " + found.getFirst().getLocation();
    }

    private record ResolvedBody(
            DatumWriter<Object> own, GenericDatumReader<Object> resolver, GenericDatumWriter<Object> latest)
            implements Body {

        @Override
        public void write(SpecificRecord record, AvroOutput out) throws IOException {
            Object resolved = resolver.read(null, DecoderFactory.get().binaryDecoder(written(own, record), null));
            out.writeRaw(written(latest, resolved));
        }
    }

    private String part(String topic) {
        return settings == null ? topic : settings.part(topic);
    }

    /** Avro's message only where it names a field; others quote the value, which may name a person. */
    private static String reason(Exception e) {
        return e instanceof TracingNullPointException
                ? ": " + e.getMessage()
                : " (" + e.getClass().getSimpleName() + ")";
    }
}
