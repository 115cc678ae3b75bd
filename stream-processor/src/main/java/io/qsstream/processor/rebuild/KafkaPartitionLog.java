package io.qsstream.processor.rebuild;

import io.qsstream.schema.topic.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** The broker's. */
final class KafkaPartitionLog implements PartitionLog {

    private static final Duration POLL = Duration.ofMillis(500);
    /** Without a record, while there must be some. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Consumer<byte[], byte[]> consumer;

    /** @param consumer of committed records, of no group */
    KafkaPartitionLog(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /** @throws TimeoutException where the broker stops to answer */
    @Override
    public void read(
            Topic<?> topic,
            int partition,
            Instant from,
            java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> visitor) {
        TopicPartition place = new TopicPartition(topic.name(), partition);
        long millis = Math.max(0, from.toEpochMilli());
        OffsetAndTimestamp begin =
                consumer.offsetsForTimes(Map.of(place, millis)).get(place);
        if (begin == null) {
            return;
        }
        consumer.assign(List.of(place));
        consumer.seek(place, begin.offset());
        long end = end(place);
        long lastProgress = System.nanoTime();
        while (consumer.position(place) < end) {
            long before = consumer.position(place);
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < end) {
                    visitor.accept(record);
                }
            }
            if (consumer.position(place) > before) {
                lastProgress = System.nanoTime();
            } else if (System.nanoTime() - lastProgress > PATIENCE.toNanos()) {
                throw new TimeoutException(place + " was not read to its end within " + PATIENCE);
            }
        }
    }

    @Override
    public Instant beginsAt(Topic<?> topic, int partition) {
        TopicPartition place = new TopicPartition(topic.name(), partition);
        long begin = consumer.beginningOffsets(List.of(place)).getOrDefault(place, 0L);
        if (begin == 0) {
            return Instant.MIN;
        }
        OffsetAndTimestamp first = consumer.offsetsForTimes(Map.of(place, 0L)).get(place);
        return first == null ? Instant.MAX : Instant.ofEpochMilli(first.timestamp());
    }

    private long end(TopicPartition place) {
        return consumer.endOffsets(List.of(place)).getOrDefault(place, 0L);
    }
}
