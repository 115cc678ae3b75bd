package io.qsstream.local.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qsstream.local.RunningStack;
import io.qsstream.schema.testing.TestBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * What analysts have in a real PostgreSQL and in Iceberg tables, after duplicates, late data and {@code kill -9} of the
 * Kafka Connect worker, against what was posted and what the topics say.
 */
@Isolated("connectors and PostgreSQL take both cores")
class AnalyticsIT {

    private static final int OFFSET = Integer.getInteger("qsstream.it.port-offset", 22_100);
    private static final Duration WINDOW = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final Path ANALYTICS =
            Path.of(System.getProperty("qsstream.home", "../..")).resolve("deploy/analytics");

    @TempDir
    static Path folder;

    private static Postgres postgres;
    private static RunningStack stack;

    /** What was posted, of both runs. */
    private static final Map<String, Truth.UserWindow> USER_WINDOWS = new TreeMap<>();

    private static final Map<String, Truth.SessionWindow> SESSION_WINDOWS = new TreeMap<>();

    /** What the topics say: the last revision of each key, and of alerts every transition. */
    private static Map<String, GenericRecord> users;

    private static Map<String, GenericRecord> sessions;
    private static Map<String, GenericRecord> reports;
    private static Map<String, GenericRecord> transitions;

    @BeforeAll
    static void postAndKillTheWorkerInTheMiddle() throws Exception {
        postgres = Postgres.start(TestBroker.freePort());
        await("PostgreSQL").atMost(PATIENCE).until(postgres::isUp);
        postgres.execute(ANALYTICS.resolve("tables.sql"));
        postgres.execute(ANALYTICS.resolve("views.sql"));
        postgres.execute(ANALYTICS.resolve("iceberg-catalog.sql"));
        stack = RunningStack.start(
                folder.resolve("data"),
                OFFSET,
                "--no-simulator",
                "--restart",
                "--window",
                "60s",
                "--grace",
                "5s",
                "--postgres",
                postgres.url(),
                "--iceberg",
                folder.resolve("warehouse").toString());
        long worker = stack.child("connect");
        simulate("5");
        await("the first rows")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> postgres.number("SELECT count(*) FROM user_windows") > 0);

        ProcessHandle.of(worker).orElseThrow().destroyForcibly();
        simulate("6");

        await("another worker").atMost(PATIENCE).until(() -> stack.child("connect") != worker);
        await("every revision")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(() -> {
                    readTopics();
                    assertThat(sampleCounts(users)).isEqualTo(counts());
                    assertThat(sessions.keySet()).isEqualTo(SESSION_WINDOWS.keySet());
                    assertThat(reports.keySet()).isEqualTo(sessionsPosted());
                    assertThat(postgres.rows(
                                    4,
                                    "SELECT account_id, session_id, user_id, " + millis("window_start")
                                            + ", revision FROM user_windows"))
                            .isEqualTo(numbers(users, "revision"));
                    assertThat(postgres.rows(
                                    3,
                                    "SELECT account_id, session_id, " + millis("window_start")
                                            + ", revision FROM session_windows"))
                            .isEqualTo(numbers(sessions, "revision"));
                    assertThat(postgres.rows(2, "SELECT account_id, session_id, revision FROM session_reports"))
                            .isEqualTo(numbers(reports, "revision"));
                    assertThat(postgres.rows(2, "SELECT alert_id, sequence, rule_version FROM alert_transitions"))
                            .isEqualTo(numbers(transitions, "ruleVersion"));
                });
    }

    @AfterAll
    static void stop() throws Exception {
        if (stack != null) {
            stack.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    private static void simulate(String seed) throws Exception {
        Path file = folder.resolve("truth-" + seed + ".ndjson");
        System.out.print(stack.simulate(
                "--sessions",
                "15",
                "--minutes",
                "6",
                "--cadence",
                "10s",
                "--speed",
                "0",
                "--duplicates",
                "0.3",
                "--shuffle",
                "90",
                "--late",
                "0.05",
                "--seed",
                seed,
                "--out",
                file.toString()));
        Truth truth = Truth.of(file, WINDOW);
        USER_WINDOWS.putAll(truth.userWindows());
        SESSION_WINDOWS.putAll(truth.sessionWindows());
    }

    @Test
    void rowsAndSumsInPostgresAreWhatWasPosted() throws Exception {
        // Then
        assertThat(stack.output()).contains("connect has died: started again");
        assertThat(users.values()).as("revised windows").anyMatch(window -> (int) window.get("revision") > 1);
        assertThat(postgres.number("SELECT count(*) FROM user_windows")).isEqualTo(USER_WINDOWS.size());
        assertThat(postgres.number("SELECT sum(sample_count) FROM user_windows"))
                .isEqualTo(USER_WINDOWS.values().stream()
                        .mapToInt(Truth.UserWindow::sampleCount)
                        .sum());
        assertThat(postgres.number("SELECT count(*) FROM session_windows")).isEqualTo(SESSION_WINDOWS.size());
        assertThat(postgres.number("SELECT sum(user_count) FROM session_windows"))
                .isEqualTo(SESSION_WINDOWS.values().stream()
                        .mapToInt(Truth.SessionWindow::userCount)
                        .sum());
        assertThat(postgres.number("SELECT count(*) FROM session_reports"))
                .isEqualTo(sessionsPosted().size());
        Map<String, List<Double>> minutes = new TreeMap<>();
        USER_WINDOWS
                .keySet()
                .forEach(key -> add(minutes, key.substring(0, key.lastIndexOf('|')), 1.0 * WINDOW.toSeconds() / 60));
        assertNear(postgres.rows(3, "SELECT account_id, session_id, user_id, minutes FROM report_users"), minutes);
        System.out.printf(
                "ANALYTICS %d user windows, %d session windows, %d reports, %d alert transitions in PostgreSQL%n",
                USER_WINDOWS.size(), SESSION_WINDOWS.size(), reports.size(), transitions.size());
    }

    @Test
    void rowsOfStreamsSayWhatWasPosted() throws Exception {
        Map<String, List<Double>> expected = new TreeMap<>();
        USER_WINDOWS.forEach((key, window) -> window.groups().forEach((type, measures) -> {
            if (!type.equals("cpu") && !type.equals("wifi")) {
                Truth.Stats jitter = measures.get("jitterMs");
                Truth.Stats latency = measures.get("latencyMs");
                expected.put(
                        key + "|" + type,
                        List.of(
                                jitter == null ? Double.NaN : jitter.count(),
                                jitter == null ? Double.NaN : jitter.mean(),
                                jitter == null ? Double.NaN : jitter.p95(),
                                latency == null ? Double.NaN : latency.mean(),
                                latency == null ? Double.NaN : latency.max()));
            }
        }));

        assertNear(
                postgres.rows(
                        5,
                        "SELECT account_id, session_id, user_id, " + millis("window_start")
                                + ", stream_type, jitter_ms_count, jitter_ms_mean, jitter_ms_p95, latency_ms_mean,"
                                + " latency_ms_max FROM user_window_streams"),
                expected);
    }

    @Test
    void worstSitesAndClientVersionsAndDaysAreWhatTheWindowsSay() throws Exception {
        Map<String, List<Double>> sites = new TreeMap<>();
        Map<String, List<Double>> versions = new TreeMap<>();
        Map<String, List<Double>> days = new TreeMap<>();
        for (GenericRecord window : users.values()) {
            String rating = text(window, "classification");
            double rated = rating.equals("UNCLASSIFIED") ? 0 : 1;
            double lost = rating.equals("POOR") || rating.equals("BAD") ? 1 : 0;
            add(
                    sites,
                    text(window, "location") + "|" + text(window, "networkPrefix") + "|" + text(window, "dataCenter"),
                    rated,
                    lost);
            add(versions, text(window, "clientVersion"), rated, lost);
            add(
                    days,
                    Instant.ofEpochMilli((long) window.get("windowStart"))
                            .atZone(ZoneOffset.UTC)
                            .toLocalDate()
                            .toString(),
                    1,
                    rating.equals("GOOD") ? 1 : 0);
        }

        assertThat(sites.values()).as("somebody lost something").anyMatch(site -> site.get(1) > 0);
        assertNear(
                postgres.rows(
                        3,
                        "SELECT location, network_prefix, data_center, rated_minutes, lost_minutes"
                                + " FROM worst_sites_last_week"),
                sites);
        assertThat(versions).as("versions to compare").hasSizeGreaterThan(1);
        assertNear(
                postgres.rows(1, "SELECT client_version, rated_minutes, lost_minutes FROM quality_by_client_version"),
                versions);
        assertNear(postgres.rows(1, "SELECT day, minutes, good_minutes FROM good_minutes_by_day"), days);
        show("SELECT * FROM worst_sites_last_week LIMIT 3");
        show("SELECT * FROM quality_by_client_version LIMIT 3");
        show("SELECT * FROM good_minutes_by_day");
    }

    @Test
    void minutesLostByCauseAndWorstUsersAreWhatTheReportsSay() throws Exception {
        Map<String, List<Double>> causes = new TreeMap<>();
        Map<String, List<Double>> worst = new TreeMap<>();
        for (GenericRecord report : reports.values()) {
            for (Object each : (List<?>) report.get("users")) {
                GenericRecord user = (GenericRecord) each;
                GenericRecord minutes = (GenericRecord) user.get("classificationMinutes");
                double lost = (double) minutes.get("poor") + (double) minutes.get("bad");
                GenericRecord cause = (GenericRecord) user.get("cause");
                if (lost > 0) {
                    add(causes, cause == null ? "UNKNOWN" : cause.get("class").toString(), 1, lost);
                }
                Object key = user.get("userKey");
                add(
                        worst,
                        report.get("accountId") + "|"
                                + (key == null ? report.get("sessionId") + "|" + user.get("userId") : key),
                        (double) user.get("minutes"),
                        lost);
            }
        }
        worst.values().removeIf(user -> user.get(1) == 0);

        assertThat(causes).as("causes to tell apart").hasSizeGreaterThan(2);
        assertNear(postgres.rows(1, "SELECT cause, users, lost_minutes FROM minutes_lost_by_cause"), causes);
        assertNear(
                postgres.rows(2, "SELECT account_id, user_key, minutes, lost_minutes FROM worst_users_last_week"),
                worst);
        show("SELECT * FROM minutes_lost_by_cause");
        show("SELECT * FROM worst_users_last_week LIMIT 3");
    }

    @Test
    void alertsPerRuleAndDayAreWhatTheTransitionsSay() throws Exception {
        Map<String, List<Double>> rules = new TreeMap<>();
        for (GenericRecord alert : transitions.values()) {
            if (text(alert, "transition").equals("RAISED")) {
                boolean open = !transitions.containsKey(alert.get("alertId") + "|2");
                add(
                        rules,
                        Instant.ofEpochMilli((long) alert.get("onsetTime"))
                                        .atZone(ZoneOffset.UTC)
                                        .toLocalDate() + "|" + alert.get("ruleId") + "|" + alert.get("severity"),
                        1,
                        open ? 1 : 0);
            }
        }

        assertThat(rules).isNotEmpty();
        assertNear(postgres.rows(3, "SELECT day, rule_id, severity, alerts, open FROM alerts_by_rule_and_day"), rules);
        show("SELECT * FROM alerts_by_rule_and_day LIMIT 5");
    }

    @Test
    void icebergTablesHoldEveryRevisionOnceAndTheLastOnesAreWhatWasPosted() throws Exception {
        Set<String> expected = new TreeSet<>();
        for (String topic : List.of("user-windows", "session-windows", "session-reports", "alerts")) {
            for (GenericRecord record : records(topic)) {
                expected.add(line(topic, record));
            }
        }
        List<String> found = new ArrayList<>();

        await("Iceberg commits")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(() -> {
                    found.clear();
                    found.addAll(icebergRows());
                    assertThat(new TreeSet<>(found)).isEqualTo(expected);
                });

        assertThat(found).as("no row twice").doesNotHaveDuplicates();
        Map<String, Integer> revisions = new TreeMap<>();
        Map<String, Integer> samples = new TreeMap<>();
        for (String row : found) {
            String[] cells = row.split("\t");
            if (cells[0].equals("user_windows")) {
                String key = String.join("|", List.of(cells).subList(1, 4)) + "|"
                        + Instant.parse(cells[4]).toEpochMilli();
                int revision = Integer.parseInt(cells[5]);
                if (revision > revisions.getOrDefault(key, 0)) {
                    revisions.put(key, revision);
                    samples.put(key, Integer.parseInt(cells[6]));
                }
            }
        }
        assertThat(samples).isEqualTo(counts());
        System.out.println("ANALYTICS " + found.size() + " rows in four Iceberg tables, each once");
    }

    private static String line(String topic, GenericRecord record) {
        List<String> fields = new ArrayList<>();
        fields.add(topic.equals("alerts") ? "alert_transitions" : topic.replace('-', '_'));
        for (String field : ICEBERG_FIELDS.get(topic)) {
            Object value = record.get(field);
            fields.add(
                    field.equals("windowStart")
                            ? Instant.ofEpochMilli((long) value).toString()
                            : String.valueOf(value));
        }
        return String.join("\t", fields);
    }

    private static final Map<String, List<String>> ICEBERG_FIELDS = Map.of(
            "user-windows", List.of("accountId", "sessionId", "userId", "windowStart", "revision", "sampleCount"),
            "session-windows", List.of("accountId", "sessionId", "windowStart", "revision", "userCount"),
            "session-reports", List.of("accountId", "sessionId", "revision", "participantMinutes"),
            "alerts", List.of("alertId", "sequence", "transition"));

    private static List<String> icebergRows() throws Exception {
        Path plugin = Path.of(System.getProperty("qsstream.home", "../.."))
                .resolve("deploy/connect/target/connect/plugins/iceberg")
                .toAbsolutePath()
                .normalize();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                Path.of("target/test-classes").toAbsolutePath() + ":" + plugin.resolve("*") + ":"
                        + plugin.resolveSibling("../lib/*").normalize(),
                IcebergRows.class.getName(),
                postgres.url(),
                Postgres.USER,
                folder.resolve("warehouse").toString()));
        ICEBERG_FIELDS.forEach(
                (topic, fields) -> command.add((topic.equals("alerts") ? "alert_transitions" : topic.replace('-', '_'))
                        + ":" + String.join(",", fields)));
        Path log = folder.resolve("iceberg-rows.log");
        Process process =
                new ProcessBuilder(command).redirectError(log.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError("IcebergRows: " + java.nio.file.Files.readString(log));
        }
        // A time of Iceberg's is an OffsetDateTime, which leaves zero seconds out.
        return output.lines()
                .filter(line -> line.contains("\t"))
                .map(line -> line.replaceAll("(T\\d\\d:\\d\\d)Z", "$1:00Z"))
                .toList();
    }

    private static void readTopics() throws Exception {
        users = last("user-windows", "accountId", "sessionId", "userId", "windowStart");
        sessions = last("session-windows", "accountId", "sessionId", "windowStart");
        reports = last("session-reports", "accountId", "sessionId");
        transitions = last("alerts", "alertId", "sequence");
    }

    private static Map<String, GenericRecord> last(String topic, String... key) throws Exception {
        Map<String, GenericRecord> last = new TreeMap<>();
        for (GenericRecord record : records(topic)) {
            last.put(
                    String.join(
                            "|",
                            Arrays.stream(key)
                                    .map(field -> record.get(field).toString())
                                    .toList()),
                    record);
        }
        return last;
    }

    private static List<GenericRecord> records(String topic) throws Exception {
        List<GenericRecord> all = new ArrayList<>();
        try (WireRecords wire = new WireRecords(stack.url("registry"));
                TopicReader reader = new TopicReader(stack.url("kafka"), "zoom.qss." + topic + ".v1")) {
            for (ConsumerRecord<byte[], byte[]> record : reader.newRecords()) {
                all.add(wire.decode(record.value()));
            }
        }
        return all;
    }

    /** By key of the topic: how many samples the last revision counts. */
    private static Map<String, Integer> sampleCounts(Map<String, GenericRecord> records) {
        Map<String, Integer> counts = new TreeMap<>();
        records.forEach((key, record) -> counts.put(key, (int) record.get("sampleCount")));
        return counts;
    }

    private static Map<String, Integer> counts() {
        Map<String, Integer> counts = new TreeMap<>();
        USER_WINDOWS.forEach((key, window) -> counts.put(key, window.sampleCount()));
        return counts;
    }

    private static Set<String> sessionsPosted() {
        Set<String> posted = new HashSet<>();
        SESSION_WINDOWS.keySet().forEach(key -> posted.add(key.substring(0, key.lastIndexOf('|'))));
        return posted;
    }

    private static Map<String, List<Double>> numbers(Map<String, GenericRecord> records, String field) {
        Map<String, List<Double>> numbers = new TreeMap<>();
        records.forEach((key, record) -> numbers.put(key, List.of(((Number) record.get(field)).doubleValue())));
        return numbers;
    }

    private static String millis(String column) {
        return "(extract(epoch FROM " + column + ") * 1000)::bigint AS " + column;
    }

    private static String text(GenericRecord record, String field) {
        return Objects.requireNonNullElse(record.get(field), "unknown").toString();
    }

    private static void add(Map<String, List<Double>> sums, String key, double... values) {
        sums.merge(key, Arrays.stream(values).boxed().toList(), (one, other) -> {
            List<Double> sum = new ArrayList<>();
            for (int i = 0; i < one.size(); i++) {
                sum.add(one.get(i) + other.get(i));
            }
            return sum;
        });
    }

    private static void assertNear(Map<String, List<Double>> found, Map<String, List<Double>> expected) {
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        List<String> differences = new ArrayList<>();
        expected.forEach((key, numbers) -> {
            for (int i = 0; i < numbers.size(); i++) {
                double one = numbers.get(i);
                double other = found.get(key).get(i);
                if (Double.isNaN(one)
                        ? !Double.isNaN(other)
                        : !(Math.abs(one - other) <= 1e-9 * Math.max(1, Math.abs(one)))) {
                    differences.add(key + "[" + i + "] is " + other + ", must be " + one);
                }
            }
        });
        assertThat(differences).isEmpty();
    }

    private static void show(String sql) throws Exception {
        System.out.println("ANALYTICS " + sql + "\n" + postgres.text(sql));
    }
}
