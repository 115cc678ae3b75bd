package io.qsstream.benchmarks.processor;

import io.qsstream.benchmarks.lab.Child;
import io.qsstream.benchmarks.lab.Folders;
import io.qsstream.benchmarks.lab.Home;
import io.qsstream.benchmarks.lab.Lab;
import io.qsstream.benchmarks.processor.contestant.Streaming;
import io.qsstream.benchmarks.processor.contestant.Task;
import io.qsstream.benchmarks.report.Machine;
import io.qsstream.benchmarks.report.Median;
import io.qsstream.benchmarks.report.Progress;
import io.qsstream.benchmarks.report.Report;
import io.qsstream.benchmarks.report.Table;
import io.qsstream.benchmarks.traffic.Backlog;
import io.qsstream.benchmarks.traffic.Crowd;
import io.qsstream.schema.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Lets the service, its limits and its alternatives catch up on the same backlog, in turn. */
@CommandLine.Command(
        name = "processor",
        description = {
            "Catches up on a backlog: the processor beside an exactly-once loop, a Kafka Streams pass-through, the naive",
            "DSL and Apache Flink, one after the other, in turn."
        },
        mixinStandardHelpOptions = true)
public final class ProcessorCommand implements Callable<Integer> {

    @Option(names = "--rounds", description = "times that everybody has a turn", defaultValue = "5")
    private int rounds;

    @Option(names = "--events", description = "size of the backlog (${DEFAULT-VALUE})", defaultValue = "1800000")
    private long events;

    @Option(names = "--users", description = "one event per user and minute (${DEFAULT-VALUE})", defaultValue = "20000")
    private int users;

    @Option(names = "--sessions", description = "among which the users are (${DEFAULT-VALUE})", defaultValue = "2000")
    private int sessions;

    @Option(names = "--partitions", defaultValue = "4", description = "of every topic (${DEFAULT-VALUE})")
    private int partitions;

    @Option(names = "--threads", defaultValue = "0", description = "of every contestant; 0 for one per core")
    private int threads;

    @Option(names = "--commit-millis", defaultValue = "200", description = "between commits (${DEFAULT-VALUE})")
    private int commitMillis;

    @Option(
            names = "--checkpoint-millis",
            defaultValue = "1000",
            description = "between Flink's checkpoints (${DEFAULT-VALUE}); shorter ones cost it throughput")
    private int checkpointMillis;

    @Option(
            names = "--contestants",
            split = ",",
            description = "who takes part (all): service, loop, pass-through, naive, flink")
    private @Nullable List<String> contestants;

    @Option(names = "--jvm", description = "one more JVM flag for the service, such as -XX:StartFlightRecording=...")
    private List<String> serviceFlags = new ArrayList<>();

    @Option(names = "--timeout", defaultValue = "600", description = "seconds that one run may take (${DEFAULT-VALUE})")
    private int timeoutSeconds;

    @CommandLine.Mixin
    private final Folders folders = new Folders();

    @Override
    public Integer call() {
        Home home = Home.ofTheScript();
        Machine machine = Machine.now(home.root());
        List<Contestant> who = contestants == null
                ? List.of(Contestant.values())
                : contestants.stream().map(Contestant::of).toList();
        int crowdSize = (int) Math.min(users, events);
        int minutes = (int) Math.max(1, events / crowdSize);
        Backlog backlog = new Backlog(
                new Crowd(crowdSize, Math.min(sessions, crowdSize), 7),
                minutes,
                partitions,
                longAfterAClosing(Instant.now()));
        List<CatchUp> runs = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        try (Lab lab = folders.openLab(home, "lab")) {
            write(backlog, lab);
            for (int round = 1; round <= rounds; round++) {
                for (Contestant each : who) {
                    try {
                        runs.add(run(lab, backlog, each, round, remarks));
                    } catch (IllegalStateException e) {
                        // What the others take an hour to measure is not thrown away for one.
                        System.err.println(e.getMessage());
                        remarks.add("WRONG: " + each.word() + " failed in round " + round + ": "
                                + String.valueOf(e.getMessage())
                                        .lines()
                                        .findFirst()
                                        .orElse(""));
                    }
                }
            }
        }
        folders.publish(home, report(machine, backlog, who, runs, remarks));
        return remarks.stream().anyMatch(remark -> remark.startsWith("WRONG")) ? 1 : 0;
    }

    private static void write(Backlog backlog, Lab lab) {
        long from = System.nanoTime();
        try (Progress progress = new Progress("writing the backlog", backlog.events())) {
            backlog.write(lab, progress::at);
        }
        System.err.printf(
                "%,d events of %,d users written in %.0f s%n",
                backlog.events(), backlog.crowd().users(), (System.nanoTime() - from) / 1e9);
    }

    private CatchUp run(Lab lab, Backlog backlog, Contestant who, int round, List<String> remarks) {
        String group = who.word() + "-" + round;
        Task task = new Task(
                lab.bootstrapServers(),
                group,
                effectiveThreads(),
                who == Contestant.FLINK ? checkpointMillis : commitMillis,
                lab.folder().resolve("state-" + group).toString());
        who.prepare(lab, task, partitions);
        CatchUp run;
        long dropped;
        try (Child child = lab.start(
                who.program(lab.home(), task, partitions, who == Contestant.SERVICE ? serviceFlags : List.of()))) {
            run = CatchUp.watch(
                    lab,
                    child,
                    group,
                    partitions,
                    backlog.records(),
                    backlog.events(),
                    who,
                    round,
                    Duration.ofSeconds(timeoutSeconds));
            child.close();
            dropped = dropped(child);
        } catch (IllegalStateException e) {
            clear(lab, task);
            throw e;
        }
        System.err.printf(
                "%-14s round %d: %,8.0f events/s  %6.1f µs CPU per event  %s MiB resident%n",
                who.word(), round, run.eventsPerSecond(), run.cpuMicrosPerEvent(), run.peakResidentMib());
        remarks.add(
                who == Contestant.SERVICE
                        ? serviceCheck(lab, backlog, round)
                        : check(lab, backlog, who, task, round, dropped));
        clear(lab, task);
        return run;
    }

    /** The windows of a minute close half a minute into another, and take some seconds to be out: none is to be on its way. */
    private static Instant longAfterAClosing(Instant now) {
        return now.minusSeconds(25).truncatedTo(ChronoUnit.MINUTES).plusSeconds(25);
    }

    private static void clear(Lab lab, Task task) {
        lab.deleteTopicsBut(Set.of(Topics.RAW_EVENTS.name()));
        Lab.delete(Path.of(task.stateDir()));
    }

    private static String serviceCheck(Lab lab, Backlog backlog, int round) {
        Completeness found = Completeness.read(lab.bootstrapServers());
        long expected = backlog.closedUserWindows(Task.WINDOWING);
        boolean right = found.finalWindows() == expected
                && found.revisedWindows() == 0
                && found.deadLetters().isEmpty();
        return String.format(
                Locale.ROOT,
                "%s: round %d of the service emitted %,d user windows FINAL with revision 1 (expected %,d), %,d of other"
                        + " revisions, dead letters %s, %,d alert transitions",
                right ? "Complete" : "WRONG",
                round,
                found.finalWindows(),
                expected,
                found.revisedWindows(),
                found.deadLetters(),
                found.alerts());
    }

    /** The others are compared with only if they do all of it too. */
    private static String check(Lab lab, Backlog backlog, Contestant who, Task task, int round, long dropped) {
        long expected = who.leaves(backlog);
        long found = Completeness.keys(lab.bootstrapServers(), who.checked(task), who.repeatsItself());
        return String.format(
                Locale.ROOT,
                "%s: round %d of %s wrote %,d %s (expected %,d) and dropped %,d records as late",
                found == expected && dropped == 0 ? "Complete" : "WRONG",
                round,
                who.word(),
                found,
                who.repeatsItself() ? "keys" : "records",
                expected,
                dropped);
    }

    /** What a windowing that reads its partitions unevenly refuses as late, by its own last word. */
    private static long dropped(Child child) {
        try (Stream<String> lines = child.logLines()) {
            return lines.filter(line -> line.startsWith(Streaming.DROPPED))
                    .mapToLong(line -> Long.parseLong(line.substring(Streaming.DROPPED.length())))
                    .sum();
        }
    }

    private int effectiveThreads() {
        return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }

    private Report report(
            Machine machine, Backlog backlog, List<Contestant> who, List<CatchUp> runs, List<String> remarks) {
        Table table = new Table(
                "contestant",
                "events/s",
                "of pass-through",
                "CPU µs/event",
                "of pass-through",
                "peak RSS MiB",
                "start to end s");
        Double limit = median(runs, Contestant.PASS_THROUGH, CatchUp::eventsPerSecond);
        Double limitCpu = median(runs, Contestant.PASS_THROUGH, CatchUp::cpuMicrosPerEvent);
        for (Contestant each : who) {
            Double rate = median(runs, each, CatchUp::eventsPerSecond);
            Double cpu = median(runs, each, CatchUp::cpuMicrosPerEvent);
            table.row(
                    each.title(),
                    Table.number(rate, 0),
                    Table.ratio(rate, limit),
                    Table.number(cpu, 1),
                    Table.ratio(cpu, limitCpu),
                    Table.number(median(runs, each, CatchUp::peakResidentMib), 0),
                    Table.number(median(runs, each, CatchUp::seconds), 1));
        }
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("rounds", rounds);
        parameters.put("events", backlog.events());
        parameters.put("users", backlog.crowd().users());
        parameters.put("sessions", backlog.crowd().sessions());
        parameters.put("minutes", backlog.minutes());
        parameters.put("entriesPerEvent", Crowd.ENTRIES);
        parameters.put("bodyBytes", bodyBytes(backlog));
        parameters.put("partitions", partitions);
        parameters.put("threads", effectiveThreads());
        parameters.put("commitMillis", commitMillis);
        parameters.put("flinkCheckpointMillis", checkpointMillis);
        parameters.put("jvm", io.qsstream.benchmarks.lab.JavaProgram.EQUAL_FLAGS);
        parameters.put("serviceJvm", serviceFlags);
        return new Report("processor", "Catching up on a backlog", machine, parameters, runs, table, remarks);
    }

    private static long bodyBytes(Backlog backlog) {
        return Arrays.stream(new int[] {0, 1, 2, 3})
                        .mapToLong(user -> backlog.crowd().body(user, 0, backlog.end(), backlog.end()).length)
                        .sum()
                / 4;
    }

    private static @Nullable Double median(List<CatchUp> runs, Contestant who, Function<CatchUp, @Nullable Number> of) {
        return Median.of(runs.stream()
                .filter(run -> run.contestant().equals(who.word()))
                .map(of)
                .toList());
    }
}
