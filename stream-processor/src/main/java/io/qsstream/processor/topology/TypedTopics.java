package io.qsstream.processor.topology;

import io.qsstream.processor.deadletter.DeadLetter;
import io.qsstream.processor.event.Emission;
import io.qsstream.processor.event.Outlets;
import io.qsstream.schema.topic.Topic;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.Topology;
import org.jspecify.annotations.Nullable;

/** Reads and writes the catalogue's topics, so that the topology speaks of topics and never of serdes. */
public final class TypedTopics {

    private final Function<Topic<?>, Serde<?>> avro;
    private final Map<String, Serde<?>> serdes = new HashMap<>();

    /** @param avro makes the serde of a topic with a schema, configured and ready */
    public TypedTopics(Function<Topic<?>, Serde<?>> avro) {
        this.avro = avro;
    }

    void addSource(Topology topology, String node, Topic<byte[]> topic) {
        topology.addSource(node, keySerde().deserializer(), valueSerde(topic).deserializer(), topic.name());
    }

    /** A sink of emissions, which writes their values. */
    <V> void addSink(Topology topology, Topic<V> topic, String... stages) {
        Serializer<V> values = valueSerde(topic).serializer();
        Serializer<Emission<V>> emissions = (name, emission) -> values.serialize(name, emission.value());
        topology.addSink(
                Outlets.nodeOf(topic),
                topic.name(),
                keySerde().serializer(),
                emissions,
                new SessionPartitioner<V>(),
                stages);
    }

    Serde<@Nullable String> keySerde() {
        return Serdes.String();
    }

    @SuppressWarnings("unchecked") // The catalogue pairs each topic with its value type.
    <V> Serde<V> valueSerde(Topic<V> topic) {
        return (Serde<V>) serdes.computeIfAbsent(topic.name(), name -> newSerde(topic));
    }

    private Serde<?> newSerde(Topic<?> topic) {
        if (topic.valueType() == DeadLetter.class) {
            return DeadLetter.serde();
        }
        return topic.valueType() == byte[].class ? Serdes.ByteArray() : avro.apply(topic);
    }
}
