package io.qsstream.processor.rebuild;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qsstream.processor.testing.Pipeline;
import io.qsstream.schema.RawHeaders;
import io.qsstream.schema.serde.ValueSerdes;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.test.TestRecord;

/** The topics of one partition in memory: what a pipeline was given, and what it said. */
final class MemoryLog implements PartitionLog {

    private final Map<Topic<?>, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
    private final Map<Topic<?>, Serde<?>> serdes = new HashMap<>();
    private Instant begin = Instant.MIN;

    MemoryLog() {
        for (Topic<?> topic : Topics.ALL) {
            serdes.put(
                    topic,
                    ValueSerdes.of(
                            topic,
                            "io.qsstream.schema.serde.AvroSerde",
                            Map.of("schema.registry.url", "mock://memory-log")));
        }
    }

    Serde<?> serde(Topic<?> topic) {
        return serdes.get(topic);
    }

    void webhook(Pipeline pipeline, Instant receipt, String key, String body) {
        raw(receipt, key, body, RawHeaders.WEBHOOK);
        pipeline.receive(receipt, key, body);
    }

    void backfill(Pipeline pipeline, Instant receipt, String key, String body) {
        raw(receipt, key, body, RawHeaders.BACKFILL);
        pipeline.backfill(receipt, key, body);
    }

    private void raw(Instant receipt, String key, String body, String source) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(RawHeaders.SOURCE, source.getBytes(UTF_8));
        add(Topics.RAW_EVENTS, receipt.toEpochMilli(), key, body.getBytes(UTF_8), headers);
    }

    /** Takes in what the pipeline has said since it was last asked. */
    void takeOutputs(Pipeline pipeline) {
        for (Topic<?> topic : Topics.ALL) {
            if (topic != Topics.RAW_EVENTS) {
                takeOutput(pipeline, topic);
            }
        }
    }

    private <V> void takeOutput(Pipeline pipeline, Topic<V> topic) {
        for (TestRecord<String, V> record : pipeline.read(topic)) {
            say(topic, record.timestamp(), record.key(), record.value());
        }
    }

    @SuppressWarnings("unchecked")
    <V> void say(Topic<V> topic, long time, String key, V value) {
        byte[] bytes = ((Serde<V>) serde(topic)).serializer().serialize(topic.name(), value);
        add(topic, time, key, bytes, new RecordHeaders());
    }

    private void add(Topic<?> topic, long time, String key, byte[] value, RecordHeaders headers) {
        List<ConsumerRecord<byte[], byte[]>> all = records.computeIfAbsent(topic, unused -> new ArrayList<>());
        all.add(new ConsumerRecord<>(
                topic.name(),
                0,
                all.size(),
                time,
                TimestampType.CREATE_TIME,
                0,
                0,
                key == null ? null : key.getBytes(UTF_8),
                value,
                headers,
                java.util.Optional.empty()));
    }

    /** The last value of each key. */
    @SuppressWarnings("unchecked")
    <V> Map<String, V> last(Topic<V> topic) {
        Map<String, V> last = new java.util.TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records.getOrDefault(topic, List.of())) {
            last.put(
                    new String(record.key(), UTF_8),
                    ((Serde<V>) serde(topic)).deserializer().deserialize(topic.name(), record.value()));
        }
        return last;
    }

    int size(Topic<?> topic) {
        return records.getOrDefault(topic, List.of()).size();
    }

    /** As retention does. */
    void deleteRawBefore(Instant time) {
        records.get(Topics.RAW_EVENTS).removeIf(record -> record.timestamp() < time.toEpochMilli());
        begin = time;
    }

    @Override
    public void read(Topic<?> topic, int partition, Instant from, Consumer<ConsumerRecord<byte[], byte[]>> visitor) {
        for (ConsumerRecord<byte[], byte[]> record : List.copyOf(records.getOrDefault(topic, List.of()))) {
            if (record.timestamp() >= from.toEpochMilli()) {
                visitor.accept(record);
            }
        }
    }

    @Override
    public Instant beginsAt(Topic<?> topic, int partition) {
        return begin;
    }
}
