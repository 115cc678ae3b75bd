package io.qsstream.processor.event;

import io.qsstream.schema.topic.Topic;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Where a stage's emissions go: each to the stages that take it in, and then to its topic. A stage speaks of topics and
 * knows nobody who comes after it.
 */
public final class Outlets {

    private final Map<Topic<?>, String[]> nodes;

    private Outlets(Map<Topic<?>, String[]> nodes) {
        this.nodes = nodes;
    }

    /** A stage's that emits nothing yet. */
    public static Outlets none() {
        return new Outlets(new IdentityHashMap<>());
    }

    /**
     * These and one more.
     *
     * @param stages names of the stages that take in what goes to the topic
     */
    public Outlets and(Topic<?> topic, String... stages) {
        String[] all = Arrays.copyOf(stages, stages.length + 1);
        all[stages.length] = nodeOf(topic);
        Map<Topic<?>, String[]> more = new IdentityHashMap<>(nodes);
        more.put(topic, all);
        return new Outlets(more);
    }

    /** Name of the node that writes a topic. */
    public static String nodeOf(Topic<?> topic) {
        return topic.word();
    }

    /** Sends an emission on. */
    public void forward(
            ProcessorContext<@Nullable String, Emission<?>> context, Record<@Nullable String, Emission<?>> emission) {
        Topic<?> topic = emission.value().topic();
        for (String node : Objects.requireNonNull(nodes.get(topic), topic::name)) {
            context.forward(emission, node);
        }
    }
}
