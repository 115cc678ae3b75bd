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

    private final ConcurrentMap<Integer, DatumReader<T>> readers = new ConcurrentHashMap<>();
    private final ThreadLocal<@Nullable BinaryDecoder> decoders = new ThreadLocal<>();
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
        readers.clear();
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
        DatumReader<T> reader = reader(topic, id);
        try {
            BinaryDecoder decoder = DecoderFactory.get()
                    .binaryDecoder(
                            bytes, WireFormat.HEADER_BYTES, bytes.length - WireFormat.HEADER_BYTES, decoders.get());
            decoders.set(decoder);
            T record = reader.read(null, decoder);
            if (!decoder.isEnd()) {
                throw new SerializationException(
                        part(topic) + ": bytes are left over after the record of schema id " + id);
            }
            return record;
        } catch (SerializationException e) {
            throw e;
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

    private DatumReader<T> reader(String topic, int id) {
        DatumReader<T> known = readers.get(id);
        return known != null ? known : readers.computeIfAbsent(id, key -> newReader(topic, id));
    }

    private DatumReader<T> newReader(String topic, int id) {
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
        SpecificData model = RecordModels.of(type);
        return new SpecificDatumReader<>(writer, model.getSchema(type), model);
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
