package io.qsstream.local.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.local.compare.AlertComparison;
import io.qsstream.local.compare.CommittedRecords;
import io.qsstream.local.compare.ReportComparison;
import io.qsstream.local.compare.TruthRecords;
import io.qsstream.local.simulate.Delivery;
import io.qsstream.local.simulate.Disturbances;
import io.qsstream.local.simulate.Event;
import io.qsstream.local.simulate.Plan;
import io.qsstream.local.simulate.Poster;
import io.qsstream.local.simulate.Scenario;
import io.qsstream.local.simulate.Simulation;
import io.qsstream.local.truth.Truth;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.AlertTransition;
import io.qsstream.v1.SessionReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same bodies in the same order twice, as two accounts on one cluster: once undisturbed, once with a processor, the broker
 * that leads and an ingest instance killed on the way. Whoever reads the topics cannot tell which account it was. The whole
 * matrix is {@link FaultSuiteIT}.
 */
class FaultsIT {

    private static final int OFFSET = 23_600;
    private static final Duration CADENCE = Duration.ofSeconds(10);
    private static final String UNDISTURBED = "-undisturbed";
    private static final String KILLED = "-killed";

    @TempDir
    static Path folder;

    private static FaultBench bench;
    private static TruthRecords records;
    private static final Truth TRUTH = new Truth(Cluster.WINDOW);
    private static final Map<String, Integer> ACKNOWLEDGED = new HashMap<>();
    private static Map<TopicPartition, Long> begin;
    private static List<AlertTransition> transitions;

    @BeforeAll
    static void sendAllOfItTwice() throws Exception {
        bench = new FaultBench(folder, OFFSET);
        Cluster cluster = bench.cluster();
        cluster.awaitWhole();
        begin = RawLog.end(cluster.bootstrap());
        // Never older than what may still raise (10 min) nor newer than what is taken in (5 min).
        Instant end = Instant.now().plus(Duration.ofMinutes(4));
        Simulation simulation = new Simulation(
                new Plan(Scenario.MIXED, 10, 0, Duration.ofMinutes(5), CADENCE, 9, end), Disturbances.NONE);
        List<Event> events = simulation.deliveries().map(Delivery::event).toList();
        Path file = folder.resolve("truth.ndjson");
        try (Simulation.Recorder recorder = simulation.recorder(file)) {
            for (Delivery each : simulation.deliveries().toList()) {
                recorder.sees(each);
            }
        }
        records = TruthRecords.read(file);

        post(events, UNDISTURBED, Map.of());
        post(
                events,
                KILLED,
                Map.of(
                        events.size() / 4, () -> cluster.processorProcess(1).kill(),
                        events.size() / 2, () -> killLeader(cluster),
                        events.size() * 3 / 4,
                                () -> cluster.ingests().getFirst().kill()));
        awaitReports(UNDISTURBED);
        awaitReports(KILLED);
        transitions = CommittedRecords.of(cluster.bootstrap(), cluster.registryUrl(), Topics.ALERTS);
    }

    @AfterAll
    static void stop() {
        if (bench != null) {
            bench.close();
        }
    }

    private static void killLeader(Cluster cluster) {
        try {
            cluster.brokerProcess(cluster.busiestLeader()).kill();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Session by session at the same time, each one request at a time: what arrives of a session is the same in the same order,
     * whatever is killed.
     *
     * @param kills by number of events sent before
     */
    private static void post(List<Event> events, String account, Map<Integer, Runnable> kills) throws Exception {
        Map<String, List<Event>> bySession = new LinkedHashMap<>();
        for (Event each : events) {
            Event event = ofAccount(each, account);
            bySession
                    .computeIfAbsent(BackdatedLog.sessionKey(event), key -> new ArrayList<>())
                    .add(event);
        }
        AtomicInteger sent = new AtomicInteger();
        long start = System.nanoTime();
        try (Poster poster = new Poster(bench.cluster().webhook(), Cluster.SECRET, Duration.ofMinutes(3));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (List<Event> session : bySession.values()) {
                all.add(threads.submit(() -> {
                    for (Event event : session) {
                        kills.getOrDefault(sent.getAndIncrement(), () -> {}).run();
                        assertThat(poster.post(event)).isEqualTo(new Poster.Outcome.Accepted());
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
            System.out.printf(
                    "%s: %d events in %.0f s, answers %s%n",
                    account, events.size(), (System.nanoTime() - start) / 1e9, poster.answers());
        }
        for (List<Event> session : bySession.values()) {
            for (Event event : session) {
                ACKNOWLEDGED.put(event.requestId(), Load.hash(event.body().getBytes(StandardCharsets.UTF_8)));
                TRUTH.add(event.body());
            }
        }
    }

    private static Event ofAccount(Event event, String account) {
        return new Event(
                event.time(),
                event.name(),
                event.requestId() + account,
                event.body().replaceFirst("\"account_id\":\"([^\"]+)\"", "\"account_id\":\"$1" + account + "\""));
    }

    /** Every session ended by its users' leaving, so once all are reported nothing is raised or cleared any more. */
    private static void awaitReports(String account) {
        Awaitility.await("every session is reported, every minute counted")
                .atMost(Duration.ofSeconds(240))
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(() -> {
                    List<SessionReport> reports = CommittedRecords.of(
                                    bench.cluster().bootstrap(), bench.cluster().registryUrl(), Topics.SESSION_REPORTS)
                            .stream()
                            .filter(each -> each.getAccountId().endsWith(account))
                            .toList();
                    assertThat(ReportComparison.of(records, reports, Cluster.WINDOW)
                                    .differences())
                            .isEmpty();
                });
    }

    /** What the session's end clears is cleared by the log's clock, which two runs do not share. */
    private static String whenOf(AlertTransition transition) {
        return "SESSION_ENDED".equals(transition.getClearReason())
                ? "at the end"
                : transition.getTransitionTime().toString();
    }

    /** One account's transitions, each with its cause, but for what is derived from the account. */
    private static List<String> transitionsOf(String account) {
        List<String> lines = new ArrayList<>();
        for (AlertTransition each : transitions) {
            if (each.getAccountId().endsWith(account)) {
                lines.add(each.getSessionId() + " " + each.getUserId() + " " + each.getRuleId() + " "
                        + each.getStreamType() + " " + each.getOnsetTime() + " " + each.getSequence() + " "
                        + each.getTransition() + " " + whenOf(each) + " "
                        + each.getCause().getClass$());
            }
        }
        return lines;
    }

    @Test
    void theAlertsOfAnUndisturbedRunAreNoEmptyComparison() {
        assertThat(transitionsOf(UNDISTURBED)).hasSizeGreaterThan(100).doesNotHaveDuplicates();
    }

    @Test
    void aProcessorABrokerAndAnIngestKilledOnTheWayRaiseNothingTwiceAndMissNothing() {
        assertThat(transitionsOf(KILLED)).containsExactlyInAnyOrderElementsOf(transitionsOf(UNDISTURBED));
    }

    @Test
    void everybodyWhoSufferedHasAnAlertAndNobodyElse() {
        for (String account : List.of(UNDISTURBED, KILLED)) {
            AlertComparison comparison = AlertComparison.of(
                    records,
                    transitions.stream()
                            .filter(each -> each.getAccountId().endsWith(account))
                            .toList());
            assertThat(comparison.unraised()).isEmpty();
            assertThat(comparison.noise()).isEmpty();
        }
    }

    @Test
    void everyWindowSaysWhatWasPosted() {
        assertThat(TRUTH.userWindows()).isNotEmpty();
        assertThat(bench.awaitEquality(TRUTH)).isEmpty();
        assertThat(bench.observed().broken()).isEmpty();
    }

    @Test
    void whatWasAcknowledgedIsInTheLogByteForByteAndNoSampleOrAlertCameTwice() throws Exception {
        RawLog raw = RawLog.of(ACKNOWLEDGED, ACKNOWLEDGED, bench.cluster().bootstrap(), begin);
        assertThat(raw.lost()).isEmpty();
        assertThat(raw.requestIds()).containsExactlyInAnyOrderElementsOf(ACKNOWLEDGED.keySet());
        assertThat(bench.mistakes()).isEmpty();
    }
}
