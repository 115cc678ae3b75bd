package io.qsstream.benchmarks.processor;

import io.qsstream.schema.serde.RecordModels;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.UserQosWindow;
import io.qsstream.v1.WindowState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;

/**
 * What the service made of the backlog.
 *
 * @param finalWindows users' windows FINAL with revision 1
 * @param revisedWindows users' windows of any other revision: none, for nothing came late
 * @param deadLetters reasons, and how many of each
 * @param alerts transitions
 */
record Completeness(long finalWindows, long revisedWindows, Map<String, Long> deadLetters, long alerts) {

    /** Confluent's wire format: magic byte and schema id before the Avro body. */
    private static final int WIRE_HEADER = 5;

    /** Reads the service's output topics. */
    static Completeness read(String bootstrapServers) {
        long[] windows = new long[2];
        SpecificDatumReader<UserQosWindow> reader = new SpecificDatumReader<>(
                UserQosWindow.getClassSchema(), UserQosWindow.getClassSchema(), RecordModels.of(UserQosWindow.class));
        BinaryDecoder[] decoder = new BinaryDecoder[1];
        UserQosWindow[] reused = new UserQosWindow[1];
        readAll(bootstrapServers, Topics.USER_WINDOWS.name(), record -> {
            try {
                decoder[0] = DecoderFactory.get()
                        .binaryDecoder(record.value(), WIRE_HEADER, record.value().length - WIRE_HEADER, decoder[0]);
                UserQosWindow window = reader.read(reused[0], decoder[0]);
                reused[0] = window;
                boolean first = window.getState() == WindowState.FINAL && window.getRevision() == 1;
                windows[first ? 0 : 1]++;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        Map<String, Long> reasons = new HashMap<>();
        readAll(bootstrapServers, Topics.DEAD_LETTERS.name(), record -> {
            Header reason = record.headers().lastHeader("qss-reason");
            reasons.merge(reason == null ? "none" : new String(reason.value(), StandardCharsets.UTF_8), 1L, Long::sum);
        });
        long[] alerts = new long[1];
        readAll(bootstrapServers, Topics.ALERTS.name(), record -> alerts[0]++);
        return new Completeness(windows[0], windows[1], reasons, alerts[0]);
    }

    /**
     * Counts the records of a topic.
     *
     * @param distinct each key once
     */
    static long keys(String bootstrapServers, String topic, boolean distinct) {
        LongStream.Builder hashes = LongStream.builder();
        readAll(bootstrapServers, topic, record -> hashes.add(hash(record.key())));
        LongStream all = hashes.build();
        return distinct ? all.sorted().distinct().count() : all.count();
    }

    /** Of 64 bits, so that millions of keys have one each. */
    private static long hash(byte[] key) {
        return Utils.murmur2(key) & 0xFFFF_FFFFL | (long) Arrays.hashCode(key) << 32;
    }

    private static void readAll(
            String bootstrapServers, String topic, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "isolation.level",
                        "read_committed",
                        "max.poll.records",
                        5000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(reader);
            }
        }
    }
}
