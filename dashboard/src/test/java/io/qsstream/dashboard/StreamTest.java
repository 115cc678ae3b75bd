package io.qsstream.dashboard;

import static io.qsstream.dashboard.testing.Facts.ACCOUNT;
import static io.qsstream.dashboard.testing.Facts.SESSION;
import static io.qsstream.dashboard.testing.Facts.identity;
import static io.qsstream.dashboard.testing.Facts.minute;
import static io.qsstream.dashboard.testing.Facts.raised;
import static io.qsstream.dashboard.testing.Facts.report;
import static io.qsstream.dashboard.testing.Facts.sample;
import static io.qsstream.dashboard.testing.Facts.sessionWindow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qsstream.dashboard.model.ReadModel;
import io.qsstream.dashboard.model.SessionIds;
import io.qsstream.schema.SessionKey;
import io.qsstream.schema.topic.TopicKeys;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamTest {

    private static final SessionKey KEY = new SessionKey(ACCOUNT, SESSION);
    private static final String ID = SessionIds.of(KEY);
    private static final Duration SOON = Duration.ofSeconds(10);

    private RunningDashboard dashboard = RunningDashboard.withoutKafka(Map.of());

    @AfterEach
    void stop() {
        dashboard.close();
    }

    @Test
    void whoeverListensToASessionHearsOfItsSamplesUsersAlertsAndReport() {
        try (Listener listener = dashboard.listen("/api/v1/stream/sessions/" + ID, null)) {
            heard(listener, "heartbeat", 1);

            // When
            dashboard.model().apply(sample(SESSION, "u/1", minute(0), 55.5));
            dashboard.model().apply(raised("a1", SESSION, "u/1", minute(0)));
            dashboard.model().apply(report(SESSION, 1, minute(1), "u/1"));

            // Then
            String sample = heard(listener, "sample", 1).data();
            assertThat(dashboard
                            .parse(sample)
                            .path("streams")
                            .get(0)
                            .path("jitterMs")
                            .asDouble())
                    .isEqualTo(55.5);
            assertThat(dashboard.parse(sample).path("time").asText()).isEqualTo("2026-03-02T10:00:00.000Z");
            assertThat(dashboard
                            .parse(heard(listener, "user", 1).data())
                            .path("userId")
                            .asText())
                    .isEqualTo("u/1");
            assertThat(dashboard
                            .parse(heard(listener, "alert", 1).data())
                            .path("alertId")
                            .asText())
                    .isEqualTo("a1");
            assertThat(dashboard
                            .parse(heard(listener, "session", 1).data())
                            .path("id")
                            .asText())
                    .isEqualTo(ID);
            assertThat(dashboard
                            .parse(heard(listener, "report", 1).data())
                            .path("revision")
                            .asInt())
                    .isEqualTo(1);
            assertThat(listener.named("malformed")).isEmpty();
        }
    }

    @Test
    void aChannelCarriesNothingOfTheOthers() {
        try (Listener other =
                        dashboard.listen("/api/v1/stream/sessions/" + SessionIds.of(new SessionKey("a", "b")), null);
                Listener sessions = dashboard.listen("/api/v1/stream/sessions", null);
                Listener alerts = dashboard.listen("/api/v1/stream/alerts", null)) {
            heard(other, "heartbeat", 1);
            heard(sessions, "heartbeat", 1);
            heard(alerts, "heartbeat", 1);

            // When
            dashboard.model().apply(sample(SESSION, "u1", minute(0), 1));
            dashboard.model().apply(raised("a1", SESSION, "u1", minute(0)));

            // Then
            heard(sessions, "session", 1);
            heard(alerts, "alert", 1);
            assertThat(sessions.named("alert")).isEmpty();
            assertThat(sessions.named("sample")).isEmpty();
            assertThat(alerts.named("session")).isEmpty();
            assertThat(other.events()).allMatch(event -> event.name().equals("heartbeat"));
        }
    }

    @Test
    void manyChangesOfASessionAreToldAtMostOnceASecond() {
        try (Listener listener = dashboard.listen("/api/v1/stream/sessions", null)) {
            heard(listener, "heartbeat", 1);
            long from = System.nanoTime();

            // When
            await().pollInterval(Duration.ofMillis(10)).atMost(SOON).until(() -> {
                int window = (int) ((System.nanoTime() - from) / 10_000_000);
                dashboard.model().apply(sessionWindow(SESSION, minute(window), 1, 0.25));
                return System.nanoTime() - from > 2_500_000_000L;
            });

            // Then
            assertThat(listener.named("session")).hasSizeBetween(2, 4);
        }
    }

    @Test
    void whoComesBackHearsWhatWasMissedAndNothingTwice() {
        List<Listener.Event> first = new ArrayList<>();
        try (Listener listener = dashboard.listen("/api/v1/stream/alerts", null)) {
            heard(listener, "heartbeat", 1);
            dashboard.model().apply(raised("a1", SESSION, "u1", minute(0)));
            heard(listener, "alert", 1);
            first.addAll(listener.named("alert"));
        }
        dashboard.model().apply(raised("a2", SESSION, "u1", minute(1)));
        dashboard.model().apply(raised("a3", SESSION, "u1", minute(2)));

        // When
        try (Listener listener =
                dashboard.listen("/api/v1/stream/alerts", first.get(0).id())) {
            // Then
            heard(listener, "alert", 2);
            assertThat(listener.named("alert"))
                    .extracting(event ->
                            dashboard.parse(event.data()).path("alertId").asText())
                    .containsExactlyInAnyOrder("a2", "a3");
            assertThat(listener.named("reset")).isEmpty();
        }
    }

    @Test
    void whoComesBackToAnotherInstanceReadsEverythingAgain() {
        String id;
        try (Listener listener = dashboard.listen("/api/v1/stream/alerts", null)) {
            id = heard(listener, "heartbeat", 1).id();
        }
        dashboard.close();
        dashboard = RunningDashboard.withoutKafka(Map.of());

        // When
        try (Listener listener = dashboard.listen("/api/v1/stream/alerts?lastEventId=" + id, null)) {
            // Then
            assertThat(heard(listener, "reset", 1).data()).isEqualTo("{}");
        }
    }

    @Test
    void whenAPersonIsErasedNobodyIsToldTheNameAgain() {
        ReadModel model = dashboard.model();
        String person = TopicKeys.user(KEY.toString(), "u1");
        model.apply(sample(SESSION, "u1", minute(0), 1));
        try (Listener listener = dashboard.listen("/api/v1/stream/sessions/" + ID, null)) {
            String before = heard(listener, "heartbeat", 1).id();
            model.apply(person, identity(SESSION, "u1", "Somebody"));
            assertThat(heard(listener, "user", 1).data()).contains("Somebody");

            // When
            model.erase(person);

            // Then
            heard(listener, "reset", 1);
            try (Listener again = dashboard.listen("/api/v1/stream/sessions/" + ID, before)) {
                heard(again, "reset", 1);
                assertThat(again.events()).noneMatch(event -> event.data().contains("Somebody"));
            }
            assertThat(dashboard.get("/api/v1/sessions/" + ID).body()).doesNotContain("Somebody");
        }
    }

    @Test
    void aBrowserThatDoesNotReadIsLetGoAndTheOthersMissNothing() throws IOException {
        dashboard.close();
        dashboard = RunningDashboard.withoutKafka(Map.of("qsstream.dashboard.stream-queue", 50));
        try (Socket stalled = stalledListener("/api/v1/stream/alerts");
                Listener healthy = dashboard.listen("/api/v1/stream/alerts", null)) {
            heard(healthy, "heartbeat", 1);
            await().atMost(SOON).until(() -> clients() == 2);

            // When
            int alerts = 0;
            while (clients() == 2 && alerts < 20_000) {
                for (int i = 0; i < 40; i++) {
                    dashboard.model().apply(raised("a" + alerts++, SESSION, "u" + "x".repeat(2_000), minute(0)));
                }
                int told = alerts;
                await().atMost(SOON).until(() -> healthy.named("alert").size() == told);
            }

            // Then
            await().atMost(SOON).until(() -> clients() == 1);
            assertThat(healthy.named("alert")).hasSize(alerts);
            assertThat(dashboard.management("/prometheus").body())
                    .contains("qsstream_dashboard_stream_dropped_total{reason=\"slow\"} 1.0");
        }
    }

    @Test
    void oneBrowserTooManyIsRefused() {
        dashboard.close();
        dashboard = RunningDashboard.withoutKafka(Map.of("qsstream.dashboard.stream-clients", 1));
        try (Listener first = dashboard.listen("/api/v1/stream/alerts", null)) {
            heard(first, "heartbeat", 1);

            // When
            try (Listener second = dashboard.listen("/api/v1/stream/alerts", null)) {
                // Then
                assertThat(heard(second, "status", 1).data()).isEqualTo("503");
            }
        }
        await().atMost(SOON).until(() -> clients() == 0);
    }

    @Test
    void aStopEndsEveryStream() {
        try (Listener listener = dashboard.listen("/api/v1/stream/sessions", null)) {
            heard(listener, "heartbeat", 1);

            // When
            dashboard.close();

            // Then
            await().atMost(SOON).until(listener::isOver);
        }
        dashboard = RunningDashboard.withoutKafka(Map.of());
    }

    private int clients() {
        return dashboard.json("/api/v1/status").path("streamClients").asInt();
    }

    private Socket stalledListener(String path) throws IOException {
        Socket socket = new Socket();
        socket.setOption(StandardSocketOptions.SO_RCVBUF, 4 * 1024);
        socket.connect(new InetSocketAddress("127.0.0.1", dashboard.port));
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                + RunningDashboard.TOKEN + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static Listener.Event heard(Listener listener, String name, int count) {
        await().atMost(SOON).until(() -> listener.named(name).size() >= count);
        return listener.named(name).get(count - 1);
    }
}
