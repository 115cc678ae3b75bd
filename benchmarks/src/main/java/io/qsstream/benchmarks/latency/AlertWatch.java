package io.qsstream.benchmarks.latency;

import io.qsstream.schema.serde.RecordModels;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.AlertTransition;
import io.qsstream.v1.Transition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Follows the alerts as any consumer would, read_committed, and notes when each was seen. */
final class AlertWatch implements AutoCloseable {

    /** A user's alert that was raised. */
    record Seen(String userId, long sampleMillis, long nanos) {}

    private static final int WIRE_HEADER = 5;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final SpecificDatumReader<AlertTransition> reader = new SpecificDatumReader<>(
            AlertTransition.getClassSchema(), AlertTransition.getClassSchema(), RecordModels.of(AlertTransition.class));
    private final List<Seen> seen = new ArrayList<>();
    private final Thread thread =
            Thread.ofPlatform().daemon().name("alert-watch").unstarted(this::follow);
    private volatile boolean closing;

    AlertWatch(String bootstrapServers) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.ALERTS.name()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        thread.start();
    }

    private void follow() {
        while (!closing) {
            var records = consumer.poll(Duration.ofMillis(100));
            long now = System.nanoTime();
            for (ConsumerRecord<byte[], byte[]> record : records) {
                take(record.value(), now);
            }
        }
    }

    private void take(byte[] value, long now) {
        try {
            AlertTransition alert = reader.read(
                    null, DecoderFactory.get().binaryDecoder(value, WIRE_HEADER, value.length - WIRE_HEADER, null));
            if (alert.getTransition() == Transition.RAISED && alert.getUserId() != null) {
                synchronized (seen) {
                    seen.add(new Seen(
                            alert.getUserId(), alert.getTransitionTime().toEpochMilli(), now));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Seen> seen() {
        synchronized (seen) {
            return List.copyOf(seen);
        }
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        consumer.close();
    }
}
