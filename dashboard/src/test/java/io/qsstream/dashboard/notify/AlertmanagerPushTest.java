package io.qsstream.dashboard.notify;

import static io.qsstream.dashboard.testing.Facts.BOUNDS;
import static io.qsstream.dashboard.testing.Facts.T0;
import static io.qsstream.dashboard.testing.Facts.cleared;
import static io.qsstream.dashboard.testing.Facts.raised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.qsstream.dashboard.model.ReadModel;
import io.qsstream.dashboard.telemetry.DashboardMeters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AlertmanagerPushTest {

    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
    private static final String SESSION = "s1";
    private static final Duration REFRESH = Duration.ofMinutes(5);
    private static final Instant NOW = T0.plusSeconds(60);

    private final ReadModel model = new ReadModel(BOUNDS);
    private final List<JsonNode> pushed = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private HttpServer alertmanager;
    private AlertmanagerPush push;

    @BeforeEach
    void listen() throws IOException {
        alertmanager = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        alertmanager.createContext("/api/v2/alerts", exchange -> {
            JsonNode body = JSON.readTree(exchange.getRequestBody());
            boolean fails = failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
            if (!fails) {
                body.forEach(pushed::add);
            }
            exchange.sendResponseHeaders(fails ? 503 : 200, -1);
            exchange.close();
        });
        alertmanager.start();
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        push = new AlertmanagerPush(
                URI.create("http://127.0.0.1:" + alertmanager.getAddress().getPort() + "/"),
                REFRESH,
                "https://dashboard.example.com/",
                model.answers(),
                () -> true,
                JSON,
                Clock.fixed(NOW, ZoneOffset.UTC),
                new DashboardMeters(registry, model.answers()));
        model.listen(push);
    }

    @AfterEach
    void stop() {
        push.close();
        alertmanager.stop(0);
    }

    @Test
    void whatIsOpenAtTheStartIsToldWithAnEndInTheFuture() {
        model.apply(raised("a1", SESSION, "u1", T0));

        push.start();

        await().until(() -> !pushed.isEmpty());
        JsonNode alert = pushed.getFirst();
        assertThat(alert.at("/labels/user_id").asText()).isEqualTo("u1");
        assertThat(alert.at("/annotations/alert_id").asText()).isEqualTo("a1");
        assertThat(alert.path("startsAt").asText()).isEqualTo(T0.toString());
        assertThat(alert.path("endsAt").asText())
                .isEqualTo(NOW.plus(REFRESH.multipliedBy(4)).toString());
        assertThat(alert.path("generatorURL").asText()).startsWith("https://dashboard.example.com/#/sessions/");
    }

    @Test
    void aClearingIsToldAtOnceWithItsTime() {
        push.start();
        model.apply(raised("a1", SESSION, "u1", T0));
        await().until(() -> !pushed.isEmpty());

        model.apply(cleared("a1", SESSION, "u1", T0.plusSeconds(30)));

        await().until(() -> pushed.stream()
                .anyMatch(alert ->
                        alert.path("endsAt").asText().equals(T0.plusSeconds(30).toString())));
    }

    @Test
    void theClearingOfAnEarlierAlertDoesNotEndTheOneThatIsOpenNow() {
        model.apply(raised("a1", SESSION, "u1", T0));
        model.apply(cleared("a1", SESSION, "u1", T0.plusSeconds(10)));
        model.apply(raised("a2", SESSION, "u1", T0.plusSeconds(20)));

        push.start();

        await().until(() -> !pushed.isEmpty());
        assertThat(ids()).containsExactly("a2");
    }

    @Test
    void whatWasNotTakenIsToldAgain() {
        failures.set(1);
        model.apply(raised("a1", SESSION, "u1", T0));

        push.start();

        await().atMost(Duration.ofSeconds(10)).until(() -> ids().contains("a1"));
    }

    @Test
    void whatWasClearedLongAgoIsNotToldAgain() {
        model.apply(raised("a1", SESSION, "u1", T0.minusSeconds(7_200)));
        model.apply(cleared("a1", SESSION, "u1", T0.minusSeconds(3_600)));
        model.apply(raised("a2", SESSION, "u2", T0));

        push.start();

        await().until(() -> !pushed.isEmpty());
        assertThat(ids()).containsExactly("a2");
    }

    private List<String> ids() {
        List<String> ids = new ArrayList<>();
        pushed.forEach(alert -> ids.add(alert.at("/annotations/alert_id").asText()));
        return ids;
    }
}
