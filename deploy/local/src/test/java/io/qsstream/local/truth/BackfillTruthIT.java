package io.qsstream.local.truth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qsstream.ingest.zoom.FakeZoom;
import io.qsstream.local.RunningStack;
import io.qsstream.local.compare.CommittedRecords;
import io.qsstream.local.simulate.Event;
import io.qsstream.local.simulate.Plan;
import io.qsstream.local.simulate.Poster;
import io.qsstream.local.simulate.Scenario;
import io.qsstream.local.simulate.Traffic;
import io.qsstream.schema.testing.TestBroker;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.Completeness;
import io.qsstream.v1.CompletenessVerdict;
import io.qsstream.v1.SessionReport;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The whole stack loses 100 minutes of webhooks and one in a hundred of the others, and asks a Zoom that knows them: the
 * automatic backfill follows the ledger, and in the end the windows say what an undisturbed run would have said.
 */
@Isolated("its deadlines are those of a stack that has the machine to itself")
class BackfillTruthIT {

    private static final int OFFSET = Integer.getInteger("qsstream.it.port-offset", 21_900);
    private static final Duration WINDOW = Duration.ofSeconds(60);
    private static final Duration LENGTH = Duration.ofMinutes(110);
    private static final int USERS = 5;
    private static final String TOKEN = "a-token-for-this-test-alone-1234567890";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path folder;

    private static RunningStack stack;
    private static FakeZoom zoom;

    /** Whose sample, and when. */
    private record Place(String session, String user, Instant time) {}

    @BeforeAll
    static void start() throws Exception {
        zoom = new FakeZoom(InstantSource.system());
        stack = RunningStack.start(
                folder.resolve("data"), OFFSET, "--no-simulator", "--window", "60s", "--grace", "5s");
    }

    @AfterAll
    static void stop() throws Exception {
        if (stack != null) {
            stack.close();
        }
        zoom.close();
    }

    @Test
    void whatAnOutageAndRandomLossTookIsNamedAndFetchedUntilNothingDiffers() throws Exception {
        // Given
        Instant end = Instant.now();
        List<Event> all = Stream.of(Scenario.BAD_WIFI, Scenario.DATA_CENTER_BROWNOUT, Scenario.VIDEO_SDK)
                .flatMap(scenario ->
                        Traffic.events(new Plan(scenario, 2, USERS, LENGTH, WINDOW, 4_000 + scenario.ordinal(), end)))
                .sorted((one, other) -> one.time().compareTo(other.time()))
                .toList();
        Truth truth = new Truth(WINDOW);
        for (Event event : all) {
            truth.add(event.body());
        }
        tellZoom(all);
        Set<Event> dropped = dropped(all, end.minus(LENGTH).plus(Duration.ofMinutes(5)));
        try (Poster poster = poster()) {
            for (Event event : all) {
                if (!dropped.contains(event)) {
                    assertThat(poster.post(event)).isEqualTo(new Poster.Outcome.Accepted());
                }
            }
        }

        // Then the ledger names what is missing
        Set<Place> missing = missing(all, dropped);
        Awaitility.await("a verdict on every session")
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> verdicts().keySet().containsAll(truth.sessions()));
        Map<String, CompletenessVerdict> before = verdicts();
        before.keySet().retainAll(truth.sessions());
        assertThat(before.values())
                .allSatisfy(verdict -> assertThat(verdict.getVerdict()).isEqualTo(Completeness.PARTIAL));
        long named = missing.stream()
                .filter(place -> before.get(place.session()).getGaps().stream()
                        .anyMatch(gap -> gap.getUserId().equals(place.user())
                                && gap.getFrom().isBefore(place.time())
                                && gap.getTo().isAfter(place.time())))
                .count();
        System.out.println(missing.size() + " samples are missing altogether, " + named + " are named");
        assertThat(missing).hasSizeGreaterThan(6 * USERS * 95);
        assertThat(named).isGreaterThanOrEqualTo((long) Math.ceil(0.99 * missing.size()));

        // When
        Process backfilling = ingestWithCredentials(TestBroker.freePort(), true);
        try {
            // Then
            assertEqual(truth);
            Awaitility.await("every verdict is good and every report whole")
                    .atMost(Duration.ofSeconds(150))
                    .pollInterval(Duration.ofSeconds(3))
                    .untilAsserted(() -> {
                        Map<String, CompletenessVerdict> now = verdicts();
                        now.keySet().retainAll(truth.sessions());
                        assertThat(now.values())
                                .allSatisfy(verdict -> assertThat(verdict.getExpectedSamples())
                                        .isEqualTo(verdict.getReceivedSamples()));
                        Map<String, Double> minutes = minutes();
                        minutes.keySet().retainAll(truth.sessions());
                        assertThat(minutes).isEqualTo(expectedMinutes(truth));
                    });
            assertThat(CommittedRecords.of(stack.url("kafka"), stack.url("registry"), Topics.REBUILDS))
                    .as("all of it was young enough for its windows")
                    .isEmpty();
        } finally {
            end(backfilling);
        }
    }

    @Test
    void whoLooksAtASessionCanHaveZoomAskedAgain() throws Exception {
        // Given a meeting of which the middle is missing
        Instant end = Instant.now();
        List<Event> all = Traffic.events(
                        new Plan(Scenario.STEADY, 1, USERS, Duration.ofMinutes(20), WINDOW, 5_000, end))
                .toList();
        Truth truth = new Truth(WINDOW);
        for (Event event : all) {
            truth.add(event.body());
        }
        tellZoom(all);
        Instant outage = end.minus(Duration.ofMinutes(15));
        try (Poster poster = poster()) {
            for (Event event : all) {
                if (event.time().isBefore(outage) || event.time().isAfter(outage.plus(Duration.ofMinutes(8)))) {
                    assertThat(poster.post(event)).isEqualTo(new Poster.Outcome.Accepted());
                }
            }
        }
        String session = truth.sessions().iterator().next();
        Awaitility.await("the ledger misses something")
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> verdicts().containsKey(session));
        assertThat(verdicts().get(session).getVerdict()).isEqualTo(Completeness.PARTIAL);

        // When
        int management = TestBroker.freePort();
        int port = TestBroker.freePort();
        Process ingest = ingestWithCredentials(management, false);
        Process dashboard = dashboard(port, management);
        try {
            String id = Awaitility.await("the dashboard knows the session")
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofSeconds(1))
                    .ignoreExceptions()
                    .until(() -> idOf(port, session), Objects::nonNull);
            JsonNode before = ask(port, "GET", "/api/v1/sessions/" + id);
            assertThat(before.path("refreshable").asBoolean()).isTrue();
            assertThat(before.path("completeness").path("verdict").asText()).isEqualTo("PARTIAL");
            AtomicReference<JsonNode> refresh = new AtomicReference<>();
            Awaitility.await("ingest is there")
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> {
                        refresh.set(ask(port, "POST", "/api/v1/sessions/" + id + "/refresh"));
                        assertThat(refresh.get().has("id"))
                                .as("%s; %s", refresh.get(), Files.readString(folder.resolve("ingest-service.log")))
                                .isTrue();
                    });

            // Then
            Awaitility.await("it is done")
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(ask(
                                            port,
                                            "GET",
                                            "/api/v1/refreshes/"
                                                    + refresh.get().path("id").asText())
                                    .path("state")
                                    .asText())
                            .isEqualTo("DONE"));
            assertEqual(truth);
            Awaitility.await("the page says so")
                    .atMost(Duration.ofSeconds(120))
                    .pollInterval(Duration.ofSeconds(2))
                    .untilAsserted(() -> assertThat(ask(port, "GET", "/api/v1/sessions/" + id)
                                    .path("completeness")
                                    .path("verdict")
                                    .asText())
                            .isEqualTo("COMPLETE"));
        } finally {
            end(dashboard);
            end(ingest);
        }
    }

    private static Poster poster() {
        return new Poster(
                URI.create(stack.url("webhook")),
                stack.stackFile().path("secret").asText(),
                Duration.ofSeconds(60));
    }

    private static String idOf(int port, String session) throws Exception {
        for (JsonNode each : ask(port, "GET", "/api/v1/sessions?limit=500").path("items")) {
            if (session.equals(each.path("accountId").asText()
                    + '|'
                    + each.path("sessionId").asText())) {
                return each.path("id").asText();
            }
        }
        return null;
    }

    private static JsonNode ask(int port, String method, String path) throws Exception {
        return JSON.readTree(HTTP.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .header("Authorization", "Bearer " + TOKEN)
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body());
    }

    /** All of an hour and forty minutes, and one in a hundred of the rest; the leaves come through. */
    private static Set<Event> dropped(List<Event> all, Instant outage) {
        Random random = new Random(8);
        Set<Event> dropped = new HashSet<>();
        for (Event event : all) {
            boolean isOut =
                    !event.time().isBefore(outage) && event.time().isBefore(outage.plus(Duration.ofMinutes(100)));
            if ((isOut && !event.name().endsWith("_summary"))
                    || (event.name().endsWith("_qos") && random.nextInt(100) == 0)) {
                dropped.add(event);
            }
        }
        return dropped;
    }

    /** Samples of which no event came, however many would have. */
    private static Set<Place> missing(List<Event> all, Set<Event> dropped) throws Exception {
        Set<Place> missing = new HashSet<>();
        Set<Place> came = new HashSet<>();
        for (Event event : all) {
            if (event.name().endsWith("_qos")) {
                (dropped.contains(event) ? missing : came).addAll(places(event));
            }
        }
        missing.removeAll(came);
        return missing;
    }

    private static List<Place> places(Event event) throws Exception {
        JsonNode object = JSON.readTree(event.body()).at("/payload/object");
        List<Place> places = new ArrayList<>();
        for (JsonNode item : person(object).path("qos")) {
            places.add(new Place(
                    session(event),
                    user(object),
                    Instant.parse(item.path("date_time").asText())));
        }
        return places;
    }

    /** Zoom has every minute of everybody, in the shape of its REST API. */
    private static void tellZoom(List<Event> all) throws Exception {
        Map<String, Map<String, Map<String, ObjectNode>>> sessions = new TreeMap<>();
        for (Event event : all) {
            if (!event.name().endsWith("_qos")) {
                continue;
            }
            JsonNode object = JSON.readTree(event.body()).at("/payload/object");
            Map<String, ObjectNode> minutes = sessions.computeIfAbsent(session(event), key -> new TreeMap<>())
                    .computeIfAbsent(user(object), key -> new TreeMap<>());
            for (JsonNode item : person(object).path("qos")) {
                String time = item.path("date_time").asText();
                ObjectNode minute = minutes.computeIfAbsent(
                        time, key -> JSON.createObjectNode().put("date_time", key));
                if (item.path("details").isObject()) {
                    minute.withObject("/" + item.path("type").asText())
                            .setAll((ObjectNode) item.path("details").deepCopy());
                }
            }
        }
        sessions.forEach((session, users) -> {
            String id = session.substring(session.indexOf('|') + 1);
            List<FakeZoom.User> known = new ArrayList<>();
            users.forEach((user, minutes) -> known.add(new FakeZoom.User(user, List.copyOf(minutes.values()), false)));
            zoom.session(id, encoded(id), false, known);
        });
    }

    private static String encoded(String id) {
        String once = URLEncoder.encode(id, UTF_8);
        boolean twice = id.startsWith("/") || id.startsWith("+") || id.contains("//");
        return twice ? URLEncoder.encode(once, UTF_8) : once;
    }

    private static String session(Event event) throws Exception {
        JsonNode root = JSON.readTree(event.body());
        JsonNode object = root.at("/payload/object");
        return root.at("/payload/account_id").asText()
                + '|'
                + (object.has("session_id") ? object.path("session_id") : object.path("uuid")).asText();
    }

    private static JsonNode person(JsonNode object) {
        return object.has("user") ? object.path("user") : object.path("participant");
    }

    private static String user(JsonNode object) {
        return object.has("user")
                ? object.path("user").path("id").asText()
                : object.path("participant").path("user_id").asText();
    }

    /** A second instance of ingest, which alone has Zoom's credentials. */
    private static Process ingestWithCredentials(int management, boolean followsTheLedger) throws Exception {
        return service(
                "ingest-service",
                "io.qsstream.ingest.Application",
                management,
                Map.ofEntries(
                        Map.entry("ZOOM_WEBHOOK_SECRET_TOKEN", "nobody-posts-here"),
                        Map.entry("ZOOM_ACCOUNT_ID", FakeZoom.ACCOUNT),
                        Map.entry("ZOOM_CLIENT_ID", FakeZoom.CLIENT_ID),
                        Map.entry("ZOOM_CLIENT_SECRET", FakeZoom.CLIENT_SECRET),
                        Map.entry("ZOOM_VIDEO_SDK_ACCOUNT_ID", FakeZoom.ACCOUNT),
                        Map.entry("ZOOM_VIDEO_SDK_KEY", FakeZoom.SDK_KEY),
                        Map.entry("ZOOM_VIDEO_SDK_SECRET", FakeZoom.SDK_SECRET),
                        Map.entry("QSSTREAM_ZOOM_API_URL", zoom.url()),
                        Map.entry("QSSTREAM_ZOOM_API_OAUTH_URL", zoom.url() + "/oauth/token"),
                        Map.entry("QSSTREAM_ZOOM_API_HEAVY_PER_SECOND", "20"),
                        Map.entry("QSSTREAM_ZOOM_API_AUTO_BACKFILL", Boolean.toString(followsTheLedger)),
                        Map.entry("QSSTREAM_ZOOM_API_AUTO_BACKFILL_DELAY", "0s"),
                        Map.entry(
                                "QSSTREAM_ZOOM_API_STATE_DIR",
                                folder.resolve("zoom-" + followsTheLedger).toString()),
                        Map.entry(
                                "QSSTREAM_WATCH_FILE",
                                folder.resolve("rhythm-" + followsTheLedger).toString())));
    }

    private static Process dashboard(int port, int ingestManagement) throws Exception {
        return service(
                "dashboard",
                "io.qsstream.dashboard.Application",
                TestBroker.freePort(),
                Map.of(
                        "DASHBOARD_API_TOKEN",
                        TOKEN,
                        "QSSTREAM_REFRESH_INGEST",
                        "http://127.0.0.1:" + ingestManagement,
                        "MICRONAUT_SERVER_PORT",
                        Integer.toString(port)));
    }

    private static Process service(String module, String mainClass, int management, Map<String, String> more)
            throws Exception {
        Path target = Path.of(System.getProperty("qsstream.home", "../.."), module, "target");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx192m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        target.resolve(module + ".jar") + ":" + target.resolve("lib") + "/*",
                        mainClass)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve(module + ".log").toFile()));
        Map<String, String> environment = builder.environment();
        environment
                .keySet()
                .removeIf(name -> name.matches("(KAFKA|SCHEMA|ZOOM|QSSTREAM|DASHBOARD|MICRONAUT|ENDPOINTS)_.*"));
        environment.putAll(Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                stack.url("kafka"),
                "SCHEMA_REGISTRY_URL",
                stack.url("registry"),
                "QSSTREAM_ENVIRONMENT",
                "development",
                "MICRONAUT_SERVER_HOST",
                "127.0.0.1",
                "MICRONAUT_SERVER_PORT",
                Integer.toString(TestBroker.freePort()),
                "ENDPOINTS_ALL_PORT",
                Integer.toString(management)));
        environment.putAll(more);
        return builder.start();
    }

    private static void end(Process process) throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    private static void assertEqual(Truth truth) throws Exception {
        List<String> differences = new ArrayList<>();
        try (Observed observed = new Observed(stack.url("kafka"), stack.url("registry"))) {
            Awaitility.await("equality")
                    .atMost(Duration.ofSeconds(180))
                    .pollInterval(Duration.ofSeconds(2))
                    .until(() -> {
                        observed.update();
                        assertThat(observed.broken()).isEmpty();
                        differences.clear();
                        differences.addAll(
                                Differences.ofUsers(truth.userWindows(), observed.userWindows(truth.sessions())));
                        differences.addAll(Differences.ofSessions(
                                truth.sessionWindows(), observed.sessionWindows(truth.sessions())));
                        return differences.isEmpty();
                    });
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    differences.size() + " differences; the first:\n"
                            + String.join("\n", differences.subList(0, Math.min(20, differences.size()))) + "\n"
                            + Files.readString(folder.resolve("ingest-service.log")),
                    e);
        }
        System.out.println(truth.userWindows().size() + " user windows and "
                + truth.sessionWindows().size() + " session windows are equal after the backfill");
    }

    private static Map<String, CompletenessVerdict> verdicts() {
        Map<String, CompletenessVerdict> last = new HashMap<>();
        for (CompletenessVerdict each :
                CommittedRecords.of(stack.url("kafka"), stack.url("registry"), Topics.COMPLETENESS)) {
            last.put(each.getAccountId() + '|' + each.getSessionId(), each);
        }
        return last;
    }

    private static Map<String, Double> minutes() {
        Map<String, Double> last = new TreeMap<>();
        for (SessionReport each :
                CommittedRecords.of(stack.url("kafka"), stack.url("registry"), Topics.SESSION_REPORTS)) {
            last.put(each.getAccountId() + '|' + each.getSessionId(), each.getParticipantMinutes());
        }
        return last;
    }

    /** A user's window with a sample is a minute. */
    private static Map<String, Double> expectedMinutes(Truth truth) {
        Map<String, Double> minutes = new TreeMap<>();
        for (String session : truth.sessions()) {
            minutes.put(session, (double) truth.userWindows().keySet().stream()
                    .filter(key -> key.startsWith(session + '|'))
                    .count());
        }
        return minutes;
    }
}
