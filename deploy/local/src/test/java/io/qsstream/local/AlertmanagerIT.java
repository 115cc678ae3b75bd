package io.qsstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.qsstream.schema.testing.TestBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a webhook to what a real Alertmanager tells people, with the dashboard killed in between. */
class AlertmanagerIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ALERTMANAGER = "/usr/bin/prometheus-alertmanager";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BAD_LATENCY_MS = 500;

    @TempDir
    private static Path folder;

    /** Notifications that people got, by status and alert. */
    private static final Map<String, AtomicInteger> TOLD = new ConcurrentHashMap<>();

    private static RunningStack stack;
    private static Process alertmanager;
    private static HttpServer people;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        Needs.tool("prometheus-alertmanager", List.of(ALERTMANAGER, "--version"));
        people = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        people.createContext("/", exchange -> {
            for (JsonNode alert : JSON.readTree(exchange.getRequestBody()).path("alerts")) {
                String key = alert.path("status").asText() + " "
                        + alert.path("fingerprint").asText();
                TOLD.computeIfAbsent(key, unused -> new AtomicInteger()).incrementAndGet();
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        people.start();
        Path config = Files.writeString(folder.resolve("alertmanager.yml"), """
                route:
                  receiver: people
                  group_by: ['...']
                  group_wait: 100ms
                  group_interval: 1s
                  repeat_interval: 4h
                receivers:
                  - name: people
                    webhook_configs:
                      - url: http://127.0.0.1:%d/
                        send_resolved: true
                """.formatted(
                        people.getAddress().getPort()));
        port = TestBroker.freePort();
        alertmanager = new ProcessBuilder(
                        ALERTMANAGER,
                        "--config.file=" + config,
                        "--storage.path=" + folder.resolve("alertmanager"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--cluster.listen-address=")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("alertmanager.log").toFile())
                .start();
        stack = RunningStack.start(
                folder.resolve("stack"),
                22_400,
                "--no-simulator",
                "--restart",
                "--alertmanager",
                "http://127.0.0.1:" + port);
    }

    @AfterAll
    static void stop() throws Exception {
        if (stack != null) {
            stack.close();
        }
        if (alertmanager != null) {
            alertmanager.destroy();
            alertmanager.waitFor();
        }
        if (people != null) {
            people.stop(0);
        }
    }

    @Test
    void raisedIsFiringWithinSecondsAndClearedIsResolvedOnceEachAcrossAKill() throws Exception {
        // Given
        Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(120);
        bad("warm-up", start);
        await("warm").atMost(PATIENCE).until(() -> !ofLatency("warm-up").isEmpty());
        Instant posting = Instant.now();
        bad("room", start);

        // When
        await("firing")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> !ofLatency("room").isEmpty());
        // From before the first bad sample was posted: no transition can be older.
        Duration after = Duration.between(posting, Instant.now());
        System.out.printf(
                "ALERTMANAGER firing %.2f s after the first bad webhook was posted%n", after.toMillis() / 1e3);

        // Then
        assertThat(after).isLessThan(Duration.ofSeconds(5));
        JsonNode alert = ofLatency("room").getFirst();
        assertThat(alert.at("/labels/user_id").asText()).isEqualTo("u1");
        assertThat(alert.at("/annotations/summary").asText()).contains("Somebody in triage-room-12");
        assertThat(alert.path("generatorURL").asText()).startsWith(stack.url("dashboard") + "#/sessions/");

        // When
        long killed = stack.child("dashboard");
        ProcessHandle.of(killed).orElseThrow().destroyForcibly();
        await("another dashboard").atMost(PATIENCE).until(() -> stack.child("dashboard") != killed && isReady());
        assertThat(ofLatency("room")).as("still firing").isNotEmpty();
        for (int i = 8; i < 24; i++) {
            Webhooks.post(stack, Webhooks.sample(start.plusSeconds(5L * i), "room", "u1", "Somebody", 30));
        }

        // Then
        await("resolved").atMost(PATIENCE).until(() -> ofLatency("room").isEmpty());
        // The fixture's device stays busy, so an alert of its processor stays open.
        await("people are told").atMost(PATIENCE).untilAsserted(() -> {
            Set<String> over = alerts("firing");
            over.removeAll(active());
            assertThat(over).isNotEmpty().isEqualTo(alerts("resolved"));
        });
        assertThat(new TreeMap<>(TOLD))
                .allSatisfy((what, times) -> assertThat(times).as(what).hasValue(1));
    }

    private static Set<String> alerts(String status) {
        Set<String> fingerprints = new TreeSet<>();
        for (String key : TOLD.keySet()) {
            if (key.startsWith(status + " ")) {
                fingerprints.add(key.substring(status.length() + 1));
            }
        }
        return fingerprints;
    }

    private static Set<String> active() {
        Set<String> fingerprints = new TreeSet<>();
        get("http://127.0.0.1:" + port + "/api/v2/alerts")
                .forEach(alert -> fingerprints.add(alert.path("fingerprint").asText()));
        return fingerprints;
    }

    private static void bad(String room, Instant start) throws Exception {
        for (int i = 0; i < 8; i++) {
            Webhooks.post(stack, Webhooks.sample(start.plusSeconds(5L * i), room, "u1", "Somebody", BAD_LATENCY_MS));
        }
    }

    private static List<JsonNode> ofLatency(String room) {
        JsonNode all = get("http://127.0.0.1:" + port + "/api/v2/alerts");
        return all.valueStream()
                .filter(alert -> alert.at("/status/state").asText().equals("active"))
                .filter(alert -> alert.at("/labels/session_id").asText().equals(room))
                .filter(alert -> alert.at("/labels/alertname").asText().contains("latency"))
                .toList();
    }

    private static boolean isReady() {
        try {
            return get(stack.url("dashboard-readiness")).path("status").asText().equals("UP");
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private static JsonNode get(String url) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return JSON.readTree(client.send(
                            HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofByteArray())
                    .body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
