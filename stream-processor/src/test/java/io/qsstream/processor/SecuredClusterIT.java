package io.qsstream.processor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.qsstream.processor.testing.Bodies;
import io.qsstream.processor.testing.Bodies.Item;
import io.qsstream.schema.access.Access;
import io.qsstream.schema.access.Service;
import io.qsstream.schema.kafka.TopicSetup;
import io.qsstream.schema.registry.SchemaRegistryClient;
import io.qsstream.schema.registry.SchemaSetup;
import io.qsstream.schema.serde.ValueSerdes;
import io.qsstream.schema.testing.SelfSigned;
import io.qsstream.schema.testing.TestBroker;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.RebuildRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that demands TLS and a password and allows nothing that {@link Access} does not list. */
class SecuredClusterIT {

    private static final String APPLICATION = "qsstream-processor";
    private static final String LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule required ";
    private static final SelfSigned CERTIFICATE = new SelfSigned(temporaryFolder());
    private static final TestBroker BROKER = new TestBroker(Map.ofEntries(
            // PLAINTEXT is only the listener's name.
            Map.entry("listener.security.protocol.map", "PLAINTEXT:SASL_SSL,CONTROLLER:PLAINTEXT"),
            Map.entry("ssl.keystore.type", "PKCS12"),
            Map.entry("ssl.keystore.location", CERTIFICATE.keyStore.toString()),
            Map.entry("ssl.keystore.password", SelfSigned.PASSWORD),
            Map.entry("ssl.key.password", SelfSigned.PASSWORD),
            Map.entry("ssl.truststore.type", "PEM"),
            Map.entry("ssl.truststore.location", CERTIFICATE.certificate.toString()),
            Map.entry("inter.broker.listener.name", "PLAINTEXT"),
            Map.entry("sasl.enabled.mechanisms", "PLAIN"),
            Map.entry("sasl.mechanism.inter.broker.protocol", "PLAIN"),
            Map.entry(
                    "listener.name.plaintext.plain.sasl.jaas.config",
                    LOGIN
                            + "username=admin password=admin-secret user_admin=admin-secret user_ingest=ingest-secret"
                            + " user_processor=processor-secret user_dashboard=dashboard-secret"
                            + " user_stranger=stranger-secret;"),
            Map.entry("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
            // The controller's own listener has no password, and nobody but the broker speaks there.
            Map.entry("super.users", "User:admin;User:ANONYMOUS"),
            Map.entry("transaction.state.log.replication.factor", "1"),
            Map.entry("transaction.state.log.min.isr", "1"),
            Map.entry("transaction.state.log.num.partitions", "1")));

    @BeforeAll
    static void start() throws Exception {
        BROKER.start();
        TopicSetup.create(as("admin"), Topics.ALL, 1, (short) 1);
        try (Admin admin = Admin.create(as("admin"))) {
            List<AclBinding> all = Stream.of(Service.values())
                    .flatMap(service -> Access.of(service, APPLICATION).stream()
                            .flatMap(access -> access.bindings("User:" + service.label()).stream()))
                    .toList();
            admin.createAcls(all).all().get();
        }
        try (SchemaRegistryClient registry = SchemaRegistryClient.of(Map.of("schema.registry.url", "mock://secured"))) {
            SchemaSetup.register(registry, Topics.ALL);
        }
    }

    @AfterAll
    static void stop() {
        BROKER.close();
    }

    @Test
    void withNothingButItsListedRightsEachServiceDoesItsWork(@TempDir Path state) throws Exception {
        // Given
        ProcessorService processor = ProcessorService.start(environment("processor"), settings(state));
        Instant now = Instant.now();

        // When
        try {
            TopicSetup.check(as("ingest"), List.of(Topics.RAW_EVENTS));
            send("ingest", Topics.RAW_EVENTS, Bodies.qos("m1", "u1", now, Item.audio(now, "40 kbps", "1 ms")));
            send("ingest", Topics.RAW_EVENTS, Bodies.left("m1", "u1", now, "name"));
            send("ingest", Topics.RAW_EVENTS, "not json");

            // Then
            TopicSetup.check(as("dashboard"), List.of(Topics.SAMPLES));
            await().atMost(Duration.ofSeconds(40))
                    .untilAsserted(
                            () -> assertThat(count("dashboard", Topics.SAMPLES)).isEqualTo(1));
            await().atMost(Duration.ofSeconds(40))
                    .untilAsserted(() -> assertThat(count("dashboard", Topics.USER_DIRECTORY))
                            .isPositive());
            await().atMost(Duration.ofSeconds(40))
                    .untilAsserted(() ->
                            assertThat(count("admin", Topics.DEAD_LETTERS)).isEqualTo(1));

            // And it may read back what it has said, and say it again
            send(
                    "processor",
                    Topics.REBUILDS,
                    rebuild(new RebuildRequest("acc", "m1", now, now.plusSeconds(1), "SILENCE")));
            await().atMost(Duration.ofSeconds(40))
                    .untilAsserted(() -> assertThat(count("dashboard", Topics.SESSION_REPORTS))
                            .isPositive());
        } finally {
            processor.stop();
        }
    }

    @Test
    void nobodyMayDoTheWorkOfAnother() {
        assertThatThrownBy(() -> count("ingest", Topics.RAW_EVENTS)).isInstanceOf(AuthorizationException.class);
        assertThatThrownBy(() -> count("dashboard", Topics.RAW_EVENTS)).isInstanceOf(AuthorizationException.class);
        assertThatThrownBy(() -> count("dashboard", Topics.DEAD_LETTERS)).isInstanceOf(AuthorizationException.class);
        assertThatThrownBy(() -> count("processor", Topics.SAMPLES)).isInstanceOf(AuthorizationException.class);
        assertThatThrownBy(() -> count("stranger", Topics.ALERTS)).isInstanceOf(AuthorizationException.class);
        assertThatThrownBy(() -> send("processor", Topics.RAW_EVENTS, "{}"))
                .hasCauseInstanceOf(AuthorizationException.class);
        assertThatThrownBy(() -> send("dashboard", Topics.ALERTS, "{}"))
                .hasCauseInstanceOf(AuthorizationException.class);
        assertThatThrownBy(() -> send("ingest", Topics.ALERTS, "{}")).hasCauseInstanceOf(AuthorizationException.class);
        for (Service service : Service.values()) {
            assertThatThrownBy(() -> createTopic(service.label())).hasCauseInstanceOf(AuthorizationException.class);
        }
    }

    @Test
    void aWrongPasswordIsRefused() {
        // Given
        Map<String, Object> wrong = new HashMap<>(as("ingest"));
        wrong.put("sasl.jaas.config", LOGIN + "username=ingest password=guess;");

        // When, Then
        assertThatThrownBy(() -> {
                    try (Admin admin = Admin.create(wrong)) {
                        admin.listTopics().names().get();
                    }
                })
                .hasCauseInstanceOf(SaslAuthenticationException.class);
    }

    @Test
    void whoDoesNotTrustTheCertificateOrDoesWithoutTlsGetsNothing() {
        // Given
        Map<String, Object> untrusting = new HashMap<>(as("ingest"));
        untrusting.keySet().removeIf(name -> name.startsWith("ssl."));
        Map<String, Object> plain = new HashMap<>(as("ingest"));
        plain.put("security.protocol", "SASL_PLAINTEXT");
        plain.put("default.api.timeout.ms", "3000");
        plain.put("request.timeout.ms", "2000");

        // When, Then
        assertThatThrownBy(() -> topics(untrusting)).hasCauseInstanceOf(SslAuthenticationException.class);
        assertThatThrownBy(() -> topics(plain)).hasCauseInstanceOf(TimeoutException.class);
    }

    private static void topics(Map<String, Object> properties) throws Exception {
        try (Admin admin = Admin.create(properties)) {
            admin.listTopics().names().get();
        }
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("qsstream-certificate-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void createTopic(String user) throws Exception {
        try (Admin admin = Admin.create(as(user))) {
            admin.createTopics(List.of(new NewTopic("zoom.qss.more.v1", 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    private static Map<String, Object> as(String user) {
        Map<String, Object> properties = new HashMap<>(Map.of(
                "bootstrap.servers",
                BROKER.bootstrapServers(),
                "security.protocol",
                "SASL_SSL",
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                CERTIFICATE.certificate.toString(),
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                LOGIN + "username=" + user + " password=" + user + "-secret;"));
        properties.put("isolation.level", "read_committed");
        properties.put("max.block.ms", "10000");
        return properties;
    }

    private static Map<String, String> environment(String user) {
        return Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", BROKER.bootstrapServers(),
                "KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
                "KAFKA_SSL_TRUSTSTORE_TYPE", "PEM",
                "KAFKA_SSL_TRUSTSTORE_LOCATION", CERTIFICATE.certificate.toString(),
                "KAFKA_SASL_MECHANISM", "PLAIN",
                "KAFKA_SASL_JAAS_CONFIG", LOGIN + "username=" + user + " password=" + user + "-secret;",
                "SCHEMA_REGISTRY_URL", "mock://secured");
    }

    private static Map<String, Object> settings(Path state) {
        return Map.of(
                "qsstream.environment",
                "production",
                "qsstream.application-id",
                APPLICATION,
                "qsstream.state.dir",
                state.toString(),
                "qsstream.topics.partitions",
                1,
                "qsstream.topics.replication",
                1,
                "micronaut.server.port",
                TestBroker.freePort(),
                "micronaut.server.host",
                "127.0.0.1");
    }

    private static byte[] rebuild(RebuildRequest request) {
        try (Serializer<RebuildRequest> serializer = ValueSerdes.of(
                        Topics.REBUILDS,
                        "io.qsstream.schema.serde.AvroSerde",
                        Map.of("schema.registry.url", "mock://secured"))
                .serializer()) {
            return serializer.serialize(Topics.REBUILDS.name(), request);
        }
    }

    private static void send(String user, Topic<?> topic, String body) throws Exception {
        send(user, topic, body.getBytes(UTF_8), body.contains("payload") ? "acc|m1" : null);
    }

    private static void send(String user, Topic<?> topic, byte[] request) throws Exception {
        send(user, topic, request, "acc|m1");
    }

    private static void send(String user, Topic<?> topic, byte[] value, String key) throws Exception {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(as(user), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic.name(), key, value)).get();
        }
    }

    private static long count(String user, Topic<?> topic) {
        Map<String, Object> properties = new HashMap<>(as(user));
        properties.put("auto.offset.reset", "earliest");
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic.name(), 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long count = 0;
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            // At least once: only a fetch asks for the right to read.
            do {
                count += consumer.poll(Duration.ofMillis(500)).count();
            } while (consumer.position(partition) < end);
            return count;
        }
    }
}
