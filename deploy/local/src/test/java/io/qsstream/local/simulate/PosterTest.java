package io.qsstream.local.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PosterTest {

    private static final Event EVENT = new Event(
            Instant.parse("2026-11-21T10:00:00Z"), "meeting.participant_qos", "6009d653_d487", "{\"name\":\"Zoë 🎧\"}");

    private record Request(String signature, String timestamp, String requestId, String contentType, byte[] body) {}

    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<Integer> answers = new ConcurrentLinkedQueue<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void signsTheBytesAndSendsZoomsHeaders() throws InterruptedException {
        try (Poster poster = poster(Duration.ofSeconds(10))) {
            assertThat(poster.post(EVENT)).isEqualTo(new Poster.Outcome.Accepted());
        }

        Request request = requests.getFirst();
        assertThat(request.signature())
                .isEqualTo(Signature.of(
                        "secret", Instant.ofEpochSecond(Long.parseLong(request.timestamp())), request.body()));
        assertThat(request.requestId()).isEqualTo("6009d653_d487");
        assertThat(request.contentType()).isEqualTo("application/json; charset=utf-8");
        assertThat(new String(request.body(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(EVENT.body());
    }

    @Test
    void triesAgainAfterOverloadAsLateAsAskedUnderTheSameRequestId() throws InterruptedException {
        answers.addAll(List.of(503, 500));
        long begin = System.nanoTime();

        try (Poster poster = poster(Duration.ofSeconds(30))) {
            assertThat(poster.post(EVENT)).isEqualTo(new Poster.Outcome.Accepted());
            assertThat(poster.answers()).isEqualTo("204: 1, 500: 1, 503: 1");
        }

        // Retry-After: 1, twice.
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofSeconds(2));
        assertThat(requests).hasSize(3).extracting(Request::requestId).containsOnly("6009d653_d487");
    }

    @Test
    void neverTriesAgainAfterARefusal() throws InterruptedException {
        answers.add(401);

        try (Poster poster = poster(Duration.ofSeconds(10))) {
            assertThat(poster.post(EVENT)).isEqualTo(new Poster.Outcome.Refused(401));
        }

        assertThat(requests).hasSize(1);
    }

    @Test
    void givesUpWhenOutOfPatience() throws InterruptedException {
        server.stop(0);

        try (Poster poster = poster(Duration.ofMillis(400))) {
            assertThat(poster.post(EVENT)).isInstanceOf(Poster.Outcome.GivenUp.class);
        }
    }

    private Poster poster(Duration patience) {
        return new Poster(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/webhooks/zoom"), "secret", patience);
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.add(new Request(
                exchange.getRequestHeaders().getFirst("x-zm-signature"),
                exchange.getRequestHeaders().getFirst("x-zm-request-timestamp"),
                exchange.getRequestHeaders().getFirst("x-zm-request-id"),
                exchange.getRequestHeaders().getFirst("content-type"),
                exchange.getRequestBody().readAllBytes()));
        Integer next = answers.poll();
        exchange.getResponseHeaders().set("Retry-After", "1");
        exchange.sendResponseHeaders(next == null ? 204 : next, -1);
        exchange.close();
    }
}
