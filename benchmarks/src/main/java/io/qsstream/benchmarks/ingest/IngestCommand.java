package io.qsstream.benchmarks.ingest;

import io.qsstream.benchmarks.lab.Child;
import io.qsstream.benchmarks.lab.Folders;
import io.qsstream.benchmarks.lab.Home;
import io.qsstream.benchmarks.lab.Lab;
import io.qsstream.benchmarks.lab.Waiting;
import io.qsstream.benchmarks.load.Load;
import io.qsstream.benchmarks.load.Load.Outcome;
import io.qsstream.benchmarks.load.Webhook;
import io.qsstream.benchmarks.report.Machine;
import io.qsstream.benchmarks.report.Median;
import io.qsstream.benchmarks.report.Report;
import io.qsstream.benchmarks.report.Table;
import io.qsstream.benchmarks.traffic.Crowd;
import io.qsstream.schema.topic.Topics;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Posts signed webhooks to the service, its limit and its alternatives, in turn. */
@CommandLine.Command(
        name = "ingest",
        description = {
            "Takes webhooks in: the ingest service beside bare Netty, Express with kafkajs, and the design of Zoom's",
            "sample. Each round: as many as go, then half of that a second for the latency."
        },
        mixinStandardHelpOptions = true)
public final class IngestCommand implements Callable<Integer> {

    private static final String SECRET = "benchmark-secret-token";
    private static final int DIFFERENT_REQUESTS = 20_000;
    private static final long START_PATIENCE_MILLIS = 90_000;

    /**
     * One contestant's turn.
     *
     * @param perSecond answered, with every connection posting again at once
     * @param cpuMicros of the server's process per request, in the meantime
     * @param p50Millis at half that rate, from when a request was due
     * @param refused answers other than 2xx
     * @param lost answered 2xx but not in the topic: none, of those that store
     */
    private record Turn(
            String contestant,
            int round,
            double perSecond,
            double cpuMicros,
            double openPerSecond,
            double p50Millis,
            double p99Millis,
            double p999Millis,
            @Nullable Long peakResidentMib,
            long refused,
            long lost) {}

    @Option(names = "--rounds", description = "times that everybody has a turn (${DEFAULT-VALUE})", defaultValue = "5")
    private int rounds;

    @Option(names = "--connections", defaultValue = "64", description = "keep-alive connections (${DEFAULT-VALUE})")
    private int connections;

    @Option(names = "--warm-up", defaultValue = "30", description = "seconds before it counts (${DEFAULT-VALUE})")
    private int warmUp;

    @Option(names = "--seconds", defaultValue = "10", description = "of each measurement (${DEFAULT-VALUE})")
    private int seconds;

    @Option(names = "--heap", defaultValue = "128m", description = "of the JVMs (${DEFAULT-VALUE})")
    private String heap = "";

    @Option(
            names = "--contestants",
            split = ",",
            description = "who takes part (all): service, netty, express, zoom-sample")
    private @Nullable List<String> contestants;

    @Option(names = "--jvm", description = "one more JVM flag for the service, such as -XX:StartFlightRecording=...")
    private List<String> serviceFlags = new ArrayList<>();

    @CommandLine.Mixin
    private final Folders folders = new Folders();

    @Override
    public Integer call() {
        Home home = Home.ofTheScript();
        Machine machine = Machine.now(home.root());
        List<Contestant> who = contestants == null
                ? List.of(Contestant.values())
                : contestants.stream().map(Contestant::of).toList();
        List<Turn> turns = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        try (Lab lab = folders.openLab(home, "lab")) {
            Requests requests = new Requests();
            for (int round = 1; round <= rounds; round++) {
                for (Contestant each : who) {
                    try {
                        turns.add(turn(lab, each, round, requests));
                    } catch (IllegalStateException | UncheckedIOException e) {
                        // What the others take long to measure is not thrown away for one.
                        System.err.println(e.getMessage());
                        failures.add("WRONG: " + each.word() + " failed in round " + round + ": "
                                + String.valueOf(e.getMessage())
                                        .lines()
                                        .findFirst()
                                        .orElse(""));
                    }
                }
            }
        }
        Report report = report(machine, who, turns, failures);
        folders.publish(home, report);
        return report.remarks().stream().anyMatch(remark -> remark.startsWith("WRONG")) ? 1 : 0;
    }

    /** Made and signed up front, and posted over and over: signing must not be in the way. */
    private static final class Requests implements Supplier<Webhook> {
        private final Webhook[] all = new Webhook[DIFFERENT_REQUESTS];
        private int next;

        Requests() {
            Crowd crowd = new Crowd(DIFFERENT_REQUESTS, DIFFERENT_REQUESTS / 10, 7);
            Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            for (int user = 0; user < all.length; user++) {
                byte[] body = crowd.body(user, 0, now, now);
                all[user] = Webhook.signed(body, SECRET, now, "request-" + user, user);
            }
        }

        @Override
        public Webhook get() {
            next = next + 1 == all.length ? 0 : next + 1;
            return all[next];
        }
    }

    private Turn turn(Lab lab, Contestant who, int round, Requests requests) {
        String topic = Topics.RAW_EVENTS.name();
        int partitions = 4;
        lab.createTopic(topic, partitions, Topics.RAW_EVENTS.configs());
        int port = Lab.freePort();
        List<String> jvm = new ArrayList<>(List.of("-Xmx" + heap, "-XX:+UseParallelGC"));
        if (who == Contestant.SERVICE) {
            jvm.addAll(serviceFlags);
        }
        String run = who.word() + "-" + round;
        try (Child server = lab.start(who.program(lab.home(), lab.bootstrapServers(), port, SECRET, run, jvm))) {
            awaitListening(server, port);
            Load load = new Load(port, connections, requests, Load::nobodyListens);
            long accepted = 0;
            Outcome warm = load.closed(Duration.ofSeconds(warmUp));
            Duration before = server.processorTime();
            Outcome closed = load.closed(Duration.ofSeconds(seconds));
            Duration cpu = server.processorTime().minus(before);
            double rate = closed.perSecond() / 2;
            Outcome open = load.open(Duration.ofSeconds(seconds), rate);
            server.mustLive();
            for (Outcome each : List.of(warm, closed, open)) {
                accepted += each.micros().length - each.refused();
            }
            long stored = lab.written(topic, partitions);
            Turn turn = new Turn(
                    who.word(),
                    round,
                    closed.perSecond(),
                    cpu.toNanos() / 1e3 / closed.micros().length,
                    open.perSecond(),
                    open.percentileMillis(0.5),
                    open.percentileMillis(0.99),
                    open.percentileMillis(0.999),
                    server.peakResidentMib(),
                    warm.refused() + closed.refused() + open.refused(),
                    // Ticks are in the topic too, so this finds only what is missing.
                    who == Contestant.ZOOM_SAMPLE ? 0 : Math.max(0, accepted - stored));
            System.err.printf(
                    Locale.ROOT,
                    "%-12s round %d: %,8.0f/s  %6.1f µs CPU per request;  at %,.0f/s p50 %.2f ms, p99 %.2f ms; refused %d%n",
                    who.word(),
                    round,
                    turn.perSecond(),
                    turn.cpuMicros(),
                    turn.openPerSecond(),
                    turn.p50Millis(),
                    turn.p99Millis(),
                    turn.refused());
            return turn;
        } finally {
            lab.deleteTopicsBut(Set.of());
        }
    }

    private static void awaitListening(Child server, int port) {
        long deadline = System.currentTimeMillis() + START_PATIENCE_MILLIS;
        while (!Waiting.listens(port)) {
            server.mustLive();
            if (System.currentTimeMillis() > deadline) {
                throw new IllegalStateException(server.name() + " does not listen: " + server.lastWords(20));
            }
            Waiting.pause(50);
        }
    }

    private Report report(Machine machine, List<Contestant> who, List<Turn> turns, List<String> failures) {
        Table table = new Table(
                "contestant",
                "requests/s",
                "of bare Netty",
                "CPU µs/request",
                "of bare Netty",
                "p50 ms at half",
                "p99 ms at half",
                "peak RSS MiB");
        Double limit = median(turns, Contestant.NETTY, Turn::perSecond);
        Double limitCpu = median(turns, Contestant.NETTY, Turn::cpuMicros);
        for (Contestant each : who) {
            Double rate = median(turns, each, Turn::perSecond);
            Double cpu = median(turns, each, Turn::cpuMicros);
            table.row(
                    each.title(),
                    Table.number(rate, 0),
                    Table.ratio(rate, limit),
                    Table.number(cpu, 1),
                    Table.ratio(cpu, limitCpu),
                    Table.number(median(turns, each, Turn::p50Millis), 2),
                    Table.number(median(turns, each, Turn::p99Millis), 2),
                    Table.number(median(turns, each, Turn::peakResidentMib), 0));
        }
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("rounds", rounds);
        parameters.put("connections", connections);
        parameters.put("warmUpSeconds", warmUp);
        parameters.put("seconds", seconds);
        parameters.put("heap", heap);
        parameters.put("bodyBytes", new Crowd(10, 1, 7).body(3, 0, Instant.EPOCH, Instant.EPOCH).length);
        parameters.put("differentRequests", DIFFERENT_REQUESTS);
        parameters.put("serviceJvm", serviceFlags);
        List<String> remarks = new ArrayList<>(failures);
        for (Turn turn : turns) {
            if (turn.refused() > 0 || turn.lost() > 0) {
                remarks.add("WRONG: " + turn.contestant() + " refused " + turn.refused() + " and lost " + turn.lost()
                        + " in round " + turn.round());
            }
        }
        remarks.add(
                "Client, server and broker share the machine. Latency counts from when a request was due, at half the"
                        + " rate of the same turn.");
        return new Report("ingest", "Taking webhooks in", machine, parameters, turns, table, remarks);
    }

    private static @Nullable Double median(List<Turn> turns, Contestant who, Function<Turn, @Nullable Number> of) {
        return Median.of(turns.stream()
                .filter(turn -> turn.contestant().equals(who.word()))
                .map(of)
                .toList());
    }
}
