package io.qsstream.local.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.local.compare.AlertComparison;
import io.qsstream.local.compare.CommittedRecords;
import io.qsstream.local.compare.ReportComparison;
import io.qsstream.local.compare.TruthRecords;
import io.qsstream.local.simulate.Disturbances;
import io.qsstream.local.simulate.Event;
import io.qsstream.local.simulate.Plan;
import io.qsstream.local.simulate.Scenario;
import io.qsstream.local.truth.Differences;
import io.qsstream.local.truth.Observed;
import io.qsstream.local.truth.Truth;
import io.qsstream.schema.topic.SessionPartition;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.AlertTransition;
import io.qsstream.v1.SessionReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Puts one fault after the other to one cluster under load, and holds what came out against what went in. */
final class FaultBench implements AutoCloseable {

    /** What is done to the cluster while the load runs. */
    @FunctionalInterface
    interface Fault {
        void strike(Load load) throws Exception;
    }

    @FunctionalInterface
    private interface Starter {
        Cluster start() throws IOException;
    }

    /**
     * What is sent meanwhile.
     *
     * @param speed simulated time passes so many times as fast as real time
     */
    record Traffic(Scenario scenario, int sessions, int users, Duration length, Duration cadence, double speed) {

        /** A sample of every user every second, three of ten deliveries twice. */
        static Traffic of(Duration length) {
            return new Traffic(
                    Scenario.MIXED,
                    Integer.getInteger("qsstream.faults.sessions", 20),
                    6,
                    length,
                    Duration.ofSeconds(1),
                    1);
        }
    }

    /** A hundred times as fast as Zoom, unless told otherwise: it tries again after 3, 15 and 51 s. */
    static final Redelivery REDELIVERY = new Redelivery(Integer.getInteger("qsstream.faults.compression", 100));

    private static final Disturbances TRICKS =
            new Disturbances(0.3, 0, 0, Duration.ofSeconds(2), Duration.ofSeconds(1));
    private static final Duration PATIENCE = Duration.ofMinutes(6);

    private final Cluster cluster;
    private final FaultTable table;
    private final Path folder;
    private final Follower follower;
    private final Observed observed;
    private final Map<String, Path> truths = new LinkedHashMap<>();
    private long seed = 100;
    private int broken;

    FaultBench(Path folder, int offset) throws IOException {
        this(folder, () -> Cluster.start(folder.resolve("cluster"), offset), "faults.md");
    }

    /** @param build root of another build of this project, whose services are run */
    FaultBench(Path folder, int offset, Path build) throws IOException {
        this(folder, () -> Cluster.start(folder.resolve("cluster"), offset, build), "upgrade.md");
    }

    private FaultBench(Path folder, Starter starter, String table) throws IOException {
        this.folder = folder;
        this.table = new FaultTable(Path.of("target").resolve(table));
        long begin = System.nanoTime();
        this.cluster = starter.start();
        System.out.printf("the cluster is ready after %.0f s%n", (System.nanoTime() - begin) / 1e9);
        this.follower = new Follower(cluster.bootstrap(), cluster.registryUrl());
        this.observed = new Observed(cluster.bootstrap(), cluster.registryUrl());
    }

    Cluster cluster() {
        return cluster;
    }

    /** From now on it counts how long it takes until every partition has output again. */
    void recoveryBeginsNow() {
        follower.mark();
    }

    /** Until every partition has output of what was received after {@link #recoveryBeginsNow}. */
    void awaitRecovery() {
        Awaitility.await("output of what came after the fault, on every partition")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> follower.recovery().isPresent());
    }

    /** Lets the fault last. */
    static void forAsLongAs(Duration time) {
        Awaitility.await().pollDelay(time).atMost(time.plusSeconds(30)).until(() -> true);
    }

    /** Runs one fault; nothing may be given up. */
    FaultTable.Row under(String name, Traffic traffic, Fault fault) throws Exception {
        return under(name, traffic, false, fault);
    }

    /** @param mayGiveUp whether Zoom's patience may end before the fault does */
    FaultTable.Row under(String name, Traffic traffic, boolean mayGiveUp, Fault fault) throws Exception {
        cluster.awaitWhole();
        return run(name, traffic, mayGiveUp, fault);
    }

    /** Runs one fault on what there is, without healing the cluster before. */
    FaultTable.Row underAsItIs(String name, Traffic traffic, Fault fault) throws Exception {
        return run(name, traffic, false, fault);
    }

    private FaultTable.Row run(String name, Traffic traffic, boolean mayGiveUp, Fault fault) throws Exception {
        follower.forget();
        Map<TopicPartition, Long> from = RawLog.end(cluster.bootstrap());
        long repeatedBefore = follower.repeated();
        Plan plan = plan(traffic);
        try (ZoomSender sender = new ZoomSender(cluster.webhook(), Cluster.SECRET, REDELIVERY, 128)) {
            Load load = Load.start(plan, TRICKS, sender, traffic.speed());
            Awaitility.await("the load runs")
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> load.acknowledgements() > 2L * traffic.sessions());
            fault.strike(load);
            // A machine that is full sends it more slowly than planned.
            load.awaitEnd(PATIENCE.plus(traffic.length()));
            cluster.proxy().heal();

            RawLog raw = RawLog.of(load.acknowledged(), load.bodies(), cluster.bootstrap(), from);
            List<String> differences = awaitEquality(raw.truth());
            Path truth = folder.resolve("truth-" + truths.size() + ".ndjson");
            load.writeTruth(truth, raw.requestIds());
            truths.put(name, truth);
            FaultTable.Row row = new FaultTable.Row(
                    name,
                    load.sent(),
                    load.acknowledgements(),
                    raw.records(),
                    raw.lost().size(),
                    load.givenUp().size(),
                    raw.truth().userWindows().size()
                            + raw.truth().sessionWindows().size(),
                    differences.size(),
                    follower.repeated() - repeatedBefore + observed.broken().size() - broken,
                    sender.answeredWithin(0.999),
                    follower.recovery());
            broken = observed.broken().size();
            table.add(row);
            System.out.println("  answers " + sender.answers());

            assertThat(load.refused())
                    .as("answered 4xx, which Zoom never retries")
                    .isEmpty();
            assertThat(raw.lost()).as("acknowledged and not in the log").isEmpty();
            Set<String> missing = new java.util.TreeSet<>(load.bodies().keySet());
            missing.removeAll(raw.requestIds());
            assertThat(load.givenUp()).as("not in the log, so Zoom must know").containsAll(missing);
            if (!mayGiveUp) {
                assertThat(load.givenUp()).isEmpty();
            }
            assertThat(differences.subList(0, Math.min(40, differences.size()))).isEmpty();
            assertThat(follower.mistakes()).isEmpty();
            assertThat(observed.broken()).isEmpty();
            assertThat(raw.truth().userWindows()).isNotEmpty();
            return row;
        }
    }

    /** With sessions on every partition: recovery is measured on each. */
    private Plan plan(Traffic traffic) throws IOException {
        while (true) {
            Plan plan = new Plan(
                    traffic.scenario(),
                    traffic.sessions(),
                    traffic.users(),
                    traffic.length(),
                    traffic.cadence(),
                    seed++,
                    Instant.now().plusMillis(Math.round(traffic.length().toMillis() / Math.max(1, traffic.speed()))));
            Set<Integer> partitions = new HashSet<>();
            for (Event event : io.qsstream.local.simulate.Traffic.events(plan)
                    .limit(20L * traffic.sessions())
                    .toList()) {
                partitions.add(SessionPartition.of(BackdatedLog.sessionKey(event), Cluster.PARTITIONS));
            }
            if (partitions.size() == Cluster.PARTITIONS) {
                return plan;
            }
        }
    }

    /** Returns what differs after all patience; empty once the windows say what was stored. */
    List<String> awaitEquality(Truth truth) {
        Map<String, Truth.UserWindow> users = truth.userWindows();
        Map<String, Truth.SessionWindow> sessions = truth.sessionWindows();
        List<String> differences = new ArrayList<>();
        try {
            Awaitility.await("equality")
                    .atMost(Duration.ofMinutes(4))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> {
                        observed.update();
                        differences.clear();
                        differences.addAll(Differences.ofUsers(users, observed.userWindows(truth.sessions())));
                        differences.addAll(Differences.ofSessions(sessions, observed.sessionWindows(truth.sessions())));
                        return differences.isEmpty();
                    });
        } catch (ConditionTimeoutException e) {
            // The caller prints them, in a row of the table and below it.
        }
        return differences;
    }

    /** What the reports of every run so far get wrong, and the alerts that none of its faults explains. */
    List<String> awaitReportsAndAlerts() throws IOException {
        List<String> wrong = new ArrayList<>();
        Map<String, TruthRecords> all = new LinkedHashMap<>();
        for (Map.Entry<String, Path> each : truths.entrySet()) {
            all.put(each.getKey(), TruthRecords.read(each.getValue()));
        }
        try {
            Awaitility.await("every session of every run is reported, every minute counted")
                    .atMost(Duration.ofMinutes(4))
                    .pollInterval(Duration.ofSeconds(3))
                    .until(() -> {
                        wrong.clear();
                        List<SessionReport> reports =
                                CommittedRecords.of(cluster.bootstrap(), cluster.registryUrl(), Topics.SESSION_REPORTS);
                        all.forEach((name, truth) -> ReportComparison.of(truth, reports, Cluster.WINDOW)
                                .differences()
                                .forEach(each -> wrong.add(name + ": " + each)));
                        return wrong.isEmpty();
                    });
        } catch (ConditionTimeoutException e) {
            // Returned below.
        }
        List<AlertTransition> transitions =
                CommittedRecords.of(cluster.bootstrap(), cluster.registryUrl(), Topics.ALERTS);
        int raised = 0;
        for (Map.Entry<String, TruthRecords> each : all.entrySet()) {
            AlertComparison comparison = AlertComparison.of(each.getValue(), transitions);
            raised += comparison.faults() - comparison.unraised().size();
            comparison
                    .noise()
                    .forEach(alert -> wrong.add(each.getKey() + ": noise " + alert.getRuleId() + " of "
                            + alert.getSessionId() + " " + alert.getUserId() + " since " + alert.getOnsetTime()));
        }
        System.out.println(all.size() + " runs, " + transitions.size() + " alert transitions; " + raised
                + " users who suffered have their alert; " + wrong.size() + " differences in reports and alerts");
        assertThat(transitions).isNotEmpty();
        return wrong;
    }

    /** What the follower of samples and alerts objects to. */
    List<String> mistakes() {
        return follower.mistakes();
    }

    Observed observed() {
        return observed;
    }

    FaultTable table() {
        return table;
    }

    @Override
    public void close() {
        follower.close();
        observed.close();
        cluster.close();
    }
}
