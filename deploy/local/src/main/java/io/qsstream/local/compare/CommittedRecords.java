package io.qsstream.local.compare;

import io.qsstream.schema.serde.AvroDeserializer;
import io.qsstream.schema.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads all of a topic that is committed by now, partition by partition. */
public final class CommittedRecords {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    public static <V extends SpecificRecord> List<V> of(String bootstrapServers, String registry, Topic<V> topic) {
        AvroDeserializer<V> avro = new AvroDeserializer<>();
        avro.configure(Map.of("schema.registry.url", registry), false);
        return read(bootstrapServers, topic.name(), avro);
    }

    private static <V> List<V> read(String bootstrapServers, String topic, Deserializer<V> values) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("bootstrap.servers", bootstrapServers);
        properties.put("isolation.level", "read_committed");
        List<V> records = new ArrayList<>();
        try (KafkaConsumer<String, V> consumer = new KafkaConsumer<>(properties, new StringDeserializer(), values)) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(topic + " could not be read to its end within " + PATIENCE);
                }
                for (ConsumerRecord<String, V> record : consumer.poll(Duration.ofMillis(300))) {
                    records.add(record.value());
                }
            }
        }
        return records;
    }

    private CommittedRecords() {}
}
