package io.qsstream.local.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.local.RunningStack;
import io.qsstream.local.compare.AlertComparison;
import io.qsstream.local.compare.CommittedRecords;
import io.qsstream.local.compare.ReportComparison;
import io.qsstream.local.compare.TruthRecords;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.AlertTransition;
import io.qsstream.v1.SessionReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same bodies in the same order, once undisturbed, once with the processor and once with the broker killed in the
 * middle: whoever reads the alerts cannot tell which run it was.
 */
class FaultsIT {

    private static final int OFFSET = 23_600;
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final int SESSIONS = 10;

    @TempDir
    static Path folder;

    private static Instant end;
    private static List<String> undisturbed;

    @BeforeAll
    static void undisturbed() throws Exception {
        // The same for all three, never older than what may still raise (10 min) nor newer than what is taken in (5
        // min).
        end = Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(Duration.ofMinutes(4));
        undisturbed = run("undisturbed", null);
    }

    @Test
    void theAlertsOfAnUndisturbedRunAreNoEmptyComparison() {
        assertThat(undisturbed).hasSizeGreaterThan(100).doesNotHaveDuplicates();
    }

    @Test
    void aProcessorKilledInTheMiddleRaisesNothingTwiceAndMissesNothing() throws Exception {
        assertThat(run("processor-killed", "processor")).containsExactlyInAnyOrderElementsOf(undisturbed);
    }

    @Test
    void aBrokerKilledInTheMiddleRaisesNothingTwiceAndMissesNothing() throws Exception {
        assertThat(run("broker-killed", "broker")).containsExactlyInAnyOrderElementsOf(undisturbed);
    }

    /** Returns the run's transitions, each with its cause, in order of the topic. */
    private static List<String> run(String name, String killed) throws Exception {
        Path file = folder.resolve(name + ".ndjson");
        try (RunningStack stack = RunningStack.start(folder.resolve(name), OFFSET, "--no-simulator", "--restart")) {
            CompletableFuture<String> simulated = CompletableFuture.supplyAsync(() -> simulate(stack, file));
            if (killed != null) {
                Awaitility.await("a third is posted")
                        .atMost(Duration.ofSeconds(120))
                        .pollInterval(Duration.ofMillis(50))
                        .until(() -> Files.exists(file) && Files.size(file) > 2_000_000);
                ProcessHandle.of(stack.child(killed)).orElseThrow().destroyForcibly();
            }
            System.out.print(name + ": " + simulated.get(5, TimeUnit.MINUTES));
            if (killed != null) {
                assertThat(stack.output()).contains(killed + " has died: started again");
            }
            return settled(stack, TruthRecords.read(file));
        }
    }

    /** One request at a time: what arrives is the same in the same order, whatever is killed. */
    private static String simulate(RunningStack stack, Path file) {
        try {
            return stack.simulate(
                    "--sessions", Integer.toString(SESSIONS),
                    "--minutes", "5",
                    "--cadence", "10s",
                    "--speed", "0",
                    "--seed", "9",
                    "--end", end.toString(),
                    "--concurrency", "1",
                    "--out", file.toString());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every session ended by its users' leaving, so once all are reported nothing is raised or cleared any more. */
    private static List<String> settled(RunningStack stack, TruthRecords truth) {
        Awaitility.await("every session is reported, every minute counted")
                .atMost(Duration.ofSeconds(240))
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(() -> {
                    List<SessionReport> reports =
                            CommittedRecords.of(stack.url("kafka"), stack.url("registry"), Topics.SESSION_REPORTS);
                    assertThat(ReportComparison.of(truth, reports, WINDOW).differences())
                            .isEmpty();
                });
        List<AlertTransition> transitions =
                CommittedRecords.of(stack.url("kafka"), stack.url("registry"), Topics.ALERTS);
        AlertComparison comparison = AlertComparison.of(truth, transitions);
        assertThat(comparison.unraised()).isEmpty();
        assertThat(comparison.noise()).isEmpty();
        List<String> lines = new ArrayList<>();
        for (AlertTransition each : transitions) {
            lines.add(each.getSessionId() + " " + each.getUserId() + " " + each.getRuleId() + " " + each.getStreamType()
                    + " " + each.getAlertId() + " " + each.getSequence() + " " + each.getTransition() + " "
                    + each.getCause().getClass$());
        }
        return lines;
    }
}
