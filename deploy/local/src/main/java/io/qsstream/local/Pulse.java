package io.qsstream.local;

import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Shows that the pipeline lives: counts what arrives on its output topics, and says so while something does. Ends with the
 * tool.
 */
final class Pulse {

    private static final Duration BEAT = Duration.ofSeconds(10);

    private static final Map<Topic<?>, String> WORDS = words();

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final PrintWriter out;
    private final Thread thread = Thread.ofPlatform().daemon().name("pulse").unstarted(this::follow);

    Pulse(String bootstrapServers, PrintWriter out) {
        this.out = out;
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static Map<Topic<?>, String> words() {
        Map<Topic<?>, String> words = new LinkedHashMap<>();
        words.put(Topics.USER_WINDOWS, "user windows");
        words.put(Topics.SESSION_WINDOWS, "session windows");
        words.put(Topics.ALERTS, "alert transitions");
        words.put(Topics.DEAD_LETTERS, "dead letters");
        return words;
    }

    void start() {
        thread.start();
    }

    private void follow() {
        try (consumer) {
            List<TopicPartition> partitions = WORDS.keySet().stream()
                    .flatMap(topic -> consumer.partitionsFor(topic.name()).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            Map<String, Long> counts = new LinkedHashMap<>();
            WORDS.keySet().forEach(topic -> counts.put(topic.name(), 0L));
            long next = System.nanoTime() + BEAT.toNanos();
            boolean news = false;
            while (!Thread.currentThread().isInterrupted()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                    counts.merge(record.topic(), 1L, Long::sum);
                    news = true;
                }
                if (System.nanoTime() >= next) {
                    if (news) {
                        out.println("  so far " + line(counts));
                        out.flush();
                    }
                    news = false;
                    next = System.nanoTime() + BEAT.toNanos();
                }
            }
        } catch (KafkaException e) {
            // The broker has gone, and the stack says so itself; a pulse has nothing to add.
        }
    }

    private static String line(Map<String, Long> counts) {
        return WORDS.entrySet().stream()
                .map(topic -> counts.get(topic.getKey().name()) + " " + topic.getValue())
                .collect(Collectors.joining(", "));
    }
}
