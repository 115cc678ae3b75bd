package io.qsstream.ingest;

import static io.qsstream.ingest.RunningIngest.header;
import static io.qsstream.ingest.RunningIngest.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qsstream.ingest.testing.Fixtures;
import io.qsstream.ingest.zoom.FakeZoom;
import io.qsstream.schema.serde.ValueSerdes;
import io.qsstream.schema.testing.TestBroker;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.Completeness;
import io.qsstream.v1.CompletenessVerdict;
import io.qsstream.v1.SampleGap;
import io.qsstream.v1.SessionKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a request on the management port to records of the raw topic, before a Zoom that behaves as documented. */
class BackfillIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ODD_ID = "/aB//7kTQ+uT1yZb/wCdEg==";

    @TempDir
    static Path folder;

    private static TestBroker broker;
    private static FakeZoom zoom;
    private static RunningIngest ingest;

    @BeforeAll
    static void start() throws InterruptedException {
        broker = new TestBroker().start();
        zoom = new FakeZoom(() -> Fixtures.NOW);
        zoom.session(ODD_ID, "%252FaB%252F%252F7kTQ%252BuT1yZb%252FwCdEg%253D%253D", false, users(12));
        zoom.session("live-one", "live-one", true, users(1));
        ingest = ingest(true);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        ingest.close();
        zoom.close();
        broker.close();
    }

    private static RunningIngest ingest(boolean withCredentials) throws InterruptedException {
        return ingest(withCredentials, withCredentials ? "on" : "off", Map.of(), Map.of());
    }

    private static RunningIngest ingest(
            boolean withCredentials,
            String state,
            Map<String, String> moreVariables,
            Map<String, Object> moreProperties)
            throws InterruptedException {
        Map<String, String> variables = new HashMap<>(moreVariables);
        if (withCredentials) {
            variables.put("ZOOM_ACCOUNT_ID", FakeZoom.ACCOUNT);
            variables.put("ZOOM_CLIENT_ID", FakeZoom.CLIENT_ID);
            variables.put("ZOOM_CLIENT_SECRET", FakeZoom.CLIENT_SECRET);
            variables.put("ZOOM_VIDEO_SDK_ACCOUNT_ID", "sdk-account");
            variables.put("ZOOM_VIDEO_SDK_KEY", FakeZoom.SDK_KEY);
            variables.put("ZOOM_VIDEO_SDK_SECRET", FakeZoom.SDK_SECRET);
        }
        Map<String, Object> properties = new HashMap<>(moreProperties);
        properties.put("qsstream.zoom-api.url", zoom.url());
        properties.put("qsstream.zoom-api.oauth-url", zoom.url() + "/oauth/token");
        properties.put("qsstream.zoom-api.heavy-per-second", 40);
        properties.put("qsstream.zoom-api.state-dir", folder.resolve(state).toString());
        return new RunningIngest(broker, variables, properties);
    }

    @Test
    void aMeetingIsPublishedUserByUserUnderItsOwnKey() throws Exception {
        // When
        JsonNode done = backfill("{\"kind\":\"meeting\",\"session\":\"" + ODD_ID + "\"}");

        // Then
        assertThat(done.path("outcomes").path("complete").asInt()).isEqualTo(1);
        assertThat(done.path("records").asInt()).isEqualTo(24);
        List<ConsumerRecord<byte[], byte[]>> records = backfilled(FakeZoom.ACCOUNT + "|" + ODD_ID);
        assertThat(records).hasSize(24).allSatisfy(record -> {
            assertThat(header(record, "ce_source")).isEqualTo("/backfill");
            assertThat(header(record, "ce_type")).startsWith("meeting.participant_qos");
            assertThat(header(record, "ce_id")).matches("[0-9a-f]{64}");
        });
        JsonNode body = JSON.readTree(records.getFirst().value());
        assertThat(body.at("/payload/object/participants/0/user_qos/0/audio_input/bitrate")
                        .asText())
                .isEqualTo("31 kbps");
        assertThat(ingest.metric("qsstream_backfill_sessions_total{outcome=\"complete\"}"))
                .isPositive();
    }

    @Test
    void aSessionThatGoesOnIsAskedForLive() throws Exception {
        // When
        JsonNode done = backfill("{\"session\":\"live-one\"}");

        // Then
        assertThat(backfilled("sdk-account|live-one")).hasSizeGreaterThanOrEqualTo(1);
        assertThat(done.path("outcomes").toString()).contains("no_summary_not_ended_or_unknown");
    }

    @Test
    void oneUserOfASessionIsOneCall() throws Exception {
        // Given
        zoom.session("of-many", "of-many", false, users(9));
        int before = zoom.urls().size();

        // When
        JsonNode done = backfill("{\"session\":\"of-many\",\"user\":\"u7\"}");

        // Then
        assertThat(done.path("outcomes").path("complete").asInt()).isEqualTo(1);
        assertThat(backfilled("sdk-account|of-many")).hasSize(1);
        assertThat(zoom.urls().subList(before, zoom.urls().size()))
                .containsExactly("/v2/videosdk/sessions/of-many/users/u7/qos?type=past");
        zoom.forget("of-many");
    }

    @Test
    void whatTheLedgerMissesIsAskedForWithoutBeingTold() throws Exception {
        // Given
        zoom.session("lost-one", "lost-one", false, users(2));
        Map<String, Object> registry = Map.of("schema.registry.url", "mock://ledger", "auto.register.schemas", "true");
        Serializer<CompletenessVerdict> serializer = ValueSerdes.of(
                        Topics.COMPLETENESS, "io.qsstream.schema.serde.AvroSerde", registry)
                .serializer();
        Instant gapEnd = Fixtures.NOW.minusSeconds(240);
        CompletenessVerdict verdict = CompletenessVerdict.newBuilder()
                .setAccountId("sdk-account")
                .setSessionId("lost-one")
                .setSessionKind(SessionKind.VIDEO_SDK_SESSION)
                .setVerdict(Completeness.PARTIAL)
                .setExpectedSamples(10)
                .setReceivedSamples(8)
                .setGaps(List.of(new SampleGap("u0", gapEnd.minusSeconds(180), gapEnd, 2)))
                .setGapCount(1)
                .build();

        // When
        try (RunningIngest following = ingest(
                        true,
                        "ledger",
                        Map.of("SCHEMA_REGISTRY_URL", "mock://ledger"),
                        Map.of("qsstream.zoom-api.auto-backfill", true));
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            Topics.COMPLETENESS.name(),
                            0,
                            Fixtures.NOW.minusSeconds(900).toEpochMilli(),
                            "sdk-account|lost-one".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                            serializer.serialize(Topics.COMPLETENESS.name(), verdict)))
                    .get();

            // Then
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !backfilled("sdk-account|lost-one").isEmpty());
            assertThat(following.metric("qsstream_backfill_gaps_waiting")).isZero();
        }
        zoom.forget("lost-one");
    }

    @Test
    void aDryRunSaysWhatItWouldCostAndPublishesNothing() throws Exception {
        // Given
        int before = backfilled("sdk-account|" + ODD_ID).size();

        // When
        HttpResponse<byte[]> response = post("{\"from\":\"2026-11-20\",\"to\":\"2026-11-20\",\"dryRun\":true}");

        // Then
        JsonNode plan = JSON.readTree(response.body());
        assertThat(plan.path("sessions").asInt()).isEqualTo(2);
        assertThat(plan.path("callsToCome").asInt())
                .as("2 pages of 10 and 1, of two lists")
                .isEqualTo(6);
        assertThat(plan.path("callsMade").asInt()).isEqualTo(1);
        assertThat(backfilled("sdk-account|" + ODD_ID)).hasSize(before);
    }

    @Test
    void whatCannotBeMeantIsRefusedWithOneLine() throws Exception {
        for (String body : List.of(
                "{}",
                "{\"kind\":\"phone\",\"session\":\"x\"}",
                "{\"session\":\"a b\"}",
                "{\"session\":\"a\",\"from\":\"2026-11-20\"}",
                "{\"from\":\"2026-11-20\",\"to\":\"2026-11-19\"}",
                "{\"kind\":\"meeting\",\"from\":\"2026-11-20\",\"to\":\"2026-11-20\"}")) {
            HttpResponse<byte[]> response = post(body);
            assertThat(response.statusCode()).as(body).isEqualTo(400);
            assertThat(JSON.readTree(response.body()).path("error").asText())
                    .as(body)
                    .isNotEmpty();
        }
        assertThat(ingest.management("/backfill/0000").statusCode()).isEqualTo(404);
    }

    @Test
    void theWebhookPortKnowsNothingOfIt() {
        // Given
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ingest.port + "/backfill"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"session\":\"x\"}"))
                .build();

        // Then
        assertThat(ingest.send(request).statusCode()).isEqualTo(404);
    }

    @Test
    void withoutCredentialsNothingIsAsked() throws Exception {
        try (RunningIngest off = ingest(false)) {
            // When
            HttpResponse<byte[]> response = off.management("/backfill");

            // Then
            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(new String(response.body(), java.nio.charset.StandardCharsets.UTF_8))
                    .contains("ZOOM_CLIENT_SECRET");
            assertThat(folder.resolve("off")).doesNotExist();
        }
    }

    @Test
    void theHealthSaysHowTheSubscriptionIsAndTheMetricsShowNoSecret() throws Exception {
        // When
        String health =
                new String(ingest.management("/health/readiness").body(), java.nio.charset.StandardCharsets.UTF_8);
        String all = new String(ingest.management("/health").body(), java.nio.charset.StandardCharsets.UTF_8)
                + new String(ingest.management("/prometheus").body(), java.nio.charset.StandardCharsets.UTF_8);

        // Then
        assertThat(health).contains("UP");
        assertThat(all).contains("zoom-subscription", "sinceValidation", "qsstream_zoom_budget_left");
        assertThat(all).doesNotContain("never-shown");
        assertThat(Files.readString(folder.resolve("on/zoom-calls"))).matches("\\d{4}-\\d\\d-\\d\\d \\d+ .*\\n");
    }

    private JsonNode backfill(String request) throws Exception {
        HttpResponse<byte[]> accepted = post(request);
        assertThat(accepted.statusCode()).isEqualTo(202);
        String id = JSON.readTree(accepted.body()).path("id").asText();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> progress(id).path("state").asText().equals("DONE"));
        return progress(id);
    }

    private static JsonNode progress(String id) {
        try {
            return JSON.readTree(ingest.management("/backfill/" + id).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpResponse<byte[]> post(String body) {
        return ingest.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ingest.managementPort + "/backfill"))
                .timeout(Duration.ofSeconds(20))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static List<ConsumerRecord<byte[], byte[]>> backfilled(String key) {
        return ingest.log().stream()
                .filter(record -> "backfill".equals(header(record, "qss-source")) && key.equals(key(record)))
                .toList();
    }

    /** Each with one minute, just before the service's clock. */
    private static List<FakeZoom.User> users(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> FakeZoom.User.at("u" + i, List.of(Fixtures.NOW.minusSeconds(300))))
                .toList();
    }
}
