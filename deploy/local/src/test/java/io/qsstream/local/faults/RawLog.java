package io.qsstream.local.faults;

import io.qsstream.local.truth.Truth;
import io.qsstream.schema.topic.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What a load left in the raw topic.
 *
 * @param records of its webhooks, redeliveries included
 * @param requestIds of these
 * @param lost request ids that were acknowledged and are not there, or with another body
 * @param truth what the windows must say of these bodies
 */
record RawLog(long records, Set<String> requestIds, Set<String> lost, Truth truth) {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Where the topic ends now. */
    static Map<TopicPartition, Long> end(String bootstrap) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrap)) {
            return consumer.endOffsets(partitions(consumer));
        }
    }

    /**
     * Reads from one end to the next.
     *
     * @param acknowledged hashes of bodies, by request id
     * @param sent the same of all that was sent
     */
    static RawLog of(
            Map<String, Integer> acknowledged,
            Map<String, Integer> sent,
            String bootstrap,
            Map<TopicPartition, Long> from)
            throws IOException {
        Truth truth = new Truth(Cluster.WINDOW);
        Set<String> lost = new TreeSet<>(acknowledged.keySet());
        Set<String> ids = new HashSet<>();
        long records = 0;
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrap)) {
            List<TopicPartition> partitions = partitions(consumer);
            consumer.assign(partitions);
            from.forEach(consumer::seek);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("The raw topic could not be read to its end within " + PATIENCE);
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    Header header = record.headers().lastHeader("ce_id");
                    String id = header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
                    Integer body = sent.get(id);
                    if (body == null) {
                        continue;
                    }
                    records++;
                    if (body != Load.hash(record.value())) {
                        continue;
                    }
                    lost.remove(id);
                    if (ids.add(id)) {
                        truth.add(new String(record.value(), StandardCharsets.UTF_8));
                    }
                }
            }
        }
        return new RawLog(records, ids, lost, truth);
    }

    private static List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer) {
        return consumer.partitionsFor(Topics.RAW_EVENTS.name()).stream()
                .map(each -> new TopicPartition(each.topic(), each.partition()))
                .toList();
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String bootstrap) {
        return new KafkaConsumer<>(
                new HashMap<>(Map.of("bootstrap.servers", bootstrap)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
