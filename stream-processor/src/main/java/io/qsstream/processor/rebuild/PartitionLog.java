package io.qsstream.processor.rebuild;

import io.qsstream.schema.topic.Topic;
import java.time.Instant;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** One partition of the contract's topics, of each from a time to where it ends now. */
interface PartitionLog {

    /** Visits all committed records of that time and later. */
    void read(Topic<?> topic, int partition, Instant from, Consumer<ConsumerRecord<byte[], byte[]>> visitor);

    /** From when on nothing was deleted; {@link Instant#MIN} where nothing ever was. */
    Instant beginsAt(Topic<?> topic, int partition);
}
