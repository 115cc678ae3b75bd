package io.qsstream.schema.serde;

import io.qsstream.schema.topic.Topic;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Utils;

/** Makes the serde of a topic's values from the class that the settings name, ours or Confluent's. */
public final class ValueSerdes {

    /**
     * A configured serde.
     *
     * @param serdeClass such as {@code io.qsstream.schema.serde.AvroSerde} or {@code
     *     io.confluent.kafka.streams.serdes.avro.SpecificAvroSerde}; not used where the values are bytes
     * @param properties by Confluent's names
     * @throws ConfigException if the class cannot be used, or by the serde if a property is wrong
     */
    public static <V> Serde<V> of(Topic<V> topic, String serdeClass, Map<String, ?> properties) {
        if (topic.valueType() == byte[].class) {
            @SuppressWarnings("unchecked") // V is byte[].
            Serde<V> bytes = (Serde<V>) Serdes.ByteArray();
            return bytes;
        }
        TrustedRecords.trust();
        Map<String, Object> all = new HashMap<>(properties);
        all.put("specific.avro.reader", true);
        all.put("specific.avro.value.type", topic.valueType());
        @SuppressWarnings("unchecked") // The value type above is what the serde makes.
        Serde<V> serde = (Serde<V>) newSerde(serdeClass);
        serde.configure(all, false);
        return serde;
    }

    private static Serde<?> newSerde(String serdeClass) {
        try {
            return Utils.newInstance(serdeClass, Serde.class);
        } catch (ClassNotFoundException e) {
            throw new ConfigException("QSSTREAM_AVRO_SERDE names " + serdeClass
                    + ", which is not on the class path: put its jars into the ext/ folder, or use "
                    + AvroSerde.class.getName());
        }
    }

    private ValueSerdes() {}
}
