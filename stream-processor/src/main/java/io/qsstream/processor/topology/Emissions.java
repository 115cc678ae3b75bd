package io.qsstream.processor.topology;

import io.qsstream.processor.event.Emission;
import io.qsstream.schema.topic.Topic;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.streams.kstream.Branched;
import org.apache.kafka.streams.kstream.BranchedKStream;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.jspecify.annotations.Nullable;

/** What a stage emits, sorted by topic in one step: an emission passes no filter of a topic that it is not for. */
final class Emissions {

    private final Map<Topic<?>, KStream<@Nullable String, ?>> byTopic = new HashMap<>();

    /**
     * Sorts a stage's emissions.
     *
     * @param stage the stage's name, of which the nodes are named
     * @param topics all that the stage emits to
     */
    static Emissions of(String stage, KStream<@Nullable String, Emission<?>> emissions, Topic<?>... topics) {
        Emissions sorted = new Emissions();
        BranchedKStream<@Nullable String, Emission<?>> branches = emissions.split(Named.as(stage + "-"));
        for (Topic<?> topic : topics) {
            branches = branches.branch(
                    (key, emission) -> emission.topic() == topic,
                    Branched.withConsumer(
                            branch -> sorted.byTopic.put(topic, values(stage, branch, topic)), topic.word()));
        }
        branches.noDefaultBranch();
        return sorted;
    }

    private static <V> KStream<@Nullable String, V> values(
            String stage, KStream<@Nullable String, Emission<?>> branch, Topic<V> topic) {
        return branch.mapValues(
                emission -> topic.valueType().cast(emission.value()), Named.as(stage + '-' + topic.word() + "-values"));
    }

    /** The values for one of the topics. */
    @SuppressWarnings("unchecked") // Put there with the topic's own type.
    <V> KStream<@Nullable String, V> to(Topic<V> topic) {
        return (KStream<@Nullable String, V>) Objects.requireNonNull(byTopic.get(topic), topic.name());
    }
}
