package io.qsstream.processor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qsstream.processor.testing.Bodies;
import io.qsstream.processor.testing.Bodies.Item;
import io.qsstream.schema.RawHeaders;
import io.qsstream.schema.kafka.TopicSetup;
import io.qsstream.schema.testing.TestBroker;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real broker, transactions and several partitions: what the test driver cannot show. */
class ReplayIT {

    private static final int PARTITIONS = 2;
    private static final int EVENTS = 4000;
    private static final TestBroker BROKER = new TestBroker(Map.of(
            "transaction.state.log.replication.factor", "1",
            "transaction.state.log.min.isr", "1",
            "transaction.state.log.num.partitions", "1"));

    @BeforeAll
    static void start() {
        BROKER.start();
        TopicSetup.create(connection(), Topics.ALL, PARTITIONS, (short) 1);
    }

    @AfterAll
    static void stop() {
        BROKER.close();
    }

    @Test
    void replayingTheRawTopicIntoAFreshApplicationIdGivesByteIdenticalOutputs(@TempDir Path state) throws Exception {
        // Given
        writeRawTopic();
        runToTheEnd("first", state.resolve("first"));
        Map<TopicPartition, Long> between = ends();
        List<String> once = read(Map.of(), between);

        // When
        runToTheEnd("second", state.resolve("second"));

        // Then
        List<String> replayed = read(between, ends());
        assertThat(replayed).isEqualTo(once);
        assertThat(once.stream().map(line -> line.substring(0, line.indexOf(' '))))
                .as("every output topic takes part")
                .contains(
                        Topics.SAMPLES.name(),
                        Topics.USER_WINDOWS.name(),
                        Topics.SESSION_WINDOWS.name(),
                        Topics.ALERTS.name(),
                        Topics.USER_DIRECTORY.name(),
                        Topics.DEAD_LETTERS.name());
        assertThat(once).hasSizeGreaterThan(EVENTS);
    }

    private static Map<String, Object> connection() {
        return Map.of("bootstrap.servers", BROKER.bootstrapServers());
    }

    /** Runs an application of this id until it has committed the whole raw topic. */
    private static void runToTheEnd(String applicationId, Path state) throws Exception {
        ProcessorService service = ProcessorService.start(
                Map.of("KAFKA_BOOTSTRAP_SERVERS", BROKER.bootstrapServers(), "SCHEMA_REGISTRY_URL", "mock://replay"),
                Map.of(
                        "qsstream.environment",
                        "development",
                        "qsstream.application-id",
                        applicationId,
                        "qsstream.state.dir",
                        state.toString(),
                        "qsstream.window.size",
                        "10s",
                        "qsstream.window.grace",
                        "5s",
                        "qsstream.topics.partitions",
                        PARTITIONS,
                        "qsstream.topics.replication",
                        1,
                        "micronaut.server.port",
                        TestBroker.freePort(),
                        "micronaut.server.host",
                        "127.0.0.1"));
        try (Admin admin = Admin.create(connection())) {
            Map<TopicPartition, Long> ends = ends();
            await().atMost(Duration.ofSeconds(90)).until(() -> {
                Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(applicationId)
                        .partitionsToOffsetAndMetadata()
                        .get();
                return ends.keySet().stream()
                        .filter(partition -> partition.topic().equals(Topics.RAW_EVENTS.name()))
                        .allMatch(partition -> committed.containsKey(partition)
                                && committed.get(partition).offset() >= ends.get(partition));
            });
        } finally {
            service.stop();
        }
    }

    private static void writeRawTopic() {
        Random random = new Random(7);
        Instant now = Instant.now().minusSeconds(1);
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(connection(), new StringSerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < EVENTS; i++) {
                String session = "m" + random.nextInt(20);
                String user = "u" + random.nextInt(5);
                Instant time = now.minusSeconds(random.nextInt(600));
                String body = switch (i % 40) {
                    case 0 -> "not json";
                    case 1 -> Bodies.left(session, user, time, "name" + random.nextInt(9));
                    case 2 -> Bodies.data(session, user, time, "\"network_type\":\"n" + random.nextInt(3) + "\"");
                    case 3 -> Bodies.qos(session, user, time, Item.audio(now.minus(Duration.ofHours(3)), "1", "1"));
                    default ->
                        Bodies.qos(
                                session,
                                user,
                                time,
                                Item.audio(time, random.nextInt(99) + " kbps", (user.equals("u0") ? 90 : 1) + " ms"));
                };
                String key = body.startsWith("{") ? "acc|" + session : null;
                producer.send(withSource(
                        new ProducerRecord<>(Topics.RAW_EVENTS.name(), key, body.getBytes(UTF_8)), RawHeaders.WEBHOOK));
                if (i % 500 == 499) {
                    tick(producer);
                }
            }
            tick(producer);
        }
    }

    private static void tick(KafkaProducer<String, byte[]> producer) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            producer.send(withSource(
                    new ProducerRecord<>(Topics.RAW_EVENTS.name(), partition, null, "{}".getBytes(UTF_8)),
                    RawHeaders.TICK));
        }
    }

    private static ProducerRecord<String, byte[]> withSource(ProducerRecord<String, byte[]> record, String source) {
        record.headers().add(RawHeaders.SOURCE, source.getBytes(UTF_8));
        return record;
    }

    private static Map<TopicPartition, Long> ends() throws Exception {
        try (Admin admin = Admin.create(connection())) {
            Map<TopicPartition, org.apache.kafka.clients.admin.OffsetSpec> wanted = Topics.ALL.stream()
                    .flatMap(topic -> IntStream.range(0, PARTITIONS)
                            .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                    .collect(Collectors.toMap(p -> p, p -> org.apache.kafka.clients.admin.OffsetSpec.latest()));
            Map<TopicPartition, Long> ends = new java.util.HashMap<>();
            admin.listOffsets(wanted).all().get().forEach((partition, info) -> ends.put(partition, info.offset()));
            return ends;
        }
    }

    /** All committed output records between two sets of offsets, to the letter, in the order of each partition. */
    private static List<String> read(Map<TopicPartition, Long> from, Map<TopicPartition, Long> to) {
        Map<String, List<String>> lines = new TreeMap<>();
        Map<String, Object> properties = new java.util.HashMap<>(connection());
        properties.put("isolation.level", "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            for (Topic<?> topic : Topics.ALL) {
                if (topic == Topics.RAW_EVENTS) {
                    continue;
                }
                for (int p = 0; p < PARTITIONS; p++) {
                    TopicPartition partition = new TopicPartition(topic.name(), p);
                    consumer.assign(List.of(partition));
                    consumer.seek(partition, from.getOrDefault(partition, 0L));
                    while (consumer.position(partition) < to.get(partition)) {
                        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                            lines.computeIfAbsent(partition.toString(), unused -> new ArrayList<>())
                                    .add(line(record));
                        }
                    }
                }
            }
        }
        return lines.values().stream().flatMap(List::stream).toList();
    }

    private static String line(ConsumerRecord<byte[], byte[]> record) {
        java.util.HexFormat hex = java.util.HexFormat.of();
        String headers = java.util.Arrays.stream(record.headers().toArray())
                .map(header -> header.key() + "=" + hex.formatHex(header.value()))
                .collect(Collectors.joining(","));
        return record.topic() + " " + record.partition() + " " + record.timestamp() + " "
                + (record.key() == null ? "-" : new String(record.key(), UTF_8)) + " " + headers + " "
                + (record.value() == null ? "-" : hex.formatHex(record.value()));
    }
}
