package io.qsstream.schema.serde;

import io.qsstream.schema.registry.SchemaRegistryClient;
import io.qsstream.schema.registry.SchemaRegistryException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads records in the Confluent wire format into this build's classes, whatever version they were written in; null stays
 * null. Safe for many threads.
 *
 * <p>Bytes that cannot be read are a {@link SerializationException}. Any other {@link SchemaRegistryException} is no fault
 * of the bytes, so a handler must not discard the record for it.
 */
public final class AvroDeserializer<T extends SpecificRecord> implements Deserializer<T> {

    /** Where the contract's classes are. */
    private static final ClassLoader CONTRACT_LOADER = AvroDeserializer.class.getClassLoader();

    /** Reads a whole body and nothing more. */
    private interface Body<T> {
        T read(byte[] bytes) throws IOException;
    }

    private final ConcurrentMap<Integer, Body<T>> bodies = new ConcurrentHashMap<>();
    private final boolean ownsRegistry;
    private @Nullable SchemaRegistryClient registry;
    private @Nullable SerdeSettings settings;

    /** Makes its registry client from the properties. */
    public AvroDeserializer() {
        this.ownsRegistry = true;
    }

    /** Uses a client that its maker closes. */
    public AvroDeserializer(SchemaRegistryClient registry) {
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
        bodies.clear();
    }

    @Override
    public @Nullable T deserialize(String topic, byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        if (bytes.length < WireFormat.HEADER_BYTES) {
            throw new SerializationException(part(topic) + ": " + bytes.length
                    + " bytes are too few for the Confluent wire format (magic byte 0, 4-byte schema id, Avro body)");
        }
        if (bytes[0] != WireFormat.MAGIC) {
            throw new SerializationException(
                    part(topic) + ": first byte is " + bytes[0]
                            + ", not the Confluent wire format's magic byte 0: was it written without a schema registry serde?");
        }
        int id = ByteBuffer.wrap(bytes).getInt(1);
        Body<T> body = body(topic, id);
        try {
            return body.read(bytes);
        } catch (LeftOver e) {
            throw new SerializationException(part(topic) + ": bytes are left over after the record of schema id " + id);
        } catch (IOException | RuntimeException e) {
            throw new SerializationException(
                    part(topic) + ": cannot read the Avro body of schema id " + id + " ("
                            + e.getClass().getSimpleName() + ")",
                    e);
        }
    }

    @Override
    public void close() {
        if (ownsRegistry && registry != null) {
            registry.close();
        }
    }

    /** More bytes than the record has. */
    private static final class LeftOver extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private Body<T> body(String topic, int id) {
        Body<T> known = bodies.get(id);
        return known != null ? known : bodies.computeIfAbsent(id, key -> newBody(topic, id));
    }

    private Body<T> newBody(String topic, int id) {
        if (registry == null || settings == null) {
            throw new ConfigException("AvroDeserializer is used before configure(properties, isKey)");
        }
        Schema writer;
        try {
            writer = registry.byId(id);
        } catch (SchemaRegistryException.Unknown e) {
            throw new SerializationException(part(topic) + ": " + e.getMessage(), e);
        }
        Class<?> type = settings.recordType().<Class<?>>map(given -> given).orElseGet(() -> named(topic, id, writer));
        @SuppressWarnings("unchecked") // Of the type that the settings or the schema name.
        RecordCodec<T> own = RecordCodec.of((Class<T>) type);
        return own.isWrittenAs(writer) ? bytes -> readOwn(own, bytes) : readResolved(writer, type);
    }

    private static <T extends SpecificRecord> T readOwn(RecordCodec<T> codec, byte[] bytes) {
        AvroInput in = new AvroInput(bytes, WireFormat.HEADER_BYTES);
        T record = codec.read(in);
        if (!in.isEnd()) {
            throw new LeftOver();
        }
        return record;
    }

    /** Another version's record, resolved into this build's class. */
    private Body<T> readResolved(Schema writer, Class<?> type) {
        SpecificData model = RecordModels.of(type);
        DatumReader<T> reader = new SpecificDatumReader<>(writer, model.getSchema(type), model);
        return bytes -> {
            BinaryDecoder decoder = DecoderFactory.get()
                    .binaryDecoder(bytes, WireFormat.HEADER_BYTES, bytes.length - WireFormat.HEADER_BYTES, null);
            T record = reader.read(null, decoder);
            if (!decoder.isEnd()) {
                throw new LeftOver();
            }
            return record;
        };
    }

    private Class<?> named(String topic, int id, Schema writer) {
        TrustedRecords.trust();
        Class<?> type;
        try {
            type = new SpecificData(CONTRACT_LOADER).getClass(writer);
        } catch (SecurityException e) {
            type = null;
        }
        if (type == null || !SpecificRecord.class.isAssignableFrom(type)) {
            throw new SerializationException(part(topic) + ": schema id " + id + " is " + writer.getFullName()
                    + ", which is no record of this build");
        }
        return type;
    }

    private String part(String topic) {
        return settings == null ? topic : settings.part(topic);
    }
}
