package io.qsstream.benchmarks.startup;

import io.qsstream.benchmarks.lab.Child;
import io.qsstream.benchmarks.lab.Folders;
import io.qsstream.benchmarks.lab.Home;
import io.qsstream.benchmarks.lab.JavaProgram;
import io.qsstream.benchmarks.lab.Lab;
import io.qsstream.benchmarks.lab.Processors;
import io.qsstream.benchmarks.lab.Program;
import io.qsstream.benchmarks.lab.Waiting;
import io.qsstream.benchmarks.load.Webhook;
import io.qsstream.benchmarks.report.Machine;
import io.qsstream.benchmarks.report.Median;
import io.qsstream.benchmarks.report.Report;
import io.qsstream.benchmarks.report.Table;
import io.qsstream.benchmarks.traffic.Backlog;
import io.qsstream.benchmarks.traffic.Crowd;
import io.qsstream.schema.kafka.TopicSetup;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Starts the services again and again, plain and with what the JVM can keep of an earlier start. */
@CommandLine.Command(
        name = "startup",
        description = {
            "From process start to the first accepted webhook, and to the first sample that a read_committed consumer",
            "sees: plain, with class-data sharing, and with the AOT cache of JDK 25."
        },
        mixinStandardHelpOptions = true)
public final class StartupCommand implements Callable<Integer> {

    private static final String SECRET = "benchmark-secret-token";
    private static final int AOT_SINCE = 25;
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int PARTITIONS = 4;

    /** What a JVM takes over from an earlier start. */
    private enum Mode {
        PLAIN("plain"),
        CDS("class-data sharing"),
        AOT("AOT cache");

        private final String title;

        Mode(String title) {
            this.title = title;
        }

        List<String> making(Path cache) {
            return switch (this) {
                case PLAIN -> List.of();
                case CDS -> List.of("-XX:ArchiveClassesAtExit=" + cache);
                case AOT -> List.of("-XX:AOTCacheOutput=" + cache);
            };
        }

        List<String> using(Path cache) {
            return switch (this) {
                case PLAIN -> List.of();
                // A cache that cannot be used ends the start, instead of being measured as if it was.
                case CDS -> List.of("-XX:SharedArchiveFile=" + cache, "-Xshare:on");
                case AOT -> List.of("-XX:AOTCache=" + cache, "-XX:AOTMode=on");
            };
        }
    }

    private enum Service {
        INGEST("ingest: first accepted webhook"),
        PROCESSOR("processor: first visible sample");

        private final String title;

        Service(String title) {
            this.title = title;
        }
    }

    private record Start(String service, String mode, int round, double millis) {}

    @Option(names = "--rounds", defaultValue = "7", description = "starts of each kind (${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--gc", defaultValue = "Parallel", description = "collector (${DEFAULT-VALUE})")
    private String gc = "";

    @CommandLine.Mixin
    private final Folders folders = new Folders();

    @Override
    public Integer call() {
        Home home = Home.ofTheScript();
        Machine machine = Machine.now(home.root());
        List<Mode> modes =
                Runtime.version().feature() >= AOT_SINCE ? List.of(Mode.values()) : List.of(Mode.PLAIN, Mode.CDS);
        List<Start> starts = new ArrayList<>();
        Map<String, Long> cacheSizes = new LinkedHashMap<>();
        try (Lab lab = folders.openLab(home, "lab")) {
            new Backlog(new Crowd(200, 20, 7), 5, PARTITIONS, Instant.now().truncatedTo(ChronoUnit.SECONDS))
                    .write(lab, done -> {});
            List<Topic<?>> outputs = Topics.ALL.stream()
                    .filter(topic -> topic != Topics.RAW_EVENTS)
                    .toList();
            TopicSetup.create(Map.of("bootstrap.servers", lab.bootstrapServers()), outputs, PARTITIONS, (short) 1);
            for (Service service : Service.values()) {
                for (Mode mode : modes) {
                    if (mode != Mode.PLAIN) {
                        cacheSizes.put(service.name() + " " + mode.title, makeCache(lab, service, mode));
                    }
                }
                for (int round = 1; round <= rounds; round++) {
                    for (Mode mode : modes) {
                        double millis = start(lab, service, mode, mode.using(cache(lab, service, mode)), round);
                        System.err.printf(
                                Locale.ROOT, "%-10s %-20s round %d: %,.0f ms%n", service, mode.title, round, millis);
                        starts.add(new Start(service.name(), mode.title, round, millis));
                    }
                }
            }
        }
        folders.publish(home, report(machine, modes, starts, cacheSizes));
        return 0;
    }

    private static Path cache(Lab lab, Service service, Mode mode) {
        return lab.folder()
                .resolve(service.name().toLowerCase(Locale.ROOT) + "."
                        + mode.name().toLowerCase(Locale.ROOT));
    }

    /** One start whose JVM leaves the cache behind; its size in MiB. */
    private long makeCache(Lab lab, Service service, Mode mode) {
        Path cache = cache(lab, service, mode);
        start(lab, service, mode, mode.making(cache), 0);
        try {
            return Files.size(cache) / (1024 * 1024);
        } catch (IOException e) {
            throw new IllegalStateException("The JVM left no " + cache + "; see the logs in " + lab.folder(), e);
        }
    }

    private double start(Lab lab, Service service, Mode mode, List<String> flags, int round) {
        String name = (service + "-" + mode + "-" + round).toLowerCase(Locale.ROOT);
        return switch (service) {
            case INGEST -> startIngest(lab, name, flags);
            case PROCESSOR -> startProcessor(lab, name, flags);
        };
    }

    private List<String> flags(String heap, List<String> more) {
        List<String> flags = new ArrayList<>(List.of("-Xmx" + heap, "-XX:+Use" + gc + "GC"));
        flags.addAll(more);
        return flags;
    }

    private double startIngest(Lab lab, String name, List<String> flags) {
        int port = Lab.freePort();
        Map<String, String> environment = new HashMap<>();
        environment.put("KAFKA_BOOTSTRAP_SERVERS", lab.bootstrapServers());
        environment.put("ZOOM_WEBHOOK_SECRET_TOKEN", SECRET);
        environment.put("MICRONAUT_SERVER_HOST", "127.0.0.1");
        environment.put("MICRONAUT_SERVER_PORT", Integer.toString(port));
        environment.put("ENDPOINTS_ALL_PORT", Integer.toString(Lab.freePort()));
        Crowd crowd = new Crowd(10, 1, 7);
        Child child = lab.start(new JavaProgram(
                name,
                lab.home().service("ingest-service"),
                flags("128m", flags),
                "io.qsstream.ingest.Application",
                List.of(),
                environment));
        try {
            Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            Webhook webhook = Webhook.signed(crowd.body(3, 0, now, now), SECRET, now, name, 0);
            while (post(port, webhook) != 204) {
                mustBeInTime(child);
                Waiting.pause(2);
            }
            return (System.nanoTime() - child.startedNanos()) / 1e6;
        } finally {
            child.close(PATIENCE);
        }
    }

    /** The status of the answer; 0 where nobody listens yet. */
    private static int post(int port, Webhook webhook) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(webhook.bytes());
            byte[] line = socket.getInputStream().readNBytes(12);
            return line.length < 12 ? 0 : Integer.parseInt(new String(line, 9, 3, StandardCharsets.US_ASCII));
        } catch (IOException e) {
            return 0;
        }
    }

    private double startProcessor(Lab lab, String name, List<String> flags) {
        // The topics are there already.
        Program program = Processors.program(
                lab.home(),
                name,
                flags("512m", flags),
                lab.bootstrapServers(),
                lab.folder().resolve("state-" + name).toString(),
                Map.of());
        List<TopicPartition> partitions = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            partitions.add(new TopicPartition(Topics.SAMPLES.name(), partition));
        }
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", lab.bootstrapServers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
            Child child = lab.start(program);
            try {
                while (consumer.poll(Duration.ofMillis(20)).isEmpty()) {
                    mustBeInTime(child);
                }
                return (System.nanoTime() - child.startedNanos()) / 1e6;
            } finally {
                child.close(PATIENCE);
            }
        }
    }

    private static void mustBeInTime(Child child) {
        child.mustLive();
        if (System.nanoTime() - child.startedNanos() > PATIENCE.toNanos()) {
            throw new IllegalStateException(
                    child.name() + " did nothing in " + PATIENCE.toSeconds() + " s: " + child.lastWords(20));
        }
    }

    private Report report(Machine machine, List<Mode> modes, List<Start> starts, Map<String, Long> cacheSizes) {
        Table table = new Table("service", "start", "ms", "of plain", "cache MiB");
        for (Service service : Service.values()) {
            Function<Mode, @Nullable Double> median = mode -> Median.of(starts.stream()
                    .filter(start -> start.service().equals(service.name())
                            && start.mode().equals(mode.title))
                    .map(Start::millis)
                    .toList());
            for (Mode mode : modes) {
                Double millis = median.apply(mode);
                table.row(
                        service.title,
                        mode.title,
                        Table.number(millis, 0),
                        Table.ratio(millis, median.apply(Mode.PLAIN)),
                        Table.number(cacheSizes.get(service.name() + " " + mode.title), 0));
            }
        }
        List<String> remarks = new ArrayList<>();
        remarks.add("Topics are there; the processor starts under a new application id, so its time holds the group's"
                + " first assignment, the making of its changelogs and one commit interval (200 ms).");
        if (modes.size() < Mode.values().length) {
            remarks.add("No AOT cache: it needs JDK " + AOT_SINCE + ".");
        }
        return new Report(
                "startup",
                "From process start to first work",
                machine,
                Map.of("rounds", rounds, "gc", gc),
                starts,
                table,
                remarks);
    }
}
