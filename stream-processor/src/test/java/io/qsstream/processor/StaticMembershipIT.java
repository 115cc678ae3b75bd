package io.qsstream.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qsstream.schema.testing.TestBroker;
import io.qsstream.schema.topic.Topics;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the Helm chart relies on: a restart of a named instance is no rebalance for the others. */
class StaticMembershipIT {

    private static final TestBroker BROKER = new TestBroker(Map.of(
            "transaction.state.log.replication.factor", "1",
            "transaction.state.log.min.isr", "1",
            "transaction.state.log.num.partitions", "1",
            "group.initial.rebalance.delay.ms", "0"));
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        BROKER.start();
    }

    @AfterAll
    static void stop() {
        BROKER.close();
    }

    @Test
    void aNamedInstanceComesBackToItsTasksAndTheOthersNoticeNothing(@TempDir Path one, @TempDir Path two)
            throws Exception {
        // Given
        Map<String, String> lasting = Map.of("KAFKA_SESSION_TIMEOUT_MS", "60000");
        Instance first = new Instance("named", one, with(lasting, "KAFKA_GROUP_INSTANCE_ID", "processor-0"));
        Instance second = new Instance("named", two, with(lasting, "KAFKA_GROUP_INSTANCE_ID", "processor-1"));

        try (first;
                second) {
            first.start();
            second.start();
            Map<String, Set<TopicPartition>> before = settled("named");
            double rebalances = second.rebalances();

            // When
            first.stop();
            Map<String, Set<TopicPartition>> meanwhile = assignments("named");
            first.start();
            await().atMost(PATIENCE).until(first::isReady);

            // Then
            assertThat(before).containsOnlyKeys("processor-0-1", "processor-1-1");
            assertThat(meanwhile).isEqualTo(before);
            assertThat(settled("named")).isEqualTo(before);
            assertThat(second.rebalances()).isEqualTo(rebalances);
        }
    }

    @Test
    void whoHasNoNameLeavesAtOnceAndComesBackAsSomebodyElse(@TempDir Path one, @TempDir Path two) throws Exception {
        // Given
        Instance first = new Instance("nameless", one, Map.of());
        Instance second = new Instance("nameless", two, Map.of());

        try (first;
                second) {
            first.start();
            second.start();
            settled("nameless");
            double rebalances = second.rebalances();

            // When
            first.stop();

            // Then
            await("the other has all, long before a session times out")
                    .atMost(Duration.ofSeconds(6))
                    .untilAsserted(() -> assertThat(assignments("nameless").values())
                            .singleElement()
                            .satisfies(all -> assertThat(all).hasSize(4)));
            first.start();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(second.rebalances()).isGreaterThan(rebalances));
        }
    }

    /** Who has which partitions of the raw topic, once both have some. */
    private static Map<String, Set<TopicPartition>> settled(String application) {
        return await().atMost(PATIENCE)
                .until(
                        () -> assignments(application),
                        found -> found.size() == 2 && found.values().stream().allMatch(each -> each.size() == 2));
    }

    private static Map<String, Set<TopicPartition>> assignments(String application) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", BROKER.bootstrapServers()))) {
            return admin
                    .describeConsumerGroups(List.of(application))
                    .describedGroups()
                    .get(application)
                    .get()
                    .members()
                    .stream()
                    .collect(Collectors.toMap(
                            member -> member.groupInstanceId().orElse(member.consumerId()),
                            StaticMembershipIT::rawPartitions,
                            (a, b) -> a,
                            TreeMap::new));
        }
    }

    private static Set<TopicPartition> rawPartitions(MemberDescription member) {
        return member.assignment().topicPartitions().stream()
                .filter(partition -> partition.topic().equals(Topics.RAW_EVENTS.name()))
                .collect(Collectors.toSet());
    }

    private static Map<String, String> with(Map<String, String> variables, String name, String value) {
        Map<String, String> more = new HashMap<>(variables);
        more.put(name, value);
        return more;
    }

    /** One processor that can be stopped and started on the same state folder and port. */
    private final class Instance implements AutoCloseable {

        private final int port = TestBroker.freePort();
        private final Map<String, String> variables;
        private final Map<String, Object> settings;
        private ProcessorService service;

        private Instance(String application, Path state, Map<String, String> variables) {
            this.variables = with(
                    with(variables, "KAFKA_BOOTSTRAP_SERVERS", BROKER.bootstrapServers()),
                    "SCHEMA_REGISTRY_URL",
                    "mock://static-membership");
            this.settings = Map.of(
                    "qsstream.environment",
                    "development",
                    "qsstream.application-id",
                    application,
                    "qsstream.processor.threads",
                    1,
                    "qsstream.state.dir",
                    state.toString(),
                    "qsstream.topics.partitions",
                    4,
                    "qsstream.topics.replication",
                    1,
                    "micronaut.server.port",
                    port,
                    "micronaut.server.host",
                    "127.0.0.1");
        }

        private void start() {
            service = ProcessorService.start(variables, settings);
        }

        /** Returns once the port, which closes a moment later, can be had again. */
        private void stop() {
            service.stop();
            await().atMost(PATIENCE).until(() -> {
                try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                    return free.isBound();
                } catch (BindException taken) {
                    return false;
                }
            });
        }

        private boolean isReady() throws IOException, InterruptedException {
            return get("/health/readiness").statusCode() == 200;
        }

        /** How many rebalances its stream thread has been through, as its metrics page says. */
        private double rebalances() throws IOException, InterruptedException {
            return get("/prometheus")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("kafka_consumer_coordinator_rebalance_total{"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .filter(value -> !Double.isNaN(value))
                    .sum();
        }

        private HttpResponse<String> get(String path) throws IOException, InterruptedException {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }

        @Override
        public void close() {
            if (service != null) {
                service.stop();
            }
        }
    }
}
