package io.qsstream.benchmarks.processor;

import io.qsstream.benchmarks.lab.Child;
import io.qsstream.benchmarks.lab.Lab;
import io.qsstream.benchmarks.lab.Waiting;
import io.qsstream.benchmarks.report.Progress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One contestant's way through the backlog, seen from outside by what its group has committed, so that everybody is
 * measured alike.
 *
 * @param contestant who
 * @param round from 1
 * @param eventsPerSecond between the first look with half of it committed (the JVM is warm) and all committed
 * @param cpuMicrosPerEvent processor time of its process in between, all threads
 * @param cpuMicrosPerEventInAll the same from its start, warming up included
 * @param peakResidentMib most memory that it had resident
 * @param seconds from its start to all committed
 */
record CatchUp(
        String contestant,
        int round,
        double eventsPerSecond,
        double cpuMicrosPerEvent,
        double cpuMicrosPerEventInAll,
        @Nullable Long peakResidentMib,
        double seconds) {

    /** By then the JIT of a process of two cores is done; at 15 % it still took half of the processor. */
    private static final double WARM = 0.5;

    private static final long POLL_MILLIS = 100;

    /** Watches it until all is committed. */
    static CatchUp watch(
            Lab lab,
            Child child,
            String group,
            String topic,
            long records,
            Contestant who,
            int round,
            Duration patience) {
        long warmAt = 0;
        long warmNanos = 0;
        Duration warmCpu = Duration.ZERO;
        try (Progress progress = new Progress(who.word() + " " + round, records)) {
            while (true) {
                long committed = lab.committed(group, topic);
                long now = System.nanoTime();
                Duration cpu = child.processorTime();
                progress.at(committed);
                if (warmNanos == 0 && committed >= records * WARM) {
                    warmAt = committed;
                    warmNanos = now;
                    warmCpu = cpu;
                }
                if (committed >= records) {
                    double seconds = (now - warmNanos) / 1e9;
                    long between = records - warmAt;
                    if (between == 0) {
                        throw new IllegalStateException(
                                who.word() + " was done before it could be measured: give it more events");
                    }
                    return new CatchUp(
                            who.word(),
                            round,
                            between / seconds,
                            cpu.minus(warmCpu).toNanos() / 1e3 / between,
                            cpu.toNanos() / 1e3 / records,
                            child.peakResidentMib(),
                            (now - child.startedNanos()) / 1e9);
                }
                child.mustLive();
                if (now - child.startedNanos() > patience.toNanos()) {
                    throw new IllegalStateException(who.word() + " has committed " + committed + " of " + records
                            + " records in " + patience.toSeconds() + " s; the end of its log:\n"
                            + child.lastWords(20));
                }
                Waiting.pause(POLL_MILLIS);
            }
        }
    }
}
