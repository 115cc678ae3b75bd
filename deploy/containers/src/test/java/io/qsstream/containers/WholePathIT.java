package io.qsstream.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;

/** From a signed webhook to its window, through the images alone; what is known of Zoom and Avro is written here anew. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WholePathIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static Containers containers;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        boolean engine = DockerClientFactory.instance().isDockerAvailable();
        if (System.getenv("CI") == null) {
            assumeTrue(engine, "needs a container engine");
        }
        assertThat(engine).as("CI needs a container engine").isTrue();
        containers = new Containers(folder);
    }

    @AfterAll
    static void stop() {
        if (containers != null) {
            containers.close();
        }
    }

    @Test
    void aSignedWebhookBecomesAWindowThatTheRegistrysSchemaReads() throws Exception {
        // Given
        Instant time = Instant.now();
        String session = "containers-" + UUID.randomUUID();
        byte[] body = webhook(session, time, 321);

        // When
        int status = post(body, Optional.of(signature(Containers.SECRET, time, body)), time);

        // Then
        assertThat(status).isEqualTo(204);
        GenericRecord window = windowOf(session);
        assertThat(window.get("state")).hasToString("FINAL");
        assertThat(window.get("revision")).isEqualTo(1);
        assertThat(window.get("sampleCount")).isEqualTo(1);
        assertThat((Long) window.get("windowStart")).isLessThanOrEqualTo(time.toEpochMilli());
        assertThat((Long) window.get("windowEnd")).isGreaterThan(time.toEpochMilli());
        assertThat(meanLatencyMs(window, "audio_device_to_rwg")).isEqualTo(321.0);
    }

    @Test
    void aWebhookWithoutASignatureOrWithAnothersIsRefused() throws Exception {
        // Given
        Instant time = Instant.now();
        byte[] body = webhook("containers-refused", time, 5);

        // When
        int unsigned = post(body, Optional.empty(), time);
        int forged = post(body, Optional.of(signature("another secret", time, body)), time);

        // Then
        assertThat(List.of(unsigned, forged)).containsOnly(401);
    }

    @Test
    void theDashboardShowsTheSessionToWhoHasTheToken() throws Exception {
        // Given
        Instant time = Instant.now();
        String session = "containers-" + UUID.randomUUID();
        byte[] body = webhook(session, time, 40);
        URI sessions = containers.uri(containers.dashboard, 8082, "/api/v1/sessions");

        // When
        int status = post(body, Optional.of(signature(Containers.SECRET, time, body)), time);

        // Then
        assertThat(status).isEqualTo(204);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(get(sessions, Containers.TOKEN).body()).contains(session));
        assertThat(get(sessions, "a wrong token").statusCode()).isEqualTo(401);
    }

    @Test
    void everyServiceRunsAsNobodyOnAReadOnlyRootAndStartsWithoutAShell() {
        for (GenericContainer<?> service : containers.services()) {
            // When
            InspectContainerResponse found = inspect(service);

            // Then
            assertThat(found.getConfig().getUser()).isEqualTo("10001:10001");
            assertThat(found.getHostConfig().getReadonlyRootfs()).isTrue();
            assertThat(Objects.requireNonNull(found.getConfig().getEntrypoint())[0])
                    .isEqualTo("java");
            assertThat(found.getRestartCount()).isZero();
        }
    }

    @Test
    void aJarInExtIsOnTheClassPath() {
        // The processor would not have started without it; and it says so.
        assertThat(containers.processor.getLogs()).contains(WitnessSerde.WORDS);
    }

    @Test
    void theHeapIsAShareOfTheContainersMemory() throws Exception {
        // When
        String metrics =
                get(containers.uri(containers.ingest, 8090, "/prometheus"), "").body();

        // Then
        double heap = metrics.lines()
                .filter(line -> line.startsWith("jvm_memory_max_bytes{area=\"heap\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .filter(bytes -> bytes > 0)
                .sum();
        assertThat(heap).isBetween(0.40 * Containers.INGEST_BYTES, 0.60 * Containers.INGEST_BYTES);
    }

    /** Last: afterwards nothing runs any more. */
    @Test
    @Order(Integer.MAX_VALUE)
    void sigtermEndsEveryServiceWithZeroWithinThirtySeconds() {
        DockerClient engine = DockerClientFactory.instance().client();
        for (GenericContainer<?> service : containers.services()) {
            // When
            Instant asked = Instant.now();
            engine.stopContainerCmd(service.getContainerId()).withTimeout(45).exec();
            Duration took = Duration.between(asked, Instant.now());

            // Then
            InspectContainerResponse.ContainerState state = inspect(service).getState();
            System.out.println(service.getDockerImageName() + " stopped in " + took.toMillis() + " ms");
            assertThat(state.getExitCodeLong()).as(service.getDockerImageName()).isZero();
            assertThat(state.getOOMKilled()).isFalse();
            assertThat(took).isLessThan(Duration.ofSeconds(30));
        }
    }

    private static InspectContainerResponse inspect(GenericContainer<?> service) {
        return DockerClientFactory.instance()
                .client()
                .inspectContainerCmd(service.getContainerId())
                .exec();
    }

    /** Zoom's body for one user of one Video SDK session. */
    private static byte[] webhook(String session, Instant time, int latencyMs) throws IOException {
        try (InputStream body = WholePathIT.class.getResourceAsStream("/fixtures/events/session.user_qos.json")) {
            ObjectNode event = (ObjectNode) JSON.readTree(body);
            event.put("event_ts", time.toEpochMilli());
            ObjectNode object = (ObjectNode) event.at("/payload/object");
            object.put("session_id", session);
            for (JsonNode item : object.withObject("/user").withArray("qos")) {
                ((ObjectNode) item).put("date_time", time.toString());
                ObjectNode details = (ObjectNode) item.get("details");
                if (details.has("latency")) {
                    details.put("latency", latencyMs + " ms");
                }
            }
            return JSON.writeValueAsBytes(event);
        }
    }

    private static String signature(String secret, Instant time, byte[] body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        mac.update(("v0:" + time.getEpochSecond() + ":").getBytes(StandardCharsets.UTF_8));
        return "v0=" + HexFormat.of().formatHex(mac.doFinal(body));
    }

    private static int post(byte[] body, Optional<String> signature, Instant time) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(containers.uri(containers.ingest, 8080, "/webhooks/zoom"))
                .header("content-type", "application/json; charset=utf-8")
                .header("x-zm-request-timestamp", Long.toString(time.getEpochSecond()))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        signature.ifPresent(value -> request.header("x-zm-signature", value));
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static HttpResponse<String> get(URI uri, String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("authorization", "Bearer " + token)
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Reads the topic from its start, as any consumer would, until the session's window is there. */
    private static GenericRecord windowOf(String session) throws Exception {
        Instant end = Instant.now().plusSeconds(90);
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        containers.kafka.getBootstrapServers(),
                        ConsumerConfig.GROUP_ID_CONFIG,
                        session,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.subscribe(List.of("zoom.qss.user-windows.v1"));
            while (Instant.now().isBefore(end)) {
                for (ConsumerRecord<String, byte[]> found : consumer.poll(Duration.ofSeconds(1))) {
                    if (found.key().contains(session)) {
                        return decode(found.value());
                    }
                }
            }
        }
        throw new AssertionError("no window of " + session + " within 90 s\n" + containers.processor.getLogs());
    }

    /** Confluent's wire format: 0, four bytes of schema id, the record. */
    private static GenericRecord decode(byte[] value) throws Exception {
        ByteBuffer bytes = ByteBuffer.wrap(value);
        assertThat(bytes.get()).isZero();
        String answer =
                get(containers.registry("/schemas/ids/" + bytes.getInt()), "").body();
        Schema schema =
                new Schema.Parser().parse(JSON.readTree(answer).get("schema").asText());
        return new GenericDatumReader<GenericRecord>(schema)
                .read(null, DecoderFactory.get().binaryDecoder(value, bytes.position(), bytes.remaining(), null));
    }

    private static Object meanLatencyMs(GenericRecord window, String type) {
        return StreamSupport.stream(((Iterable<?>) window.get("streams")).spliterator(), false)
                .map(GenericRecord.class::cast)
                .filter(stream -> stream.get("type").toString().equals(type))
                .map(stream -> ((GenericRecord) stream.get("latencyMs")).get("mean"))
                .findFirst()
                .orElseThrow();
    }
}
