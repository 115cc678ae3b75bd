package io.qsstream.dashboard.notify;

import static io.qsstream.dashboard.testing.Facts.BOUNDS;
import static io.qsstream.dashboard.testing.Facts.T0;
import static io.qsstream.dashboard.testing.Facts.cleared;
import static io.qsstream.dashboard.testing.Facts.identity;
import static io.qsstream.dashboard.testing.Facts.raised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.qsstream.dashboard.model.ReadModel;
import io.qsstream.dashboard.telemetry.DashboardMeters;
import io.qsstream.schema.SessionKey;
import io.qsstream.schema.topic.TopicKeys;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.AlertTransition;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookFeedTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TopicPartition PARTITION = new TopicPartition(Topics.ALERTS.name(), 0);
    private static final String SESSION = "s1";

    private final ReadModel model = new ReadModel(BOUNDS);
    private final List<String> posted = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final Map<Byte, AlertTransition> transitions = new java.util.concurrent.ConcurrentHashMap<>();
    private HttpServer chat;
    private WebhookFeed feed;

    @BeforeEach
    void listen() throws IOException {
        chat = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        chat.createContext("/", exchange -> {
            JsonNode body = JSON.readTree(exchange.getRequestBody());
            boolean fails = failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
            if (!fails) {
                posted.add(body.path("text").asText());
            }
            exchange.sendResponseHeaders(fails ? 500 : 200, -1);
            exchange.close();
        });
        chat.start();
        Deserializer<AlertTransition> deserializer = (topic, bytes) -> transitions.get(bytes[0]);
        feed = new WebhookFeed(
                URI.create("http://127.0.0.1:" + chat.getAddress().getPort() + "/secret"),
                "",
                consumer,
                deserializer,
                model.answers(),
                JSON,
                Clock.offset(Clock.systemUTC(), Duration.between(java.time.Instant.now(), T0)),
                new DashboardMeters(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), model.answers()));
        consumer.schedulePollTask(() -> {
            consumer.rebalance(List.of(PARTITION));
            consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        });
    }

    @AfterEach
    void stop() {
        feed.close();
        chat.stop(0);
    }

    @Test
    void onePersonsTroubleIsOneMessageAndIsCommittedOnceItWasTaken() {
        failures.set(1);
        arrive(raised("a1", SESSION, "u1", T0), raised("a2", SESSION, "u1", T0), raised("a3", SESSION, "u2", T0));

        feed.start();

        await().atMost(Duration.ofSeconds(20)).until(() -> posted.size() == 2);
        assertThat(posted.getFirst()).contains("u1").contains("and 1 more: ");
        assertThat(posted.get(1)).contains("u2").doesNotContain("more");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> consumer.committed(java.util.Set.of(PARTITION)).get(PARTITION) != null);
        assertThat(consumer.committed(java.util.Set.of(PARTITION))
                        .get(PARTITION)
                        .offset())
                .isEqualTo(3);
    }

    @Test
    void aNameCannotCallEverybody() {
        model.apply(
                TopicKeys.user(new SessionKey(raised("x", SESSION, "u1", T0).getAccountId(), SESSION).toString(), "u1"),
                identity(SESSION, "u1", "<!channel>"));
        arrive(raised("a1", SESSION, "u1", T0));

        feed.start();

        await().atMost(Duration.ofSeconds(20)).until(() -> !posted.isEmpty());
        assertThat(posted.getFirst()).contains("&lt;!channel&gt;").doesNotContain("<!");
    }

    @Test
    void whatIsOlderThanAnHourWakesNobody() {
        arrive(raised("a1", SESSION, "u1", T0.minusSeconds(7_200)), cleared("a2", SESSION, "u2", T0));

        feed.start();

        await().atMost(Duration.ofSeconds(20)).until(() -> !posted.isEmpty());
        assertThat(posted).singleElement().asString().startsWith("*CLEARED*");
    }

    private void arrive(AlertTransition... all) {
        consumer.schedulePollTask(() -> {
            for (byte i = 0; i < all.length; i++) {
                transitions.put(i, all[i]);
                consumer.addRecord(new ConsumerRecord<>(PARTITION.topic(), 0, i, new byte[0], new byte[] {i}));
            }
        });
    }
}
