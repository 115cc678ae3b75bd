package io.qsstream.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.qsstream.local.truth.TopicReader;
import io.qsstream.schema.testing.TestBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * One running stack as an operator sees it: the traces of its records, the labels of its metrics, and every panel of
 * the Grafana dashboard asked of a real Prometheus that scrapes it with the shipped configuration.
 */
// In order, because Kafka's metrics of partitions are on the pages a minute after the start.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MonitoringIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String PROMETHEUS = "/usr/bin/prometheus";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration METRICS_PATIENCE = Duration.ofSeconds(120);
    private static final Map<String, Integer> MANAGEMENT = Map.of("ingest", 8090, "processor", 8091, "dashboard", 8092);
    private static final int OFFSET = 23_400;
    private static final Path HOME = Path.of(System.getProperty("qsstream.home", "../.."))
            .toAbsolutePath()
            .normalize();

    /** As docs/metrics.md says. */
    private static final Map<String, Integer> MOST_SERIES =
            Map.of("ingest", 500, "processor", 10_000, "dashboard", 1_500);

    private static final int BAD_LATENCY_MS = 500;
    private static final String ZOOMS_SPAN = "00f067aa0ba902b7";

    @TempDir
    private static Path folder;

    private static SpanCollector collector;
    private static HttpServer alertmanager;
    private static RunningStack stack;
    private static Process prometheus;
    private static int prometheusPort;

    @BeforeAll
    static void start() throws Exception {
        Needs.tool("prometheus", List.of(PROMETHEUS, "--version"));
        collector = new SpanCollector();
        alertmanager = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        alertmanager.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        alertmanager.start();
        String alerts = "127.0.0.1:" + alertmanager.getAddress().getPort();
        stack = RunningStack.start(
                folder.resolve("stack"),
                OFFSET,
                "--no-simulator",
                "--tracing",
                collector.url(),
                "--alertmanager",
                "http://" + alerts);
        prometheusPort = TestBroker.freePort();
        prometheus = new ProcessBuilder(
                        PROMETHEUS,
                        "--config.file=" + Files.writeString(folder.resolve("prometheus.yml"), configuration(alerts)),
                        "--storage.tsdb.path=" + folder.resolve("prometheus"),
                        "--web.listen-address=127.0.0.1:" + prometheusPort)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
    }

    /** The shipped one, with this stack's addresses and a shorter step. */
    private static String configuration(String alertmanagerAddress) throws IOException {
        Path monitoring = HOME.resolve("deploy/monitoring");
        String shipped = Files.readString(monitoring.resolve("prometheus.yml"));
        String ours = shipped.replace("15s", "1s")
                .replace("- rules.yml", "- " + monitoring.resolve("rules.yml"))
                .replace("alertmanager:9093", alertmanagerAddress);
        for (Map.Entry<String, Integer> service : MANAGEMENT.entrySet()) {
            String target = service.getKey() + ":" + service.getValue();
            assertThat(shipped).contains(target);
            ours = ours.replace(target, "127.0.0.1:" + (service.getValue() + OFFSET));
        }
        return ours;
    }

    @AfterAll
    static void stop() throws Exception {
        if (prometheus != null) {
            prometheus.destroy();
            prometheus.waitFor();
        }
        if (stack != null) {
            stack.close();
        }
        if (alertmanager != null) {
            alertmanager.stop(0);
        }
        if (collector != null) {
            collector.close();
        }
    }

    @Test
    @Order(1)
    void oneTraceGoesFromZoomsHeaderToTheAlertThatItsWebhookRaised() throws Exception {
        // Given
        Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(60);
        List<String> traces = new ArrayList<>();

        // When
        for (int i = 0; i < 8; i++) {
            String trace = "4bf92f3577b34da6a3ce929d0e0e470" + i;
            traces.add(trace);
            Webhooks.post(
                    stack,
                    Webhooks.sample(
                            start.plusSeconds(5L * i), "traced-room", "traced-user", "Somebody", BAD_LATENCY_MS),
                    Map.of("traceparent", "00-" + trace + "-" + ZOOMS_SPAN + "-01", "tracestate", "zoom=abc"));
        }

        // Then
        List<ConsumerRecord<byte[], byte[]>> alerts = new ArrayList<>();
        try (TopicReader reader = new TopicReader(stack.url("kafka"), "zoom.qss.alerts.v1")) {
            await("alerts").atMost(PATIENCE).until(() -> {
                alerts.addAll(reader.newRecords());
                return !alerts.isEmpty();
            });
        }
        ConsumerRecord<byte[], byte[]> alert = alerts.getFirst();
        String[] parent = header(alert, "traceparent").split("-", -1);
        assertThat(parent[1]).isIn(traces);
        assertThat(header(alert, "tracestate")).isEqualTo("zoom=abc");
        await("all spans of it").atMost(PATIENCE).untilAsserted(() -> {
            Map<String, SpanCollector.Seen> byId = new HashMap<>();
            collector.ofTrace(parent[1]).forEach(span -> byId.put(span.id(), span));
            SpanCollector.Seen published = byId.get(parent[2]);
            assertThat(published).as("the span that the alert names").isNotNull();
            assertThat(published.attributes()).containsEntry("qsstream.alert.id", new String(alert.key(), UTF_8));
            is(published, "qsstream-processor", "publish zoom.qss.alerts.v1", SpanCollector.Kind.PRODUCER);
            SpanCollector.Seen processed = byId.get(published.parent());
            is(processed, "qsstream-processor", "process zoom.qss.raw-events.v1", SpanCollector.Kind.CONSUMER);
            SpanCollector.Seen stored = byId.get(processed.parent());
            is(stored, "qsstream-ingest", "publish zoom.qss.raw-events.v1", SpanCollector.Kind.PRODUCER);
            assertThat(stored.attributes())
                    .containsEntry(
                            "messaging.destination.partition.id",
                            processed.attributes().get("messaging.destination.partition.id"))
                    .containsEntry(
                            "messaging.kafka.offset", processed.attributes().get("messaging.kafka.offset"));
            SpanCollector.Seen request = byId.get(stored.parent());
            is(request, "qsstream-ingest", "POST /webhooks/zoom", SpanCollector.Kind.SERVER);
            assertThat(request.parent()).isEqualTo(ZOOMS_SPAN);
            assertThat(request.attributes())
                    .containsEntry("qsstream.outcome", "accepted")
                    .containsEntry("http.response.status_code", "204");
        });
        assertThat(collector.all())
                .allSatisfy(span -> assertThat(span.attributes().toString())
                        .doesNotContain("traced-room", "traced-user", "Somebody"));
    }

    private static void is(SpanCollector.Seen span, String service, String name, SpanCollector.Kind kind) {
        assertThat(span).as(name).isNotNull();
        assertThat(span.service()).isEqualTo(service);
        assertThat(span.name()).isEqualTo(name);
        assertThat(span.kind()).isEqualTo(kind);
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        assertThat(header).as(name).isNotNull();
        return new String(header.value(), UTF_8);
    }

    @Test
    @Order(2)
    void noSessionAndNoUserIsEverInALabelHoweverManyThereAre() throws Exception {
        // Given
        postSessions(0, 50);
        postDeadLetter();
        awaitProcessed();
        Map<String, Integer> after50 = series();

        // When
        postSessions(50, 500);
        awaitProcessed();

        // Then
        Map<String, Integer> after500 = series();
        System.out.println("SERIES after 50 sessions " + after50 + ", after 500 " + after500);
        for (String service : MANAGEMENT.keySet()) {
            assertThat(page(service)).doesNotContain("unmistakable", "Unmistakable", "traced-room", "traced-user");
            // Metrics of Kafka's own that came into use meanwhile, and not one per session.
            assertThat(after500.get(service) - after50.get(service)).as(service).isLessThan(100);
        }
    }

    private static void postSessions(int from, int to) throws Exception {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        for (int i = from; i < to; i++) {
            Webhooks.post(
                    stack,
                    Webhooks.sample(now, "unmistakable-session-" + i, "unmistakable-user-" + i, "Unmistakable", 30));
        }
    }

    private static void postDeadLetter() throws Exception {
        ObjectNode event = Webhooks.sample(Instant.now(), "unmistakable-session-x", "unmistakable-user-x", "X", 30);
        ((ObjectNode) event.at("/payload/object")).remove("session_id");
        Webhooks.post(stack, event);
    }

    /** Until the processor has counted every webhook that ingest has accepted. */
    private static void awaitProcessed() {
        await("processed").atMost(PATIENCE).until(() -> {
            double accepted = sum(page("ingest"), "qsstream_ingest_requests_total{outcome=\"accepted\"}");
            double all = sum(page("processor"), "qsstream_processor_events_total");
            double ticks = sum(page("processor"), "qsstream_processor_events_total{outcome=\"tick\"}");
            return all - ticks >= accepted;
        });
    }

    private static double sum(String page, String start) {
        return page.lines()
                .filter(line -> line.startsWith(start))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    @Order(3)
    void everyMetricOfTheCatalogueIsOnThePagesAndEveryOneOfOursIsInIt() throws Exception {
        // Given
        Set<String> catalogue = MetricCatalogue.read(HOME.resolve("deploy/monitoring/metrics.yml"))
                .names();
        // There once it has happened; MetricsDocTest makes it happen.
        Set<String> rare = Set.of(
                "qsstream_dashboard_stream_dropped_total",
                "qsstream_dashboard_stream_events_total",
                "qsstream_dashboard_requests_total");

        await("a minute after the start").atMost(METRICS_PATIENCE).untilAsserted(() -> {
            // When
            Set<String> there = new TreeSet<>();
            for (String service : MANAGEMENT.keySet()) {
                page(service)
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> line.split("[{ ]", 2)[0])
                        .map(MonitoringIT::family)
                        .forEach(there::add);
            }

            // Then
            Set<String> missing = new TreeSet<>(catalogue);
            missing.removeAll(there);
            missing.removeAll(rare);
            // Only where Zoom's REST API may be asked.
            missing.removeIf(name -> name.startsWith("qsstream_zoom_") || name.startsWith("qsstream_backfill_"));
            assertThat(missing).as("in the catalogue, but on no page").isEmpty();
            assertThat(catalogue)
                    .containsAll(there.stream()
                            .filter(name -> name.startsWith("qsstream_"))
                            .toList());
        });
        series().forEach((service, series) ->
                assertThat(series).as("series of " + service).isLessThanOrEqualTo(MOST_SERIES.get(service)));
    }

    private static String family(String series) {
        return PromQl.family(series.replaceFirst("_seconds_max$", "_seconds"));
    }

    @Test
    @Order(4)
    void everyPanelIsAnsweredWithDataByARealPrometheus() throws Exception {
        // Given
        Map<String, Boolean> answered = new TreeMap<>();
        List<GrafanaDashboard.Target> targets = GrafanaDashboard.read(HOME).targets();

        await("panels")
                .atMost(METRICS_PATIENCE)
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(() -> {
                    // When something goes on: a rate needs a change, and what is old says nothing
                    postSessions(0, 3);
                    postDeadLetter();
                    askDashboard();
                    List<String> empty = new ArrayList<>();
                    answered.clear();
                    for (GrafanaDashboard.Target target : targets) {
                        JsonNode answer = ask("query?query=" + encoded(target.asPrometheusSees("1m")));
                        assertThat(answer.path("status").asText())
                                .as(target + " " + answer)
                                .isEqualTo("success");
                        boolean data = !answer.at("/data/result").isEmpty();
                        answered.merge(target.panel(), data, Boolean::logicalOr);
                        if (!data) {
                            empty.add(target.toString());
                        }
                    }

                    // Then
                    assertThat(answered).as("without data: " + empty).doesNotContainValue(false);
                    // Nobody was let go, and nothing: what did not happen has no series.
                    assertThat(empty)
                            .hasSizeLessThanOrEqualTo(2)
                            .allMatch(each -> each.contains("evicted") || each.contains("dropped"));
                });
        assertThat(answered).hasSizeGreaterThan(20);
    }

    @Test
    @Order(5)
    void everyRuleIsEvaluatedAndAHealthyStackAlarmsForNothingButItsDeadLetter() throws Exception {
        // When
        JsonNode groups = ask("rules").at("/data/groups");

        // Then
        Set<String> firing = new TreeSet<>();
        int rules = 0;
        for (JsonNode group : groups) {
            for (JsonNode rule : group.path("rules")) {
                rules++;
                assertThat(rule.path("health").asText()).as(rule.toString()).isEqualTo("ok");
                if (rule.path("state").asText().equals("firing")) {
                    firing.add(rule.path("name").asText());
                }
            }
        }
        assertThat(rules).isGreaterThan(15);
        assertThat(firing).isEqualTo(Set.of("QsstreamDeadLetters"));
    }

    private static Map<String, Integer> series() {
        Map<String, Integer> series = new TreeMap<>();
        for (String service : MANAGEMENT.keySet()) {
            series.put(service, (int)
                    page(service).lines().filter(line -> !line.startsWith("#")).count());
        }
        return series;
    }

    private static String page(String service) {
        return get("http://127.0.0.1:" + (MANAGEMENT.get(service) + OFFSET) + "/prometheus");
    }

    private static JsonNode ask(String what) throws IOException {
        return JSON.readTree(get("http://127.0.0.1:" + prometheusPort + "/api/v1/" + what));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    private static void askDashboard() throws Exception {
        String token = stack.stackFile().path("dashboardToken").asText();
        HttpRequest status = HttpRequest.newBuilder(URI.create(stack.url("dashboard") + "api/v1/status"))
                .header("Authorization", "Bearer " + token)
                .build();
        assertThat(HTTP.send(status, HttpResponse.BodyHandlers.discarding()).statusCode())
                .isEqualTo(200);
    }

    private static String get(String url) {
        try {
            return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
