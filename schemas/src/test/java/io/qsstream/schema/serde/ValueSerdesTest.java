package io.qsstream.schema.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qsstream.schema.RandomRecords;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.QosSample;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;

/** The settings name a serde class; each topic gets its own instance, told what its values are. */
class ValueSerdesTest {

    private static final Map<String, String> PROPERTIES = Map.of("schema.registry.url", "mock://value-serdes");

    @Test
    void ourSerdeIsMadeFromItsNameAndReadsTheTopicsType() {
        // Given
        Serde<QosSample> serde = ValueSerdes.of(Topics.SAMPLES, AvroSerde.class.getName(), PROPERTIES);
        QosSample sample = (QosSample) RandomRecords.specific(QosSample.getClassSchema(), 1);

        // When
        byte[] bytes = serde.serializer().serialize(Topics.SAMPLES.name(), sample);

        // Then
        assertThat(serde.deserializer().deserialize(Topics.SAMPLES.name(), bytes))
                .isEqualTo(sample);
        assertThatThrownBy(() -> ValueSerdes.of(Topics.ALERTS, AvroSerde.class.getName(), PROPERTIES)
                        .deserializer()
                        .deserialize(Topics.ALERTS.name(), bytes))
                .isInstanceOf(SerializationException.class);
    }

    @Test
    void bytesNeedNoRegistry() {
        Serde<byte[]> serde = ValueSerdes.of(Topics.RAW_EVENTS, "no.such.Serde", Map.of());

        assertThat(serde.deserializer().deserialize("t", new byte[] {1, 2})).containsExactly(1, 2);
    }

    @Test
    void anotherSerdeIsConfiguredByConfluentsNames() {
        // When
        Serde<QosSample> serde = ValueSerdes.of(Topics.SAMPLES, Other.class.getName(), PROPERTIES);

        // Then
        assertThat(((Other) (Serde<?>) serde).configured)
                .containsEntry("schema.registry.url", "mock://value-serdes")
                .containsEntry("specific.avro.reader", true)
                .containsEntry("specific.avro.value.type", QosSample.class);
    }

    @Test
    void aMissingClassSaysWhereItsJarBelongs() {
        assertThatThrownBy(() -> ValueSerdes.of(
                        Topics.SAMPLES, "io.confluent.kafka.streams.serdes.avro.SpecificAvroSerde", PROPERTIES))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("QSSTREAM_AVRO_SERDE", "SpecificAvroSerde", "ext/");
    }

    /** Stands for a serde that is not ours. */
    public static final class Other implements Serde<Object> {
        private final Map<String, Object> configured = new HashMap<>();

        @Override
        public void configure(Map<String, ?> properties, boolean isKey) {
            configured.putAll(properties);
        }

        @Override
        public Serializer<Object> serializer() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Deserializer<Object> deserializer() {
            throw new UnsupportedOperationException();
        }
    }
}
