package io.qsstream.connect;

import io.qsstream.schema.registry.SchemaRegistryClient;
import io.qsstream.schema.registry.SchemaRegistryException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.storage.Converter;
import org.jspecify.annotations.Nullable;

/**
 * Reads Avro in the Confluent wire format for sinks, with the schema that the registry names.
 *
 * <p>Takes Confluent's property names, so {@code io.confluent.connect.avro.AvroConverter} can stand in its place. It only
 * reads: nothing of ours is written through Kafka Connect.
 */
public final class AvroConverter implements Converter {

    private static final int HEADER_BYTES = 5;

    private record Known(AvroRecords records, GenericDatumReader<Object> reader) {}

    private final ConcurrentMap<Integer, Known> known = new ConcurrentHashMap<>();
    private @Nullable SchemaRegistryClient registry;

    @Override
    public void configure(Map<String, ?> properties, boolean isKey) {
        close();
        registry = SchemaRegistryClient.of(properties);
        known.clear();
    }

    @Override
    public ConfigDef config() {
        return new ConfigDef()
                .define(
                        "schema.registry.url",
                        ConfigDef.Type.LIST,
                        ConfigDef.NO_DEFAULT_VALUE,
                        ConfigDef.Importance.HIGH,
                        "URLs of the schema registry's Confluent API.");
    }

    @Override
    public SchemaAndValue toConnectData(String topic, byte @Nullable [] bytes) {
        if (bytes == null) {
            return SchemaAndValue.NULL;
        }
        if (bytes.length < HEADER_BYTES || bytes[0] != 0) {
            throw new DataException(topic + ": no Confluent wire format (magic byte 0, 4-byte schema id, Avro body)");
        }
        int id = ByteBuffer.wrap(bytes).getInt(1);
        Known schema = known(topic, id);
        try {
            BinaryDecoder decoder =
                    DecoderFactory.get().binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null);
            Object value = schema.reader().read(null, decoder);
            if (!decoder.isEnd()) {
                throw new DataException(topic + ": bytes are left over after the record of schema id " + id);
            }
            return new SchemaAndValue(
                    schema.records().schema(), schema.records().value(value));
        } catch (DataException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new DataException(topic + ": cannot read the Avro body of schema id " + id, e);
        }
    }

    @Override
    public byte[] fromConnectData(String topic, @Nullable Schema schema, @Nullable Object value) {
        throw new DataException(
                topic + ": this converter is for sinks; to write Avro, use a serde of the schemas module");
    }

    @Override
    public void close() {
        if (registry != null) {
            registry.close();
            registry = null;
        }
    }

    private Known known(String topic, int id) {
        Known schema = known.get(id);
        return schema != null ? schema : known.computeIfAbsent(id, unused -> ask(topic, id));
    }

    private Known ask(String topic, int id) {
        if (registry == null) {
            throw new ConnectException("AvroConverter is used before configure");
        }
        try {
            org.apache.avro.Schema avro = registry.byId(id);
            return new Known(AvroRecords.of(avro), new GenericDatumReader<>(avro));
        } catch (SchemaRegistryException.Unknown e) {
            throw new DataException(topic + ": " + e.getMessage(), e);
        } catch (SchemaRegistryException e) {
            // The registry's fault, not the record's: with errors.retry.timeout set, Kafka Connect asks again.
            throw new RetriableException(topic + ": " + e.getMessage(), e);
        }
    }
}
