package io.qsstream.benchmarks.processor;

import io.qsstream.benchmarks.lab.Child;
import io.qsstream.benchmarks.lab.Lab;
import io.qsstream.benchmarks.lab.Waiting;
import io.qsstream.benchmarks.report.Progress;
import io.qsstream.schema.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    /** At 15 % the JIT still took half of the processor; what it takes from here on stands in the README. */
    private static final double WARM = 0.5;

    private static final long POLL_MILLIS = 100;

    /** What Kafka Streams appends to the names of topics through which a topology sends records to itself. */
    private static final String TO_ITSELF = "-repartition";

    /**
     * One look at it.
     *
     * @param committed records of the backlog and of each topic through which it sends records to itself
     */
    private record Look(long nanos, Duration cpu, Map<String, Long> committed) {

        /** How much of all it is through with: as much as its slowest step is. */
        double progress(Map<String, Long> all) {
            return all.entrySet().stream()
                    .mapToDouble(topic -> (double) committed.getOrDefault(topic.getKey(), 0L) / topic.getValue())
                    .min()
                    .orElse(0);
        }
    }

    /**
     * Watches it until it is through: with the backlog, and with all that it has sent to itself meanwhile.
     *
     * @param partitions of each topic
     * @param records of the backlog
     * @param events among them
     */
    static CatchUp watch(
            Lab lab,
            Child child,
            String group,
            int partitions,
            long records,
            long events,
            Contestant who,
            int round,
            Duration patience) {
        List<Look> looks = new ArrayList<>();
        try (Progress progress = new Progress(who.word() + " " + round, records)) {
            while (true) {
                Look look = look(lab, child, group);
                looks.add(look);
                long committed = look.committed().getOrDefault(Topics.RAW_EVENTS.name(), 0L);
                progress.at(committed);
                if (committed >= records && isThroughWithItself(lab, look, partitions)) {
                    return measured(child, looks, events, who, round);
                }
                child.mustLive();
                if (look.nanos() - child.startedNanos() > patience.toNanos()) {
                    throw new IllegalStateException(who.word() + " has committed " + look.committed() + " of " + records
                            + " records in " + patience.toSeconds() + " s; the end of its log:\n"
                            + child.lastWords(20));
                }
                Waiting.pause(POLL_MILLIS);
            }
        }
    }

    private static Look look(Lab lab, Child child, String group) {
        Map<String, Long> committed = new HashMap<>(lab.committed(group));
        committed.keySet().removeIf(topic -> !topic.equals(Topics.RAW_EVENTS.name()) && !topic.endsWith(TO_ITSELF));
        return new Look(System.nanoTime(), child.processorTime(), committed);
    }

    private static boolean isThroughWithItself(Lab lab, Look look, int partitions) {
        return look.committed().entrySet().stream()
                .filter(topic -> topic.getKey().endsWith(TO_ITSELF))
                .allMatch(topic -> {
                    long written = lab.written(topic.getKey(), partitions);
                    // The last in a partition is a transaction's marker, which nobody need commit.
                    return topic.getValue() + partitions >= written;
                });
    }

    private static CatchUp measured(Child child, List<Look> looks, long events, Contestant who, int round) {
        Look end = looks.get(looks.size() - 1);
        Look warm = looks.stream()
                .filter(look -> look.progress(end.committed()) >= WARM)
                .findFirst()
                .orElse(end);
        double between = events * (1 - warm.progress(end.committed()));
        if (between <= 0) {
            throw new IllegalStateException(who.word() + " was done before it could be measured: give it more events");
        }
        return new CatchUp(
                who.word(),
                round,
                between / ((end.nanos() - warm.nanos()) / 1e9),
                end.cpu().minus(warm.cpu()).toNanos() / 1e3 / between,
                end.cpu().toNanos() / 1e3 / events,
                child.peakResidentMib(),
                (end.nanos() - child.startedNanos()) / 1e9);
    }
}
