package io.qsstream.processor.deadletter;

import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * An input that could not be used, on its way to the dead letters.
 *
 * <p>It stays in the partition where its input stood: an input without a session has no other place, and a partition
 * that only one task writes has the same order in every replay.
 *
 * @param body the input's bytes
 * @param partition the input's partition
 */
public record DeadLetter(byte[] body, int partition) {

    /** The catalogue's topic, as the topology writes it. */
    public static final Topic<DeadLetter> TOPIC = new Topic<>(
            Topics.DEAD_LETTERS.name(), DeadLetter.class, Topics.DEAD_LETTERS.key(), Topics.DEAD_LETTERS.configs());

    /** Writes the body and nothing else. */
    public static Serde<DeadLetter> serde() {
        return Serdes.serdeFrom((topic, letter) -> letter.body(), (topic, bytes) -> new DeadLetter(bytes, 0));
    }
}
