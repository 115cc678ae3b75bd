package io.qsstream.local.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.qsstream.local.faults.FaultBench.Traffic;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From another build's services to this one's, an instance after the other and under load. {@code deploy/local/upgrade} builds
 * the previous commit and runs it; without the property it is skipped.
 */
@Tag("faults")
class UpgradeIT {

    private static final int OFFSET = Integer.getInteger("qsstream.it.port-offset", 15_000);

    @TempDir
    private Path folder;

    @Test
    void anUpgradeOfOneInstanceAfterTheOtherLosesNothingAndCountsNothingTwice() throws Exception {
        String previous = System.getProperty("qsstream.faults.previous", "");
        assumeTrue(!previous.isEmpty(), "qsstream.faults.previous names no build: see deploy/local/upgrade");
        try (FaultBench bench = new FaultBench(
                folder, OFFSET, Path.of(previous).toAbsolutePath().normalize())) {
            Cluster cluster = bench.cluster();
            bench.under("rolling upgrade", Traffic.of(Duration.ofSeconds(150)), load -> {
                for (ChildProcess ingest : cluster.ingests()) {
                    cluster.upgrade(ingest);
                }
                for (int number = 1; number <= 2; number++) {
                    bench.recoveryBeginsNow();
                    cluster.upgrade(cluster.processorProcess(number));
                    bench.awaitRecovery();
                }
            });
            assertThat(bench.awaitReportsAndAlerts()).isEmpty();
            System.out.println(bench.table().text());
        }
    }
}
