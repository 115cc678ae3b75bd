package io.qsstream.local.erase;

import io.qsstream.schema.serde.AvroDeserializer;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.UserIdentity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** The user directory of a cluster. */
public final class Directory {

    private static final Duration SILENCE = Duration.ofSeconds(60);

    /**
     * Where one entry stands. The directory is placed by session, not by its own key, so a tombstone has to be told
     * where to go.
     */
    public record Entry(int partition, String key) {}

    /**
     * What the topic holds about a person.
     *
     * @param live entries that consumers see
     * @param covered values that a later one or a tombstone covers, until compaction takes them out of the log
     */
    public record Found(List<Entry> live, int covered) {

        public Found {
            live = List.copyOf(live);
        }
    }

    private final Map<String, Object> properties;

    /** @param properties of a Kafka client and of the registry's */
    public Directory(Map<String, Object> properties) {
        this.properties = Map.copyOf(properties);
    }

    /**
     * Reads the whole topic as it is now.
     *
     * @throws KafkaException if the cluster refuses or falls silent
     */
    public Found find(Person person) {
        Map<String, Object> consuming = new HashMap<>(properties);
        consuming.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        consuming.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        consuming.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        consuming.keySet().retainAll(ConsumerConfig.configNames());
        Map<Entry, History> histories = new LinkedHashMap<>();
        try (AvroDeserializer<UserIdentity> avro = new AvroDeserializer<>();
                KafkaConsumer<String, UserIdentity> consumer =
                        new KafkaConsumer<>(consuming, new StringDeserializer(), configured(avro))) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.USER_DIRECTORY.name()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long deadline = System.nanoTime() + SILENCE.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                if (System.nanoTime() > deadline) {
                    throw new KafkaException("Nothing came for " + SILENCE.toSeconds() + " s");
                }
                for (ConsumerRecord<String, UserIdentity> record : consumer.poll(Duration.ofMillis(300))) {
                    deadline = System.nanoTime() + SILENCE.toNanos();
                    histories
                            .computeIfAbsent(new Entry(record.partition(), record.key()), entry -> new History())
                            .add(record.value(), person);
                }
            }
        }
        List<Entry> live = new ArrayList<>();
        int covered = 0;
        for (Map.Entry<Entry, History> each : histories.entrySet()) {
            History history = each.getValue();
            if (history.isHis && history.lives) {
                live.add(each.getKey());
                covered += history.values - 1;
            } else if (history.isHis) {
                covered += history.values;
            }
        }
        return new Found(live, covered);
    }

    /** What came of one key, in order. */
    private static final class History {
        /** Once is enough: a key is one user of one session, whatever was learnt about him later. */
        private boolean isHis;

        private boolean lives;
        private int values;

        void add(@Nullable UserIdentity value, Person person) {
            lives = value != null;
            if (value != null) {
                values++;
                isHis |= person.is(value);
            }
        }
    }

    /**
     * Writes a tombstone for each; returns when all are acknowledged.
     *
     * @throws KafkaException if one was not taken; those before it were
     */
    public void erase(List<Entry> entries) {
        Map<String, Object> producing = new HashMap<>(properties);
        producing.put(ProducerConfig.ACKS_CONFIG, "all");
        producing.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        producing.keySet().retainAll(ProducerConfig.configNames());
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(producing, new StringSerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (Entry entry : entries) {
                sent.add(producer.send(
                        new ProducerRecord<>(Topics.USER_DIRECTORY.name(), entry.partition(), entry.key(), null)));
            }
            for (Future<RecordMetadata> each : sent) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new KafkaException("Not all were taken: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted", e);
        }
    }

    private AvroDeserializer<UserIdentity> configured(AvroDeserializer<UserIdentity> avro) {
        avro.configure(properties, false);
        return avro;
    }
}
