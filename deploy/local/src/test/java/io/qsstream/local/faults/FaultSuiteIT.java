package io.qsstream.local.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.local.Needs;
import io.qsstream.local.faults.FaultBench.Traffic;
import io.qsstream.local.simulate.Event;
import io.qsstream.local.simulate.Plan;
import io.qsstream.local.simulate.Scenario;
import io.qsstream.local.truth.TopicReader;
import io.qsstream.local.truth.Truth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every fault that we know how to cause, one after the other on one cluster. Not part of {@code mvn verify}: run by
 * {@code mvn verify -Pfaults}, which ends with the table in {@code deploy/local/target/faults.md}.
 */
@Tag("faults")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FaultSuiteIT {

    private static final int OFFSET = Integer.getInteger("qsstream.it.port-offset", 15_000);
    private static final Duration A_MINUTE = Duration.ofSeconds(60);
    private static final Duration EVERY = Duration.ofSeconds(10);

    @TempDir
    static Path folder;

    private static FaultBench bench;
    private static Cluster cluster;

    @BeforeAll
    static void start() throws Exception {
        bench = new FaultBench(folder, OFFSET);
        cluster = bench.cluster();
    }

    @AfterAll
    static void stop() throws Exception {
        if (bench != null) {
            System.out.println(bench.table().text());
            bench.close();
        }
    }

    @Test
    @Order(1)
    void withoutAnyFaultNothingIsMissingEither() throws Exception {
        bench.under("none", Traffic.of(Duration.ofSeconds(30)), load -> {
            bench.recoveryBeginsNow();
            bench.awaitRecovery();
        });
    }

    @Test
    @Order(2)
    void aLeadingBrokerKilledLosesNothingAndLeavesNoPostWithoutAnswer() throws Exception {
        bench.under("broker kill -9: leader", Traffic.of(A_MINUTE), load -> {
            killBroker(cluster.busiestLeader());
            answeredAllButOneOfAThousand(load);
        });
    }

    @Test
    @Order(3)
    void theControllerKilledLosesNothingAndLeavesNoPostWithoutAnswer() throws Exception {
        bench.under("broker kill -9: controller", Traffic.of(A_MINUTE), load -> {
            killBroker(cluster.controller());
            answeredAllButOneOfAThousand(load);
        });
    }

    private static void killBroker(int id) throws Exception {
        bench.recoveryBeginsNow();
        cluster.brokerProcess(id).killAndKeepDown();
        bench.awaitRecovery();
        cluster.brokerProcess(id).start();
    }

    /** No answer within 3 s is Zoom's time-out; 5xx in time is what ingest owes while it cannot store. */
    private static void answeredAllButOneOfAThousand(Load load) throws Exception {
        load.awaitEnd(Duration.ofMinutes(6));
        assertThat(load.sender().answers("none")).isLessThanOrEqualTo((int) Math.ceil(load.sent() / 1_000.0));
    }

    @Test
    @Order(4)
    void brokersRestartedOneAfterTheOtherLoseNothing() throws Exception {
        bench.under("rolling restart of all brokers", Traffic.of(Duration.ofSeconds(90)), load -> {
            bench.recoveryBeginsNow();
            for (ChildProcess broker : cluster.brokers()) {
                broker.stop();
                broker.start();
                broker.awaitReady();
                cluster.awaitReplicas();
            }
            bench.awaitRecovery();
        });
    }

    @Test
    @Order(5)
    void twoBrokersDownAreAnswered503AndNothingIsLostOnceTheyAreBack() throws Exception {
        bench.under("two brokers down for 30 s", Traffic.of(Duration.ofSeconds(75)), load -> {
            cluster.brokerProcess(1).killAndKeepDown();
            cluster.brokerProcess(2).killAndKeepDown();
            FaultBench.forAsLongAs(Duration.ofSeconds(30));
            assertThat(load.sender().answers("503")).isPositive();
            cluster.brokerProcess(1).start();
            cluster.brokerProcess(2).start();
            bench.recoveryBeginsNow();
            bench.awaitRecovery();
        });
    }

    @Test
    @Order(6)
    void processorsKilledInTurnEveryTenSecondsChangeNothing() throws Exception {
        bench.under("processors kill -9 in rotation every 10 s", Traffic.of(Duration.ofSeconds(90)), load -> {
            for (int i = 0; i < 6; i++) {
                bench.recoveryBeginsNow();
                cluster.processorProcess(i % 2 + 1).kill();
                FaultBench.forAsLongAs(EVERY);
            }
            bench.awaitRecovery();
        });
    }

    @Test
    @Order(7)
    void aProcessorHaltedForAMinuteIsFencedAndComesBackWithoutHarm() throws Exception {
        bench.under("processor SIGSTOP 60 s, then SIGCONT", Traffic.of(Duration.ofSeconds(100)), load -> {
            ChildProcess zombie = cluster.processorProcess(cluster.busiestProcessor());
            int before = zombie.output().length();
            bench.recoveryBeginsNow();
            zombie.halt();
            try {
                bench.awaitRecovery();
                FaultBench.forAsLongAs(A_MINUTE);
            } finally {
                zombie.resume();
            }
            Awaitility.await("the zombie learns that it is one")
                    .atMost(Duration.ofSeconds(90))
                    .untilAsserted(() -> assertThat(zombie.output().substring(before))
                            .containsAnyOf("Fenced", "TaskMigrated", "UnknownMemberId", "UNKNOWN_MEMBER_ID", "fenced"));
            zombie.awaitReady();
        });
    }

    @Test
    @Order(8)
    void oneProcessorBecomesThreeAndThenOneWhileEventsCome() throws Exception {
        ChildProcess third = cluster.anotherProcessor(cluster.state(3));
        cluster.awaitWhole();
        cluster.processorProcess(2).stop();
        bench.underAsItIs("processors 1, then 3, then 1", Traffic.of(Duration.ofSeconds(100)), load -> {
            cluster.processorProcess(2).start();
            third.start();
            cluster.processorProcess(2).awaitReady();
            third.awaitReady();
            bench.recoveryBeginsNow();
            cluster.processorProcess(1).stop();
            cluster.processorProcess(2).stop();
            bench.awaitRecovery();
            cluster.processorProcess(1).start();
            cluster.processorProcess(1).awaitReady();
            third.stop();
        });
    }

    @Test
    @Order(9)
    void aDeletedStateFolderIsRebuiltFromTheLog() throws Exception {
        bench.under("state folder deleted", Traffic.of(A_MINUTE), load -> {
            bench.recoveryBeginsNow();
            cluster.processorProcess(1).killAndKeepDown();
            delete(cluster.state(1));
            cluster.processorProcess(1).start();
            cluster.processorProcess(1).awaitReady();
            bench.awaitRecovery();
        });
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    @Test
    @Order(10)
    void aFullDiskStopsOneProcessorAndTheOtherGoesOn() throws Exception {
        Path small = Files.createDirectories(folder.resolve("small"));
        Needs.tool(
                "root, to mount a tmpfs of 256 MB",
                List.of("mount", "-t", "tmpfs", "-o", "size=256m", "tmpfs", small.toString()));
        ChildProcess third = cluster.anotherProcessor(small.resolve("state"));
        try {
            bench.under("disk full for the state folder", Traffic.of(Duration.ofMinutes(4)), load -> {
                third.start();
                third.awaitReady();
                fill(small.resolve("filler"));
                // It takes over from the one that dies, and cannot open the stores for it.
                bench.recoveryBeginsNow();
                cluster.processorProcess(2).killAndKeepDown();
                bench.awaitRecovery();
                Awaitility.await("the full disk is in its log")
                        .atMost(Duration.ofMinutes(2))
                        .until(() -> third.output().contains("No space left on device"));
                Files.delete(small.resolve("filler"));
                third.awaitReady();
            });
        } finally {
            third.close();
            new ProcessBuilder("umount", "-l", small.toString()).start().waitFor();
        }
    }

    private static void fill(Path file) {
        byte[] block = new byte[4096];
        try (var out = Files.newOutputStream(file)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            // Full.
        }
    }

    @Test
    @Order(11)
    void ingestInstancesKilledInTurnLoseNothingThatTheyAnswered() throws Exception {
        bench.under("ingest kill -9 in turn every 10 s", Traffic.of(A_MINUTE), load -> {
            for (int i = 0; i < 4; i++) {
                bench.recoveryBeginsNow();
                cluster.ingests().get(i % 2).kill();
                FaultBench.forAsLongAs(EVERY);
            }
            bench.awaitRecovery();
        });
    }

    @Test
    @Order(12)
    void withoutARegistryWhatRunsGoesOnAndWhatStartsSaysWhatItNeeds() throws Exception {
        bench.under("schema registry down, in the middle and at a start", Traffic.of(A_MINUTE), load -> {
            cluster.registryProcess().killAndKeepDown();
            bench.recoveryBeginsNow();
            bench.awaitRecovery();
            ChildProcess starting = cluster.processorProcess(2);
            int before = starting.output().length();
            bench.recoveryBeginsNow();
            starting.kill();
            bench.awaitRecovery();
            Awaitility.await("it says why it cannot start")
                    .atMost(Duration.ofMinutes(2))
                    .untilAsserted(() -> assertThat(starting.output().substring(before))
                            .contains("qsstream processor cannot start: ")
                            .contains(cluster.registryUrl()));
            cluster.registryProcess().start();
            starting.awaitReady();
        });
    }

    @Test
    @Order(13)
    void answersLostOnTheWayAreAskedForAgainAndCountOnce() throws Exception {
        bench.under(
                "connections: 2 % reset, 1 % half-open, 100 ms latency",
                Traffic.of(A_MINUTE), load -> {
                    cluster.proxy().delay(Duration.ofMillis(100));
                    // Four attempts in a row that fail would be given up, rightly: one in a million events at this
                    // rate.
                    cluster.proxy().reset(0.02);
                    cluster.proxy().halfOpen(0.01);
                    bench.recoveryBeginsNow();
                    load.awaitEnd(Duration.ofMinutes(6));
                    assertThat(cluster.proxy().resets()).isPositive();
                    assertThat(cluster.proxy().swallowed()).isPositive();
                });
    }

    @Test
    @Order(14)
    void anOutageOfEightyOfZoomsMinutesLosesNothing() throws Exception {
        bench.under("outage of 80 min of Zoom's", Traffic.of(Duration.ofSeconds(75)), load -> {
            outage(Duration.ofMinutes(80));
        });
    }

    @Test
    @Order(15)
    void anOutageOfAHundredOfZoomsMinutesLosesWhatZoomListsAsFailedAndNothingElse() throws Exception {
        FaultTable.Row row =
                bench.under("outage of 100 min of Zoom's", Traffic.of(Duration.ofSeconds(90)), true, load -> {
                    outage(Duration.ofMinutes(100));
                });
        assertThat(row.givenUp()).isPositive();
    }

    private static void outage(Duration zooms) {
        cluster.proxy().refuse();
        FaultBench.forAsLongAs(FaultBench.REDELIVERY.compressed(zooms));
        cluster.proxy().heal();
        bench.recoveryBeginsNow();
        bench.awaitRecovery();
    }

    @Test
    @Order(16)
    void aProcessorWithTwentyThousandLiveUsersIsReplacedByItsStandbyWithinAMinute() throws Exception {
        int sessions = Integer.getInteger("qsstream.faults.live-sessions", 1_000);
        Traffic traffic =
                new Traffic(Scenario.STEADY, sessions, 20, Duration.ofMinutes(2), Duration.ofSeconds(60), 1 / 2.0);
        FaultTable.Row row = bench.under("processor kill -9 at " + sessions * 20 + " live users", traffic, load -> {
            Awaitility.await("everybody is there and was heard of")
                    .atMost(Duration.ofMinutes(8))
                    .until(() -> load.acknowledgements() > sessions * 20L * 2);
            bench.recoveryBeginsNow();
            cluster.processorProcess(1).killAndKeepDown();
            bench.awaitRecovery();
            cluster.processorProcess(1).start();
        });
        assertThat(row.recovery()).hasValueSatisfying(time -> assertThat(time).isLessThanOrEqualTo(A_MINUTE));
    }

    @Test
    @Order(90)
    void whateverBrokeTheReportsAddUpAndNoAlertIsNoise() throws Exception {
        assertThat(bench.awaitReportsAndAlerts()).isEmpty();
    }

    /** Last, because it sends the log's clock hours ahead. */
    @Test
    @Order(99)
    void whatIsRedeliveredEightyFiveMinutesLaterCountsInItsWindow() throws Exception {
        // Given three times half an hour of sessions: ingest down for 80 min, for 100 min, and refusing every second
        // post
        // three times
        Instant down = Instant.now().plus(Duration.ofMinutes(10)).truncatedTo(ChronoUnit.SECONDS);
        Redelivery zoom = new Redelivery(1);
        Truth truth = new Truth(Cluster.WINDOW);
        List<BackdatedLog.Received> received = new ArrayList<>();
        List<Event> lost = new ArrayList<>();
        take(
                9_001,
                down,
                received,
                lost,
                (event, number) ->
                        zoom.acceptedAt(event.time(), attempt -> isIn(attempt, down, Duration.ofMinutes(80))));
        assertThat(lost).isEmpty();
        take(
                9_002,
                down,
                received,
                lost,
                (event, number) ->
                        zoom.acceptedAt(event.time(), attempt -> isIn(attempt, down, Duration.ofMinutes(100))));
        assertThat(lost).isNotEmpty().allMatch(event -> event.time().isBefore(down.plus(Duration.ofMinutes(15))));
        take(
                9_003,
                down,
                received,
                lost,
                (event, number) -> Optional.of(
                        number % 2 == 0 ? event.time() : event.time().plus(Redelivery.AFTER.getLast())));
        for (BackdatedLog.Received each : received) {
            truth.add(each.event().body());
        }
        bench.observed().update();
        long revisedBefore = bench.observed().revised();

        // When
        BackdatedLog.write(cluster, received, down, down.plus(Duration.ofMinutes(125)));

        // Then
        assertThat(bench.awaitEquality(truth)).isEmpty();
        assertThat(bench.observed().broken()).isEmpty();
        assertThat(bench.observed().revised()).isGreaterThan(revisedBefore);
        try (TopicReader letters = new TopicReader(cluster.bootstrap(), "zoom.qss.dead-letters.v1")) {
            assertThat(letters.newRecords()).isEmpty();
        }
        System.out.println(received.size() + " redelivered events in "
                + truth.userWindows().size() + " user windows, "
                + (bench.observed().revised() - revisedBefore) + " of them revised; " + lost.size()
                + " events were never received");
    }

    private static boolean isIn(Instant time, Instant begin, Duration length) {
        return !time.isBefore(begin) && time.isBefore(begin.plus(length));
    }

    private static void take(
            long seed,
            Instant begin,
            List<BackdatedLog.Received> received,
            List<Event> lost,
            BiFunction<Event, Integer, Optional<Instant>> receipt) {
        Plan plan = new Plan(
                Scenario.MIXED,
                10,
                0,
                Duration.ofMinutes(30),
                Duration.ofSeconds(60),
                seed,
                begin.plus(Duration.ofMinutes(30)));
        int number = 0;
        for (Event event : io.qsstream.local.simulate.Traffic.events(plan).toList()) {
            receipt.apply(event, number++)
                    .ifPresentOrElse(at -> received.add(new BackdatedLog.Received(at, event)), () -> lost.add(event));
        }
    }
}
