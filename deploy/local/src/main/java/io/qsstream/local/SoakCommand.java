package io.qsstream.local;

import io.qsstream.local.soak.ProcessReading;
import io.qsstream.local.soak.Series;
import io.qsstream.local.stack.StackFile;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Watches a running stack and says how fast its processes grow. Changes nothing. */
@Command(
        name = "soak",
        description = {
            "Watches the running stack's processes, then prints first, last and growth per hour of memory, threads and"
                    + " file handles of each, and of the processor's lag.",
            "Growth is that of the second half of the time: the first is warming up. Needs Linux's /proc.",
            "Ends with 1 if a process ended meanwhile."
        },
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class SoakCommand implements Callable<Integer> {

    @CommandLine.Mixin
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    StackFolder data;

    @Option(names = "--minutes", defaultValue = "30", description = "How long to watch.")
    double minutes;

    @Option(names = "--every", paramLabel = "T", defaultValue = "10s", description = "Time between two readings.")
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    Duration every;

    @Option(names = "--group", defaultValue = "qsstream-processor", description = "Consumer group whose lag is read.")
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    String group;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    CommandLine.Model.CommandSpec spec;

    /** The figures of one child. */
    private record Growth(Series memoryMib, Series threads, Series files) {
        Growth() {
            this(new Series(), new Series(), new Series());
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!(minutes > 0) || !every.isPositive()) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--minutes and --every must be positive");
        }
        if (!ProcessReading.isPossible()) {
            throw new CommandLine.ParameterException(spec.commandLine(), "soak reads /proc, which this system lacks");
        }
        StackFile stack = data.stack()
                .orElseThrow(() -> new CommandLine.ParameterException(
                        spec.commandLine(), "No running stack in " + data.path + ": start one with ./qsstream up"));
        Map<String, Growth> children = new LinkedHashMap<>();
        Set<String> ended = new LinkedHashSet<>();
        Series lag = new Series();
        long begin = System.nanoTime();
        Duration length = Duration.ofMillis(Math.round(minutes * 60_000));
        try (Admin admin = Admin.create(Map.of(
                "bootstrap.servers",
                stack.url("kafka"),
                "default.api.timeout.ms",
                5_000,
                "request.timeout.ms",
                4_000))) {
            for (int reading = 0; ; reading++) {
                Duration since = Duration.ofNanos(System.nanoTime() - begin);
                for (StackFile.ChildProcess child : stack.processes()) {
                    Optional<ProcessReading> found = ProcessReading.of(child.pid());
                    if (found.isEmpty()) {
                        ended.add(child.name());
                        continue;
                    }
                    Growth growth = children.computeIfAbsent(child.name(), unused -> new Growth());
                    growth.memoryMib().add(since, found.get().residentKib() / 1024.0);
                    growth.threads().add(since, (double) found.get().threads());
                    growth.files().add(since, (double) found.get().files());
                }
                lag(admin).ifPresent(records -> lag.add(since, (double) records));
                Duration next = every.multipliedBy(reading + 1L);
                if (next.compareTo(length) > 0) {
                    break;
                }
                Duration wait = next.minusNanos(System.nanoTime() - begin);
                if (wait.isPositive()) {
                    Thread.sleep(wait);
                }
            }
        }
        print(children, lag, ended);
        return ended.isEmpty() ? CommandLine.ExitCode.OK : 1;
    }

    /** Records of the group's topics that are not processed yet; empty where the broker does not say. */
    private OptionalLong lag(Admin admin) throws InterruptedException {
        try {
            Map<TopicPartition, OffsetAndMetadata> done = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(5, TimeUnit.SECONDS);
            if (done.isEmpty()) {
                return OptionalLong.empty();
            }
            var ends = admin.listOffsets(done.keySet().stream()
                            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest())))
                    .all()
                    .get(5, TimeUnit.SECONDS);
            long lag = 0;
            for (Map.Entry<TopicPartition, OffsetAndMetadata> each : done.entrySet()) {
                var end = ends.get(each.getKey());
                if (end != null) {
                    lag += Math.max(0, end.offset() - each.getValue().offset());
                }
            }
            return OptionalLong.of(lag);
        } catch (ExecutionException | TimeoutException e) {
            return OptionalLong.empty();
        }
    }

    private void print(Map<String, Growth> children, Series lag, Set<String> ended) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%-12s%-12s%12s%12s%14s%n", "process", "figure", "first", "last", "growth/h");
        children.forEach((name, growth) -> {
            line(out, name, "MiB", growth.memoryMib());
            line(out, name, "threads", growth.threads());
            line(out, name, "files", growth.files());
        });
        line(out, "processor", "lag", lag);
        ended.forEach(name -> out.println(name + " ended meanwhile: look at its log in " + data.path.resolve("logs")));
        out.flush();
    }

    private static void line(PrintWriter out, String process, String figure, Series series) {
        if (series.isEmpty()) {
            out.printf("%-12s%-12s%12s%12s%14s%n", process, figure, "-", "-", "-");
        } else {
            out.printf(
                    Locale.ROOT,
                    "%-12s%-12s%12.0f%12.0f%+14.1f%n",
                    process,
                    figure,
                    series.first(),
                    series.last(),
                    series.slopePerHour());
        }
    }
}
