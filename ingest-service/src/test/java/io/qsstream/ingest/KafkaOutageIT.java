package io.qsstream.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qsstream.schema.testing.TestBroker;
import io.qsstream.schema.topic.Topics;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the service says while Kafka is away, and that it never says more than is true. */
class KafkaOutageIT {

    private static final String PATH = "/webhooks/zoom";

    private TestBroker broker;

    @BeforeEach
    void start() {
        broker = new TestBroker().start();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void anOutageIsAnsweredWith503InTimeAndNothingAcknowledgedIsLost() throws Exception {
        try (RunningIngest ingest =
                new RunningIngest(broker, Map.of(), Map.of("qsstream.ingest.tick-interval", "200ms"))) {
            // Given posts that never stop
            AtomicBoolean posting = new AtomicBoolean(true);
            AtomicInteger number = new AtomicInteger();
            Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
            Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
            Queue<Duration> waits = new ConcurrentLinkedQueue<>();
            ExecutorService senders = Executors.newFixedThreadPool(4);
            for (int i = 0; i < 4; i++) {
                senders.execute(() -> {
                    while (posting.get()) {
                        String body = "{\"n\":" + number.incrementAndGet() + "}";
                        long from = System.nanoTime();
                        HttpResponse<byte[]> response = ingest.post(PATH, body.getBytes(UTF_8));
                        Duration wait = Duration.ofNanos(System.nanoTime() - from);
                        statuses.add(response.statusCode());
                        if (response.statusCode() == 204) {
                            acknowledged.add(body);
                        } else {
                            waits.add(wait);
                            assertThat(response.headers().firstValue("retry-after"))
                                    .isPresent();
                        }
                    }
                });
            }
            await().until(() -> acknowledged.size() > 50);
            assertThat(ingest.management("/health/readiness").statusCode()).isEqualTo(200);

            // When
            broker.stop();

            // Then
            await().atMost(Duration.ofSeconds(6))
                    .until(() -> ingest.management("/health/readiness").statusCode() == 503);
            assertThat(ingest.management("/health/liveness").statusCode()).isEqualTo(200);
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> statuses.stream().filter(each -> each == 503).count() >= 8);
            assertThat(ingest.metric("qsstream_ingest_ticks_total{result=\"failed\"}"))
                    .isPositive();

            // And when
            broker.start();

            // Then
            int before = acknowledged.size();
            await().atMost(Duration.ofSeconds(15)).until(() -> acknowledged.size() > before + 50);
            await().atMost(Duration.ofSeconds(6))
                    .until(() -> ingest.management("/health/readiness").statusCode() == 200);
            double ticks = ingest.metric("qsstream_ingest_ticks_total{result=\"sent\"}");
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> ingest.metric("qsstream_ingest_ticks_total{result=\"sent\"}") > ticks + 4);
            posting.set(false);
            senders.close();
            assertThat(Set.copyOf(statuses)).containsExactlyInAnyOrder(204, 503);
            // Zoom waits for 3 s. The broker that stops and starts in this JVM gets in the way of a few.
            List<Duration> refused = waits.stream().sorted().toList();
            assertThat(refused.get(refused.size() / 2)).isLessThan(Duration.ofSeconds(3));
            assertThat(waits).allSatisfy(wait -> assertThat(wait).isLessThan(Duration.ofSeconds(5)));
            Set<String> stored = ingest.webhooks().stream()
                    .map(record -> new String(record.value(), UTF_8))
                    .collect(Collectors.toSet());
            assertThat(stored).containsAll(acknowledged);
            assertThat(ingest.requests("accepted")).isEqualTo(acknowledged.size());
            assertThat(ingest.requests("kafka_unavailable")).isEqualTo(statuses.size() - acknowledged.size());
        }
    }

    @Test
    void everyPartitionGetsTicksAndNewOnesSoonToo() throws Exception {
        try (RunningIngest ingest = new RunningIngest(
                broker, Map.of(), Map.of("qsstream.ingest.tick-interval", "200ms", "qsstream.topics.partitions", 2))) {
            await().atMost(Duration.ofSeconds(10)).until(() -> ticked(ingest).equals(Set.of(0, 1)));

            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
                admin.createPartitions(Map.of(Topics.RAW_EVENTS.name(), NewPartitions.increaseTo(4)))
                        .all()
                        .get();
            }

            await().atMost(Duration.ofSeconds(10)).until(() -> ticked(ingest).equals(Set.of(0, 1, 2, 3)));
            assertThat(ingest.log()).allSatisfy(record -> {
                assertThat(record.key()).isNull();
                assertThat(record.value()).isEqualTo("{}".getBytes(UTF_8));
                assertThat(RunningIngest.header(record, "ce_type")).isEqualTo("io.qsstream.tick");
                assertThat(RunningIngest.header(record, "qss-source")).isEqualTo("tick");
            });
        }
    }

    @Test
    void whatIsOverTheBoundIsAnsweredWith503AtOnce() throws Exception {
        // Given a producer that keeps every record for more than a second
        try (RunningIngest ingest = new RunningIngest(
                        broker, Map.of("KAFKA_LINGER_MS", "1200"), Map.of("qsstream.ingest.max-in-flight", 3));
                ExecutorService senders = Executors.newFixedThreadPool(8)) {
            // When
            List<CompletableFuture<HttpResponse<byte[]>>> posts = IntStream.range(0, 8)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> ingest.post(PATH, ("{\"n\":" + i + "}").getBytes(UTF_8)), senders))
                    .toList();
            List<Integer> statuses =
                    posts.stream().map(each -> each.join().statusCode()).toList();

            // Then
            assertThat(statuses).containsOnly(204, 503);
            assertThat(statuses.stream().filter(each -> each == 204)).hasSize(3);
            assertThat(ingest.requests("too_many_in_flight")).isEqualTo(5);
            assertThat(ingest.metric("qsstream_ingest_in_flight")).isZero();
        }
    }

    private static Set<Integer> ticked(RunningIngest ingest) {
        return ingest.log().stream().map(record -> record.partition()).collect(Collectors.toSet());
    }
}
