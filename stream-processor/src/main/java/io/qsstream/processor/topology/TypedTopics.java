package io.qsstream.processor.topology;

import io.qsstream.processor.deadletter.DeadLetter;
import io.qsstream.schema.topic.Topic;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
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
                topic.name(), Consumed.with(keySerde(), valueSerde(topic)).withName(topic.word() + "-source"));
    }

    <V> void produce(KStream<@Nullable String, V> values, Topic<V> topic) {
        values.to(
                topic.name(),
                Produced.with(keySerde(), valueSerde(topic))
                        .withStreamPartitioner(new SessionPartitioner<>())
                        .withName(topic.word()));
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
