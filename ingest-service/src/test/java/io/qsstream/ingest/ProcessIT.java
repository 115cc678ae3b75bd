package io.qsstream.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qsstream.ingest.testing.Fixtures;
import io.qsstream.schema.testing.TestBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The process as an operator meets it: how it refuses to start, where it listens, and how it ends. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProcessIT {

    private static TestBroker broker;

    @TempDir
    private static Path directory;

    /** Takes Kafka's own patience of 20 s, so it begins before the other tests. */
    private static IngestProcess withoutKafka;

    @BeforeAll
    static void start() throws IOException {
        broker = new TestBroker().start();
        withoutKafka = child(Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + TestBroker.freePort()));
    }

    @AfterAll
    static void stop() {
        withoutKafka.process.destroyForcibly();
        broker.close();
    }

    // First, because another test's child creates the topic. The other mistakes are in StartRefusalTest.
    @ParameterizedTest
    @Order(1)
    @CsvSource(
            delimiter = ';',
            value = {
                "QSSTREAM_ENVIRONMENT;production;Missing topics [zoom.qss.raw-events.v1]: create them as docs/topics.md says",
                "ZOOM_WEBHOOK_SECRET_TOKEN;'';ZOOM_WEBHOOK_SECRET_TOKEN is not set: give it the Secret Token",
                "QSSTREAM_INGEST_MAX_IN_FLIGHT;many;qsstream.ingest.max-in-flight cannot be read",
            })
    void aMistakeIsSaidInOneLine(String variable, String value, String line) throws Exception {
        try (IngestProcess child = child(Map.of(variable, value))) {
            assertThat(child.exitCode()).isEqualTo(1);
            assertThat(child.output().lines())
                    .as(child.output())
                    .singleElement()
                    .asString()
                    .startsWith("qsstream ingest cannot start: " + line);
            assertThat(child.output()).doesNotContain(Fixtures.SECRET);
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void anUnreachableKafkaIsSaidInOneLine() throws Exception {
        assertThat(withoutKafka.exitCode()).isEqualTo(1);
        assertThat(withoutKafka.output().lines())
                .singleElement()
                .asString()
                .matches("qsstream ingest cannot start: Kafka at 127\\.0\\.0\\.1:\\d+ did not answer .*"
                        + "check KAFKA_BOOTSTRAP_SERVERS.*");
    }

    @Test
    void aTakenPortIsSaidInOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                IngestProcess child = child(Map.of("MICRONAUT_SERVER_PORT", "" + taken.getLocalPort()))) {
            assertThat(child.exitCode()).isEqualTo(1);
            assertThat(child.output().lines().toList())
                    .as(child.output())
                    .last()
                    .asString()
                    .startsWith("qsstream ingest cannot start: A port is taken")
                    .contains("set MICRONAUT_SERVER_PORT (now " + taken.getLocalPort() + ")");
            assertThat(child.output()).doesNotContain("ERROR");
            assertThat(child.output()).doesNotContain("\tat ");
        }
    }

    @Test
    void bothPortsListenOnTheHostThatWasSet() throws Exception {
        // The other service's settings are no mistake: both may share one environment file.
        try (IngestProcess child = child(Map.of("QSSTREAM_WINDOW_SIZE", "10s")).awaitReady()) {
            String listeners = Files.readString(Path.of("/proc/" + child.process.pid() + "/net/tcp6"))
                    + Files.readString(Path.of("/proc/" + child.process.pid() + "/net/tcp"));
            for (int port : List.of(child.port, child.managementPort)) {
                List<String> addresses = listeners
                        .lines()
                        .map(row -> row.strip().split("\\s+"))
                        .filter(cells -> cells.length > 3 && cells[3].equals("0A"))
                        .map(cells -> cells[1])
                        .filter(address -> address.endsWith(":%04X".formatted(port)))
                        .toList();
                assertThat(addresses)
                        .singleElement()
                        .asString()
                        .matches("(0100007F|0000000000000000FFFF00000100007F):.*");
            }
            assertThat(child.status("/health/liveness")).isEqualTo(200);
            assertThat(child.status("/prometheus")).isEqualTo(200);
        }
    }

    @Test
    void onSigtermWhatIsInFlightIsStoredAndAnsweredAndTheProcessExitsWithZero() throws Exception {
        // Given a producer that would keep a record for more than a second
        try (IngestProcess child = child(Map.of("KAFKA_LINGER_MS", "1500", "QSSTREAM_INGEST_DRAIN_WAIT", "3s"))
                .awaitReady()) {
            assertThat(child.post("{\"n\":\"warm\"}").statusCode()).isEqualTo(204);
            CompletableFuture<HttpResponse<String>> inFlight =
                    CompletableFuture.supplyAsync(() -> child.post("{\"n\":\"in flight at SIGTERM\"}"));
            await().until(() -> child.metrics().contains("qsstream_ingest_in_flight 1.0"));

            // When
            child.process.destroy();

            // Then
            await().atMost(Duration.ofSeconds(2)).until(() -> child.status("/health/readiness") == 503);
            assertThat(child.status("/health/liveness")).isEqualTo(200);
            HttpResponse<String> refused = child.post("{\"n\":\"too late\"}");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("retry-after")).isPresent();
            assertThat(inFlight.get(5, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
            assertThat(child.exitCode()).as(child.output()).isZero();
            assertThat(stored()).contains("{\"n\":\"in flight at SIGTERM\"}").doesNotContain("{\"n\":\"too late\"}");
            assertThat(child.output()).contains("Drained").doesNotContain("\tat ", Fixtures.SECRET);
        }
    }

    @Test
    void aHalfSentRequestDoesNotKeepTheProcessFromEnding() throws Exception {
        try (IngestProcess child =
                        child(Map.of("QSSTREAM_INGEST_DRAIN_WAIT", "0s")).awaitReady();
                io.qsstream.ingest.testing.RawSocket half = new io.qsstream.ingest.testing.RawSocket(child.port)) {
            half.send("POST /webhooks/zoom HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{");
            long from = System.nanoTime();
            child.process.destroy();
            assertThat(child.exitCode()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(20));
        }
    }

    private static IngestProcess child(Map<String, String> variables) throws IOException {
        return new IngestProcess(broker, directory, variables);
    }

    private static List<String> stored() {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor("zoom.qss.raw-events.v1").stream()
                    .map(each -> new TopicPartition(each.topic(), each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<String> values = new java.util.ArrayList<>();
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(new String(record.value(), UTF_8)));
            }
            return values;
        }
    }
}
