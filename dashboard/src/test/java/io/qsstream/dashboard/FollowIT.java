package io.qsstream.dashboard;

import static io.qsstream.dashboard.testing.Facts.ACCOUNT;
import static io.qsstream.dashboard.testing.Facts.SESSION;
import static io.qsstream.dashboard.testing.Facts.cleared;
import static io.qsstream.dashboard.testing.Facts.identity;
import static io.qsstream.dashboard.testing.Facts.raised;
import static io.qsstream.dashboard.testing.Facts.report;
import static io.qsstream.dashboard.testing.Facts.sample;
import static io.qsstream.dashboard.testing.Facts.sessionWindow;
import static io.qsstream.dashboard.testing.Facts.userWindow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.qsstream.dashboard.model.SessionIds;
import io.qsstream.schema.SessionKey;
import io.qsstream.schema.kafka.TopicSetup;
import io.qsstream.schema.serde.AvroSerde;
import io.qsstream.schema.serde.ValueSerdes;
import io.qsstream.schema.testing.TestBroker;
import io.qsstream.schema.topic.SessionPartition;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.TopicKeys;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.Classification;
import io.qsstream.v1.SessionReport;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The dashboard on a real broker. */
class FollowIT {

    private static final String REGISTRY = "mock://dashboard-follow";
    private static final int PARTITIONS = 3;
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final SessionKey KEY = new SessionKey(ACCOUNT, SESSION);
    private static final SessionKey PAST = new SessionKey(ACCOUNT, "past");
    private static final String PERSON = TopicKeys.user(KEY.toString(), "u1");

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    private static TestBroker broker;
    private static KafkaProducer<String, byte[]> producer;

    @BeforeAll
    static void startBroker() {
        broker = new TestBroker(
                        Map.of("transaction.state.log.replication.factor", "1", "transaction.state.log.min.isr", "1"))
                .start();
        TopicSetup.create(Map.of("bootstrap.servers", broker.bootstrapServers()), Topics.ALL, PARTITIONS, (short) 1);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "follow-it"),
                new StringSerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
    }

    @AfterAll
    static void stopBroker() {
        producer.close(Duration.ZERO);
        broker.close();
    }

    @Test
    void whatWasThereWhatComesAndWhatStaysAfterARestart() {
        // Given
        producer.beginTransaction();
        for (int i = 10; i > 0; i--) {
            Instant time = NOW.minus(Duration.ofMinutes(i));
            write(Topics.SAMPLES, KEY.toString(), KEY, sample(SESSION, "u1", time, i));
            write(
                    Topics.USER_WINDOWS,
                    TopicKeys.userWindow(KEY.toString(), "u1", time),
                    KEY,
                    userWindow(SESSION, "u1", time, 1, Classification.POOR));
            write(
                    Topics.SESSION_WINDOWS,
                    TopicKeys.sessionWindow(KEY.toString(), time),
                    KEY,
                    sessionWindow(SESSION, time, 1, 0.5));
        }
        Instant onset = NOW.minus(Duration.ofMinutes(5));
        write(Topics.ALERTS, "a1", KEY, raised("a1", SESSION, "u1", onset));
        write(Topics.ALERTS, "a2", KEY, raised("a2", SESSION, "u1", onset));
        write(Topics.ALERTS, "a2", KEY, cleared("a2", SESSION, "u1", NOW));
        write(Topics.USER_DIRECTORY, PERSON, KEY, identity(SESSION, "u1", "Kamala D."));
        Instant end = NOW.minus(Duration.ofMinutes(30));
        write(Topics.SESSION_REPORTS, PAST.toString(), PAST, pastReport(1, end));
        write(Topics.SESSION_REPORTS, PAST.toString(), PAST, pastReport(2, end));
        producer.send(record(Topics.SAMPLES, KEY.toString(), KEY, new byte[] {9, 9, 9}));
        producer.commitTransaction();
        producer.beginTransaction();
        write(Topics.SAMPLES, KEY.toString(), KEY, sample(SESSION, "never-committed", NOW, 1));
        producer.abortTransaction();

        List<JsonNode> before;
        try (RunningDashboard dashboard = start()) {
            // When
            awaitReady(dashboard);

            // Then
            JsonNode session = dashboard.json("/api/v1/sessions/" + SessionIds.of(KEY));
            assertThat(session.path("state").asText()).isEqualTo("LIVE");
            assertThat(session.path("users")).hasSize(1);
            assertThat(session.path("users").get(0).path("name").asText()).isEqualTo("Kamala D.");
            assertThat(session.path("strip")).hasSize(10);
            assertThat(session.path("alerts")).hasSize(2);
            assertThat(dashboard
                            .json("/api/v1/sessions/" + SessionIds.of(PAST))
                            .path("reportRevision")
                            .asInt())
                    .isEqualTo(2);
            assertThat(dashboard.management("/prometheus").body())
                    .contains(
                            "qsstream_dashboard_records_total{outcome=\"unreadable\",topic=\"zoom.qss.samples.v1\"} 1.0");

            // When: it goes on while somebody listens
            try (Listener listener = dashboard.listen("/api/v1/stream/sessions/" + SessionIds.of(KEY), null)) {
                await().atMost(SOON).until(() -> !listener.named("heartbeat").isEmpty());
                long posted = System.nanoTime();
                producer.beginTransaction();
                write(Topics.SAMPLES, KEY.toString(), KEY, sample(SESSION, "u1", NOW, 77));
                producer.commitTransaction();

                // Then
                await().pollInterval(Duration.ofMillis(5))
                        .atMost(SOON)
                        .until(() -> !listener.named("sample").isEmpty());
                assertThat(Duration.ofNanos(System.nanoTime() - posted)).isLessThan(Duration.ofSeconds(5));
                assertThat(listener.named("sample").get(0).data()).contains("77.0");
            }
            before = answers(dashboard);
        }

        try (RunningDashboard dashboard = start()) {
            // When: another one starts
            awaitReady(dashboard);

            // Then
            assertThat(answers(dashboard)).isEqualTo(before);

            // When: the person is erased
            producer.beginTransaction();
            producer.send(record(Topics.USER_DIRECTORY, PERSON, KEY, null));
            producer.commitTransaction();

            // Then
            await().atMost(SOON)
                    .until(() -> !dashboard
                            .get("/api/v1/sessions/" + SessionIds.of(KEY))
                            .body()
                            .contains("Kamala"));
        }
    }

    private static SessionReport pastReport(int revision, Instant end) {
        var report = report("past", revision, end, "u1");
        report.setStartTime(end.minus(Duration.ofMinutes(20)));
        return report;
    }

    private static RunningDashboard start() {
        return new RunningDashboard(
                Map.of("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers(), "SCHEMA_REGISTRY_URL", REGISTRY),
                Map.of("qsstream.topics.partitions", PARTITIONS),
                true);
    }

    private static void awaitReady(RunningDashboard dashboard) {
        await().atMost(SOON)
                .until(() -> dashboard.management("/health/readiness").statusCode() == 200);
    }

    private static List<JsonNode> answers(RunningDashboard dashboard) {
        List<JsonNode> answers = new ArrayList<>();
        for (String path : List.of(
                "/sessions",
                "/sessions/" + SessionIds.of(KEY),
                "/sessions/" + SessionIds.of(KEY) + "/users/u1/samples",
                "/sessions/" + SessionIds.of(PAST),
                "/sessions/" + SessionIds.of(PAST) + "/report",
                "/alerts")) {
            answers.add(dashboard.json("/api/v1" + path));
        }
        return answers;
    }

    private static <V> void write(Topic<V> topic, String key, SessionKey session, V value) {
        try (var serde = ValueSerdes.of(
                topic,
                AvroSerde.class.getName(),
                Map.of("schema.registry.url", REGISTRY, "auto.register.schemas", "true"))) {
            producer.send(record(topic, key, session, serde.serializer().serialize(topic.name(), value)));
        }
    }

    private static ProducerRecord<String, byte[]> record(
            Topic<?> topic, String key, SessionKey session, byte @Nullable [] value) {
        return new ProducerRecord<>(topic.name(), SessionPartition.of(session.toString(), PARTITIONS), key, value);
    }
}
