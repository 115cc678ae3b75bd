package io.qsstream.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadTest {

    private final AtomicInteger received = new AtomicInteger();
    private volatile long thinkMillis;
    private volatile int status = 204;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/webhooks/zoom", exchange -> {
            exchange.getRequestBody().readAllBytes();
            received.incrementAndGet();
            try {
                Thread.sleep(thinkMillis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Load load(int connections) {
        return new Load(
                server.getAddress().getPort(),
                connections,
                () -> Webhook.signed(new byte[] {'{', '}'}, "secret", Instant.EPOCH, "id", 0),
                Load::nobodyListens);
    }

    @Test
    void aClosedLoopNeverHasMoreOnTheWayThanConnections() {
        // Given
        thinkMillis = 50;

        // When
        Load.Outcome outcome = load(4).closed(Duration.ofMillis(500));

        // Then: 4 connections, 10 turns each at most, and the last answers are waited for
        assertThat(outcome.micros()).hasSizeBetween(4, 44).hasSize(received.get());
        assertThat(outcome.percentileMillis(0.5)).isGreaterThan(49);
        assertThat(outcome.refused()).isZero();
    }

    @Test
    void anOpenLoopCountsTheWaitForASlowServerAsLatency() {
        // Given: one connection, answers take 100 ms, but one is due every 10 ms
        thinkMillis = 100;

        // When
        Load.Outcome outcome = load(1).open(Duration.ofMillis(400), 100);

        // Then: what was sent at the end had been due long before
        assertThat(outcome.percentileMillis(1)).isGreaterThan(250);
    }

    @Test
    void anAnswerOtherThan2xxIsSeen() {
        // Given
        status = 503;

        // When
        Load.Outcome outcome = load(1).open(Duration.ofMillis(200), 50);

        // Then
        assertThat(outcome.refused()).isPositive().isEqualTo(received.get());
    }
}
