package io.qsstream.local.deadletter;

import io.qsstream.schema.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The dead-letter topic of a cluster. */
public final class DeadLetters {

    private static final Duration SILENCE = Duration.ofSeconds(60);

    private final Map<String, Object> properties;

    /** @param properties of a Kafka client */
    public DeadLetters(Map<String, Object> properties) {
        this.properties = Map.copyOf(properties);
    }

    /**
     * Hands over all that are selected and committed by now (and some of what comes meanwhile), partition by partition in order of offset.
     *
     * @throws KafkaException if the cluster refuses or falls silent
     */
    public void read(Selection selection, Consumer<DeadLetter> each) {
        Map<String, Object> consuming = new HashMap<>(properties);
        consuming.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        consuming.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        consuming.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        consuming.keySet().retainAll(ConsumerConfig.configNames());
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(consuming, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.DEAD_LETTERS.name()).stream()
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
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(300))) {
                    deadline = System.nanoTime() + SILENCE.toNanos();
                    DeadLetter letter = new DeadLetter(record);
                    if (selection.has(letter)) {
                        each.accept(letter);
                    }
                }
            }
        }
    }

    /**
     * Writes the inputs of dead letters to the raw topic once more; returns when all are acknowledged.
     *
     * @param done called after each acknowledgement
     * @throws KafkaException if one was not taken; those before it were
     */
    public void redrive(List<DeadLetter> letters, Runnable done) {
        Map<String, Object> producing = new HashMap<>(properties);
        producing.put(ProducerConfig.ACKS_CONFIG, "all");
        producing.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        producing.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        producing.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 * 1024 * 1024);
        producing.keySet().retainAll(ProducerConfig.configNames());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(producing, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (DeadLetter letter : letters) {
                sent.add(producer.send(letter.again(Topics.RAW_EVENTS.name())));
            }
            for (Future<RecordMetadata> each : sent) {
                each.get();
                done.run();
            }
        } catch (ExecutionException e) {
            throw new KafkaException("Not all were taken: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted", e);
        }
    }
}
