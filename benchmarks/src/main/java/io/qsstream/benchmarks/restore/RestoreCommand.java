package io.qsstream.benchmarks.restore;

import io.qsstream.benchmarks.lab.Child;
import io.qsstream.benchmarks.lab.Folders;
import io.qsstream.benchmarks.lab.Home;
import io.qsstream.benchmarks.lab.JavaProgram;
import io.qsstream.benchmarks.lab.Lab;
import io.qsstream.benchmarks.lab.Processors;
import io.qsstream.benchmarks.lab.Program;
import io.qsstream.benchmarks.lab.Waiting;
import io.qsstream.benchmarks.report.Machine;
import io.qsstream.benchmarks.report.Median;
import io.qsstream.benchmarks.report.Progress;
import io.qsstream.benchmarks.report.Report;
import io.qsstream.benchmarks.report.Table;
import io.qsstream.benchmarks.traffic.Backlog;
import io.qsstream.benchmarks.traffic.Crowd;
import io.qsstream.ingest.store.RawRecords;
import io.qsstream.schema.topic.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Ends the processor and lets another go on, with much state. */
@CommandLine.Command(
        name = "restore",
        description = {
            "From the end of the only processor to every partition working again, with the state of many users:",
            "started again with its folder, killed and started again, replaced without its folder, and by a standby."
        },
        mixinStandardHelpOptions = true)
public final class RestoreCommand implements Callable<Integer> {

    private static final String GROUP = "restore";
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    /** A standby has caught up once its folder has not changed for so long: nothing is written meanwhile. */
    private static final Duration QUIET = Duration.ofSeconds(10);
    /** The size of a folder that was not the same from beginning to end of the look: unlike any size before. */
    private static final long CHANGING = -2;

    private enum Way {
        STOPPED("stopped, started again with its folder"),
        KILLED("kill -9, started again with its folder"),
        REPLACED("kill -9, another started without its folder"),
        STANDBY("kill -9, a standby goes on");

        private final String title;

        Way(String title) {
            this.title = title;
        }
    }

    private record Gap(String way, int round, double seconds) {}

    @Option(names = "--rounds", defaultValue = "5", description = "ends of each kind (${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--users", defaultValue = "20000", description = "live users (${DEFAULT-VALUE})")
    private int users;

    @Option(
            names = "--minutes",
            defaultValue = "60",
            description = "how long they have been live, an event a minute each (${DEFAULT-VALUE})")
    private int minutes;

    @Option(names = "--partitions", defaultValue = "4", description = "of every topic (${DEFAULT-VALUE})")
    private int partitions;

    @CommandLine.Mixin
    private final Folders folders = new Folders();

    private int started;

    @Override
    public Integer call() {
        Home home = Home.ofTheScript();
        Machine machine = Machine.now(home.root());
        List<Gap> gaps = new ArrayList<>();
        long stateMib;
        try (Lab lab = folders.openLab(home, "lab");
                Producer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", lab.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            write(lab);
            Running running = start(lab, lab.folder().resolve("state"));
            awaitCommitted(lab, running.process, "build up");
            stateMib = size(running.state) / (1024 * 1024);
            for (int round = 1; round <= rounds; round++) {
                for (Way way : Way.values()) {
                    Running before = running;
                    Running next = way == Way.STANDBY ? standby(lab) : null;
                    long from = System.nanoTime();
                    if (way == Way.STOPPED) {
                        before.process.close(PATIENCE);
                    } else {
                        before.process.kill();
                    }
                    mark(producer);
                    running = next != null
                            ? next
                            : start(lab, way == Way.REPLACED ? lab.folder().resolve("state-" + started) : before.state);
                    awaitCommitted(lab, running.process, way.name().toLowerCase(Locale.ROOT) + " " + round);
                    double seconds = (System.nanoTime() - from) / 1e9;
                    System.err.printf(Locale.ROOT, "%-45s round %d: %.1f s%n", way.title, round, seconds);
                    gaps.add(new Gap(way.name(), round, seconds));
                    if (!running.state.equals(before.state)) {
                        Lab.delete(before.state);
                    }
                }
            }
        }
        folders.publish(home, report(machine, gaps, stateMib));
        return 0;
    }

    /** An instance, and the folder of its state. */
    private record Running(Child process, Path state) {}

    private void write(Lab lab) {
        Backlog backlog = new Backlog(
                new Crowd(users, Math.max(1, users / 10), 7),
                minutes,
                partitions,
                Instant.now().truncatedTo(ChronoUnit.SECONDS));
        try (Progress progress = new Progress("backlog", backlog.events())) {
            backlog.write(lab, progress::at);
        }
    }

    private Running start(Lab lab, Path state) {
        started++;
        Program program = Processors.program(
                lab.home(),
                "processor-" + started,
                JavaProgram.EQUAL_FLAGS,
                lab.bootstrapServers(),
                state.toString(),
                Map.of(
                        "QSSTREAM_APPLICATION_ID",
                        GROUP,
                        "QSSTREAM_PROCESSOR_THREADS",
                        "2",
                        "QSSTREAM_PROCESSOR_STANDBY_REPLICAS",
                        "1",
                        "QSSTREAM_TOPICS_PARTITIONS",
                        Integer.toString(partitions)));
        return new Running(lab.start(program), state);
    }

    /** A second instance, once it has copied the first one's state. */
    private Running standby(Lab lab) {
        Running standby = start(lab, lab.folder().resolve("state-" + started));
        long from = System.nanoTime();
        long size = -1;
        long since = from;
        while (size <= 0 || System.nanoTime() - since < QUIET.toNanos()) {
            standby.process.mustLive();
            mustBeInTime(standby.process, from);
            Waiting.pause(500);
            long now = size(standby.state);
            if (now != size) {
                size = now;
                since = System.nanoTime();
            }
        }
        return standby;
    }

    /** Something to do in every partition. */
    private void mark(Producer<byte[], byte[]> producer) {
        for (int partition = 0; partition < partitions; partition++) {
            var unused = producer.send(RawRecords.tick(partition, Instant.now()));
        }
        producer.flush();
    }

    private void awaitCommitted(Lab lab, Child process, String what) {
        String raw = Topics.RAW_EVENTS.name();
        long wanted = lab.written(raw, partitions);
        long from = System.nanoTime();
        try (Progress progress = new Progress(what, wanted)) {
            long committed = lab.committed(GROUP, raw);
            while (committed < wanted) {
                process.mustLive();
                mustBeInTime(process, from);
                progress.at(committed);
                Waiting.pause(50);
                committed = lab.committed(GROUP, raw);
            }
        }
    }

    private static void mustBeInTime(Child process, long from) {
        if (System.nanoTime() - from > PATIENCE.toNanos()) {
            throw new IllegalStateException(
                    process.name() + " was not done in " + PATIENCE.toMinutes() + " min: " + process.lastWords(20));
        }
    }

    /** Bytes of all files below a folder; 0 while it is not there, {@link #CHANGING} where one went meanwhile. */
    private static long size(Path folder) {
        if (!Files.exists(folder)) {
            return 0;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            long sum = 0;
            for (Path each : (Iterable<Path>) all::iterator) {
                try {
                    sum += Files.isRegularFile(each) ? Files.size(each) : 0;
                } catch (NoSuchFileException gone) {
                    // Compacted away.
                }
            }
            return sum;
        } catch (UncheckedIOException changedMeanwhile) {
            return CHANGING;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Report report(Machine machine, List<Gap> gaps, long stateMib) {
        Table table = new Table("the only processor is", "s until all partitions work, median", "least", "most");
        for (Way way : Way.values()) {
            List<Double> seconds = gaps.stream()
                    .filter(gap -> gap.way().equals(way.name()))
                    .map(Gap::seconds)
                    .sorted()
                    .toList();
            table.row(
                    way.title,
                    Table.number(Median.of(seconds), 1),
                    Table.number(seconds.isEmpty() ? null : seconds.getFirst(), 1),
                    Table.number(seconds.isEmpty() ? null : seconds.getLast(), 1));
        }
        return new Report(
                "restore",
                "How long partitions stand still",
                machine,
                Map.of("rounds", rounds, "users", users, "minutes", minutes, "partitions", partitions),
                gaps,
                table,
                List.of(
                        "State on disk: " + stateMib + " MiB.",
                        "The time has everything in it: stopping, or the 10 s after which a silent member is given up, the"
                                + " start of a JVM, the restore, and the first commit of every partition."));
    }
}
