package io.qsstream.processor.rebuild;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qsstream.processor.ProcessorService;
import io.qsstream.processor.testing.Bodies;
import io.qsstream.processor.testing.Bodies.Item;
import io.qsstream.schema.RawHeaders;
import io.qsstream.schema.kafka.TopicSetup;
import io.qsstream.schema.serde.ValueSerdes;
import io.qsstream.schema.testing.TestBroker;
import io.qsstream.schema.topic.SessionPartition;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.SessionReport;
import io.qsstream.v1.UserQosWindow;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running processor over a real log of the last hours, in which an old session is backfilled. */
class RebuildIT {

    private static final int PARTITIONS = 2;
    private static final int MINUTES = 30;
    private static final Map<String, ?> REGISTRY = Map.of("schema.registry.url", "mock://rebuild");
    /** Six hours ago. */
    private static final Instant START =
            Instant.now().minus(Duration.ofHours(6)).truncatedTo(ChronoUnit.MINUTES);

    private static final TestBroker BROKER = new TestBroker(Map.of(
            "transaction.state.log.replication.factor", "1",
            "transaction.state.log.min.isr", "1",
            "transaction.state.log.num.partitions", "1",
            "group.initial.rebalance.delay.ms", "0"));

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
    void anOldSessionIsToldAgainFromTheLogOnceAndSurvivesARestart(@TempDir Path one, @TempDir Path two)
            throws Exception {
        // Given
        List<String> sessions = List.of("m1", "m2", "m3");
        writeLog(sessions);

        // When
        ProcessorService service = processor(one);
        try {
            // Then
            for (String session : sessions) {
                await().atMost(Duration.ofSeconds(90))
                        .untilAsserted(() -> assertThat(windows(session))
                                .as("windows of %s", session)
                                .hasSize(MINUTES));
                assertThat(windows(session).values())
                        .extracting(UserQosWindow::getRevision)
                        .as("what lacked nothing is not said again")
                        .containsOnly(1);
                await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                    SessionReport report = last(Topics.SESSION_REPORTS).get("acc|" + session);
                    assertThat(report.getRevision()).isEqualTo(2);
                    assertThat(report.getParticipantMinutes()).isEqualTo(MINUTES);
                });
            }
        } finally {
            service.stop();
        }

        // When it is asked again, as after a crash before the commit
        int said = count(Topics.USER_WINDOWS);
        Map<String, SessionReport> reports = last(Topics.SESSION_REPORTS);
        askAgain(sessions);
        ProcessorService restarted = processor(two);
        try {
            // Then
            await().atMost(Duration.ofSeconds(60)).until(() -> rebuildsAreDone());
            assertThat(count(Topics.USER_WINDOWS)).isEqualTo(said);
            assertThat(last(Topics.SESSION_REPORTS)).isEqualTo(reports);
        } finally {
            restarted.stop();
        }
    }

    @Test
    void whatWasDeletedFromTheLogIsKnown() throws Exception {
        // Given
        String topic = Topics.SAMPLES.name();
        TopicPartition place = new TopicPartition(topic, 1);
        try (KafkaProducer<String, byte[]> producer = producer();
                Consumer<byte[], byte[]> consumer = consumer();
                Admin admin = Admin.create(connection())) {
            for (int i = 0; i < 5; i++) {
                producer.send(
                        new ProducerRecord<>(topic, 1, START.plusSeconds(i).toEpochMilli(), "k", new byte[1]));
            }
            producer.flush();
            KafkaPartitionLog log = new KafkaPartitionLog(consumer);
            assertThat(log.beginsAt(Topics.SAMPLES, 1)).isEqualTo(Instant.MIN);
            int[] read = new int[1];
            log.read(Topics.SAMPLES, 1, START.plusSeconds(2), record -> read[0]++);
            assertThat(read[0]).isEqualTo(3);

            // When
            admin.deleteRecords(Map.of(place, RecordsToDelete.beforeOffset(4)))
                    .all()
                    .get();

            // Then
            assertThat(log.beginsAt(Topics.SAMPLES, 1)).isEqualTo(START.plusSeconds(4));
            admin.deleteRecords(Map.of(place, RecordsToDelete.beforeOffset(5)))
                    .all()
                    .get();
            assertThat(log.beginsAt(Topics.SAMPLES, 1)).isEqualTo(Instant.MAX);
        }
    }

    /** Webhooks of an outage's middle are missing; hours later a backfill brings them. */
    private static void writeLog(List<String> sessions) throws Exception {
        timestamps("CreateTime");
        Instant asked = START.plus(Duration.ofHours(5));
        try (KafkaProducer<String, byte[]> producer = producer()) {
            for (int minute = 0; minute < MINUTES; minute++) {
                ticks(producer, at(minute));
                if (minute < 10 || minute >= 17) {
                    for (String session : sessions) {
                        send(
                                producer,
                                at(minute).plusSeconds(3),
                                session,
                                Bodies.qos(session, "u1", at(minute), item(minute)),
                                RawHeaders.WEBHOOK);
                    }
                }
            }
            for (String session : sessions) {
                send(producer, at(MINUTES), session, Bodies.left(session, "u1", at(MINUTES), "n"), RawHeaders.WEBHOOK);
            }
            for (Instant at = at(MINUTES); at.isBefore(asked); at = at.plusSeconds(20)) {
                ticks(producer, at);
            }
            for (String session : sessions) {
                List<Item> all =
                        IntStream.range(0, MINUTES).mapToObj(RebuildIT::item).toList();
                send(producer, asked, session, Bodies.rest(session, "u1", asked, all), RawHeaders.BACKFILL);
            }
            for (Instant at = asked; at.isBefore(asked.plusSeconds(120)); at = at.plusSeconds(5)) {
                ticks(producer, at);
            }
        }
        timestamps("LogAppendTime");
    }

    private static void timestamps(String type) throws Exception {
        try (Admin admin = Admin.create(connection())) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, Topics.RAW_EVENTS.name()),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, type),
                                    AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    /** The requests once more, as they are. */
    private static void askAgain(List<String> sessions) {
        List<ConsumerRecord<byte[], byte[]>> requests = records(Topics.REBUILDS);
        assertThat(requests).hasSizeGreaterThanOrEqualTo(sessions.size());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(connection(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (ConsumerRecord<byte[], byte[]> request : requests) {
                producer.send(new ProducerRecord<>(
                        request.topic(), request.partition(), request.timestamp(), request.key(), request.value()));
            }
        }
    }

    private static boolean rebuildsAreDone() throws Exception {
        try (Admin admin = Admin.create(connection());
                Consumer<byte[], byte[]> consumer = consumer()) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(IntStream.range(0, PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(Topics.REBUILDS.name(), partition))
                    .toList());
            var committed = admin.listConsumerGroupOffsets("rebuilt-rebuild")
                    .partitionsToOffsetAndMetadata()
                    .get();
            return ends.entrySet().stream()
                    .filter(end -> end.getValue() > 0)
                    .allMatch(end -> committed.containsKey(end.getKey())
                            // Markers of transactions stand behind the last record.
                            && committed.get(end.getKey()).offset() >= lastOffset(end.getKey()) + 1);
        }
    }

    private static long lastOffset(TopicPartition place) {
        return records(Topics.REBUILDS).stream()
                .filter(record -> record.partition() == place.partition())
                .mapToLong(ConsumerRecord::offset)
                .max()
                .orElse(-1);
    }

    private static ProcessorService processor(Path state) {
        return ProcessorService.start(
                Map.of("KAFKA_BOOTSTRAP_SERVERS", BROKER.bootstrapServers(), "SCHEMA_REGISTRY_URL", "mock://rebuild"),
                Map.of(
                        "qsstream.environment",
                        "development",
                        "qsstream.application-id",
                        "rebuilt",
                        "qsstream.state.dir",
                        state.toString(),
                        "qsstream.topics.partitions",
                        PARTITIONS,
                        "qsstream.topics.replication",
                        1,
                        "micronaut.server.port",
                        TestBroker.freePort(),
                        "micronaut.server.host",
                        "127.0.0.1"));
    }

    private static Map<String, UserQosWindow> windows(String session) {
        Map<String, UserQosWindow> windows = new TreeMap<>(last(Topics.USER_WINDOWS));
        windows.keySet().removeIf(key -> !key.startsWith("acc|" + session + '|'));
        return windows;
    }

    private static <V> Map<String, V> last(Topic<V> topic) {
        Deserializer<V> values = ValueSerdes.of(topic, "io.qsstream.schema.serde.AvroSerde", REGISTRY)
                .deserializer();
        Map<String, V> last = new HashMap<>();
        records(topic)
                .forEach(record ->
                        last.put(new String(record.key(), UTF_8), values.deserialize(record.topic(), record.value())));
        return last;
    }

    private static int count(Topic<?> topic) {
        return records(topic).size();
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(Topic<?> topic) {
        List<ConsumerRecord<byte[], byte[]>> all = new java.util.ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = consumer()) {
            KafkaPartitionLog log = new KafkaPartitionLog(consumer);
            for (int partition = 0; partition < PARTITIONS; partition++) {
                log.read(topic, partition, Instant.EPOCH, all::add);
            }
        }
        return all;
    }

    private static void send(
            KafkaProducer<String, byte[]> producer, Instant receipt, String session, String body, String source) {
        String key = "acc|" + session;
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(
                Topics.RAW_EVENTS.name(),
                SessionPartition.of(key, PARTITIONS),
                receipt.toEpochMilli(),
                key,
                body.getBytes(UTF_8));
        record.headers().add(RawHeaders.SOURCE, source.getBytes(UTF_8));
        producer.send(record);
    }

    private static void ticks(KafkaProducer<String, byte[]> producer, Instant receipt) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            ProducerRecord<String, byte[]> record = new ProducerRecord<>(
                    Topics.RAW_EVENTS.name(), partition, receipt.toEpochMilli(), null, "{}".getBytes(UTF_8));
            record.headers().add(RawHeaders.SOURCE, RawHeaders.TICK.getBytes(UTF_8));
            producer.send(record);
        }
    }

    private static Item item(int minute) {
        return Item.audio(at(minute), 40 + minute % 7 + " kbps", 3 + minute % 4 + " ms");
    }

    private static Instant at(int minute) {
        return START.plusSeconds(60L * minute);
    }

    private static Map<String, Object> connection() {
        return Map.of("bootstrap.servers", BROKER.bootstrapServers());
    }

    private static KafkaProducer<String, byte[]> producer() {
        return new KafkaProducer<>(connection(), new StringSerializer(), new ByteArraySerializer());
    }

    private static Consumer<byte[], byte[]> consumer() {
        Map<String, Object> properties = new HashMap<>(connection());
        properties.put("isolation.level", "read_committed");
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
