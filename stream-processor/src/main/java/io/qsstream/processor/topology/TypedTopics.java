package io.qsstream.processor.topology;

import io.qsstream.processor.deadletter.DeadLetter;
import io.qsstream.processor.event.Emission;
import io.qsstream.schema.topic.Topic;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.jspecify.annotations.Nullable;

/** Reads and writes the catalogue's topics, so that the topology speaks of topics and never of serdes. */
public final class TypedTopics {

    private final Function<Topic<?>, Serde<?>> avro;
    private final Map<String, Serde<?>> serdes = new HashMap<>();

    /** @param avro makes the serde of a topic with a schema, configured and ready */
    public TypedTopics(Function<Topic<?>, Serde<?>> avro) {
        this.avro = avro;
    }

    KStream<@Nullable String, byte[]> stream(StreamsBuilder builder, Topic<byte[]> topic) {
        return builder.stream(
                topic.name(), Consumed.with(keySerde(), valueSerde(topic)).withName(words(topic) + "-source"));
    }

    /** Writes what the emissions hold for this topic. */
    <V> void produce(KStream<@Nullable String, Emission<?>> emissions, Topic<V> topic) {
        values(emissions, topic, words(topic))
                .to(
                        topic.name(),
                        Produced.with(keySerde(), valueSerde(topic))
                                .withStreamPartitioner(new SessionPartitioner<>())
                                .withName(words(topic)));
    }

    /** The values among the emissions that go to this topic; the two nodes are named after {@code name}. */
    <V> KStream<@Nullable String, V> values(
            KStream<@Nullable String, Emission<?>> emissions, Topic<V> topic, String name) {
        return emissions
                .filter((key, emission) -> emission.topic() == topic, Named.as("to-" + name))
                .mapValues(emission -> topic.valueType().cast(emission.value()), Named.as(name + "-values"));
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

    /** {@code zoom.qss.user-windows.v1} in the words of the drawing: {@code user-windows}. */
    private static String words(Topic<?> topic) {
        String[] parts = topic.name().split("\\.", -1);
        return parts[parts.length - 2];
    }
}
