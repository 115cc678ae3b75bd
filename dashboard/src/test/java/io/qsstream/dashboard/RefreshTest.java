package io.qsstream.dashboard;

import static io.qsstream.dashboard.testing.Facts.ACCOUNT;
import static io.qsstream.dashboard.testing.Facts.SESSION;
import static io.qsstream.dashboard.testing.Facts.minute;
import static io.qsstream.dashboard.testing.Facts.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.qsstream.dashboard.model.SessionIds;
import io.qsstream.schema.SessionKey;
import io.qsstream.schema.settings.StartRefused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Asking Zoom again, with an ingest that answers as {@code BackfillEndpoint} does. */
class RefreshTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String[] TOKEN = {"Authorization", "Bearer " + RunningDashboard.TOKEN};
    private static final String PATH =
            "/api/v1/sessions/" + SessionIds.of(new SessionKey(ACCOUNT, SESSION)) + "/refresh";
    private static final String SLOW = "a-session-that-takes-its-time";
    private static final String JOB = "{\"id\":\"job-7\",\"state\":\"%s\",\"sessions\":1,\"done\":%d,\"records\":%d,"
            + "\"samplesTooOld\":2,\"outcomes\":%s,\"added_later\":true}";

    private final List<JsonNode> asked = new CopyOnWriteArrayList<>();
    private volatile int status = 202;
    // As ingest writes it: an empty map is left out.
    private volatile String body = JOB.formatted("RUNNING", 0, 0, "{}").replace(",\"outcomes\":{}", "");
    private final CountDownLatch released = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer ingest;
    private RunningDashboard dashboard;

    @BeforeEach
    void start() throws IOException {
        ingest = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ingest.setExecutor(threads);
        ingest.createContext("/backfill", this::answer);
        ingest.start();
        dashboard = RunningDashboard.withoutKafka(Map.of(
                "qsstream.refresh.ingest",
                "http://127.0.0.1:" + ingest.getAddress().getPort() + "/"));
        dashboard.model().apply(sample(SESSION, "u1", minute(0), 3));
    }

    @AfterEach
    void stop() {
        dashboard.close();
        ingest.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("POST")) {
            JsonNode session = JSON.readTree(exchange.getRequestBody());
            asked.add(session);
            if (session.path("session").asText().equals(SLOW)) {
                awaitRelease();
            }
        } else if (!exchange.getRequestURI().getPath().equals("/backfill/job-7")) {
            respond(exchange, 404, "{\"error\":\"no such backfill\"}");
            return;
        }
        respond(exchange, status, body);
    }

    private void awaitRelease() {
        try {
            assertThat(released.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void aSessionIsAskedForByItsOwnIdAndFollowedToTheEnd() {
        // When
        HttpResponse<String> accepted = dashboard.post(PATH, TOKEN);
        status = 200;
        body = JOB.formatted("DONE", 1, 14, "{\"complete\":1}");
        JsonNode over = dashboard.json("/api/v1/refreshes/job-7");

        // Then
        assertThat(accepted.statusCode()).isEqualTo(202);
        assertThat(dashboard.parse(accepted.body()).path("state").asText()).isEqualTo("RUNNING");
        assertThat(asked).hasSize(1);
        assertThat(asked.getFirst().path("session").asText()).isEqualTo(SESSION);
        assertThat(asked.getFirst().path("account").asText()).isEqualTo(ACCOUNT);
        assertThat(asked.getFirst().path("kind").asText()).isEqualTo("session");
        assertThat(over.path("records").asInt()).isEqualTo(14);
        assertThat(over.path("samplesTooOld").asInt()).isEqualTo(2);
        assertThat(over.path("outcomes").path("complete").asInt()).isEqualTo(1);
    }

    @Test
    void whoeverAsksWithinTheMinuteSeesTheSameRefresh() {
        for (int i = 0; i < 10; i++) {
            assertThat(dashboard
                            .parse(dashboard.post(PATH, TOKEN).body())
                            .path("id")
                            .asText())
                    .isEqualTo("job-7");
        }

        assertThat(asked).hasSize(1);
    }

    @Test
    void aSessionThatIngestIsSlowWithKeepsNoOtherWaiting() throws Exception {
        // Given
        dashboard.model().apply(sample(SLOW, "u1", minute(0), 3));
        String slow = "/api/v1/sessions/" + SessionIds.of(new SessionKey(ACCOUNT, SLOW)) + "/refresh";
        CompletableFuture<HttpResponse<String>> waiting =
                CompletableFuture.supplyAsync(() -> dashboard.post(slow, TOKEN), threads);
        await().atMost(Duration.ofSeconds(10)).until(() -> asked.size() == 1);

        // When
        HttpResponse<String> other = dashboard.post(PATH, TOKEN);

        // Then
        assertThat(other.statusCode()).isEqualTo(202);
        assertThat(waiting).isNotDone();
        released.countDown();
        assertThat(waiting.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
    }

    @Test
    void thePageIsToldWhetherZoomCanBeAsked() {
        try (RunningDashboard without = RunningDashboard.withoutKafka(Map.of())) {
            without.model().apply(sample(SESSION, "u1", minute(0), 3));
            String session = PATH.substring(0, PATH.lastIndexOf('/'));

            assertThat(dashboard.json(session).path("refreshable").asBoolean()).isTrue();
            assertThat(without.json(session).path("refreshable").asBoolean(true))
                    .isFalse();
            HttpResponse<String> refused = without.post(PATH, TOKEN);
            assertThat(refused.statusCode()).isEqualTo(404);
            assertThat(refused.body()).contains("qsstream.refresh.ingest is not set");
        }
    }

    @Test
    void whatKeepsIngestFromItIsSaid() {
        status = 404;
        body = "{\"error\":\"Calls to Zoom's REST API are off: set ZOOM_ACCOUNT_ID\"}";
        assertRefused(503, "ZOOM_ACCOUNT_ID");
        status = 503;
        body = "{\"error\":\"too many backfills are unfinished\"}";
        assertRefused(503, "too many backfills");
        status = 500;
        body = "{}";
        assertRefused(503, "Ingest answered 500");
        ingest.stop(0);
        assertRefused(503, "qsstream.refresh.ingest");
    }

    private void assertRefused(int status, String words) {
        HttpResponse<String> response = dashboard.post(PATH, TOKEN);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains(words);
    }

    @Test
    void nothingIsAskedForStrangersOrStrangeIds() {
        assertThat(dashboard.post(PATH).statusCode()).isEqualTo(401);
        assertThat(dashboard.post("/api/v1/sessions/bm9uZQ/refresh", TOKEN).statusCode())
                .isEqualTo(404);
        for (String id : List.of("job-8", "..%2f..%2fprometheus", "a%00b", "x".repeat(65))) {
            assertThat(dashboard.get("/api/v1/refreshes/" + id).statusCode())
                    .as(id)
                    .isIn(400, 404);
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void anAddressThatIsNoneIsRefusedAtTheStart() {
        for (String address : List.of("ingest:8090", "http://", "http://ingest:8090/backfill", "http://a b")) {
            assertThatThrownBy(() -> RunningDashboard.withoutKafka(Map.of("qsstream.refresh.ingest", address)))
                    .as(address)
                    .satisfies(thrown -> assertThat(StartRefused.lineOf(thrown))
                            .startsWith("qsstream.refresh.ingest must be a URL such as http://ingest:8090"));
        }
    }
}
