package io.qsstream.local.faults;

import io.qsstream.local.truth.WireRecords;
import io.qsstream.schema.topic.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads samples and alerts as a consumer does, {@code read_committed} and all the time: what comes twice is counted, and when
 * the first output comes of what was received after a fault.
 */
final class Follower implements AutoCloseable {

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final WireRecords records;
    private final Thread thread;
    private final List<String> mistakes = new CopyOnWriteArrayList<>();
    /** Guarded by this. */
    private final Set<String> seen = new HashSet<>();
    /** Wall time, by partition of the samples; guarded by this. */
    private final Map<Integer, Instant> firstSinceMark = new HashMap<>();

    /** Guarded by this. */
    private Instant mark = Instant.MAX;

    /** Guarded by this. */
    private long repeated;

    private volatile boolean closed;

    Follower(String bootstrap, String registry) {
        this.records = new WireRecords(registry);
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrap,
                        "isolation.level", "read_committed",
                        "reconnect.backoff.max.ms", "500"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = Stream.of(Topics.SAMPLES, Topics.ALERTS)
                .flatMap(topic -> consumer.partitionsFor(topic.name()).stream())
                .map(each -> new TopicPartition(each.topic(), each.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        this.thread = Thread.ofPlatform().daemon().name("follower").start(this::follow);
    }

    private void follow() {
        try {
            while (!closed) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    take(record);
                }
            }
        } catch (WakeupException e) {
            // Closed.
        } catch (IOException | RuntimeException e) {
            mistakes.add("the follower stopped: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            consumer.close();
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) throws IOException, InterruptedException {
        GenericRecord value = records.decode(record.value());
        boolean sample = record.topic().equals(Topics.SAMPLES.name());
        String identity = sample
                ? new String(record.key(), StandardCharsets.UTF_8)
                        + ' '
                        + value.get("userId")
                        + ' '
                        + value.get("sampleTime")
                        + ' '
                        + value.get("revision")
                : value.get("alertId") + " " + value.get("sequence");
        synchronized (this) {
            if (!seen.add(identity)) {
                repeated++;
                mistakes.add("twice: " + identity);
            }
            // A record carries the receipt time of the webhook that made it.
            if (sample && !Instant.ofEpochMilli(record.timestamp()).isBefore(mark)) {
                firstSinceMark.putIfAbsent(record.partition(), Instant.now());
            }
        }
    }

    /** From now on, output of what is received from now on counts as recovery. */
    synchronized void mark() {
        mark = Instant.now();
        firstSinceMark.clear();
    }

    /** No recovery is being measured. */
    synchronized void forget() {
        mark = Instant.MAX;
        firstSinceMark.clear();
    }

    /** Until every partition had committed output of something received after the mark; empty while one has not. */
    synchronized Optional<Duration> recovery() {
        return firstSinceMark.size() < Cluster.PARTITIONS
                ? Optional.empty()
                : firstSinceMark.values().stream().max(Instant::compareTo).map(last -> Duration.between(mark, last));
    }

    /** Samples and alert transitions that came twice. */
    synchronized long repeated() {
        return repeated;
    }

    List<String> mistakes() {
        return mistakes;
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        records.close();
    }
}
