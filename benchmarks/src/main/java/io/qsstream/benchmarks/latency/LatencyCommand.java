package io.qsstream.benchmarks.latency;

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
import io.qsstream.local.stack.Components;
import io.qsstream.local.stack.DataFolder;
import io.qsstream.local.stack.Stack;
import io.qsstream.local.stack.StackSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Measures how long after a webhook's answer its alert is there. */
@CommandLine.Command(
        name = "latency",
        description = {
            "From a webhook's answer to the alert that a read_committed consumer sees, on the whole local stack (broker,",
            "registry, ingest, processor, dashboard) under steady traffic."
        },
        mixinStandardHelpOptions = true)
public final class LatencyCommand implements Callable<Integer> {

    private static final String SECRET = "benchmark-secret-token";
    /** A user posts so often, so that trouble shows within a run; the rules count samples, not minutes. */
    private static final int CADENCE_SECONDS = 5;
    /** Samples in trouble: three of five raise. */
    private static final int TROUBLED_SAMPLES = 4;
    /** Tag of the webinar's posts. */
    private static final long NOT_MEASURED = -1;
    /** Every so many users one has trouble. */
    private static final int TROUBLED_EVERY = 50;

    /**
     * One run.
     *
     * @param alerts user alerts raised in the measured time
     */
    private record Run(
            int round,
            double webhooksPerSecond,
            double answerP50Millis,
            double answerP99Millis,
            int alerts,
            double p50Millis,
            double p99Millis,
            double mostMillis,
            long refused,
            int unmatched) {}

    @Option(names = "--rounds", defaultValue = "5", description = "runs of the whole stack (${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--rate", defaultValue = "2000", description = "webhooks a second (${DEFAULT-VALUE})")
    private int rate;

    @Option(
            names = "--webinar",
            defaultValue = "0",
            description = {
                "users of one session among it all, each posting once a minute as Zoom does (${DEFAULT-VALUE}); its windows",
                "close after 150 s: give --warm-up 160"
            })
    private int webinar;

    @Option(names = "--warm-up", defaultValue = "40", description = "seconds before it counts (${DEFAULT-VALUE})")
    private int warmUp;

    @Option(names = "--seconds", defaultValue = "60", description = "measured (${DEFAULT-VALUE})")
    private int seconds;

    @Option(names = "--port-offset", defaultValue = "20000", description = "added to all ports (${DEFAULT-VALUE})")
    private int portOffset;

    @CommandLine.Mixin
    private final Folders folders = new Folders();

    @Override
    public Integer call() throws Exception {
        Home home = Home.ofTheScript();
        Machine machine = Machine.now(home.root());
        Path folder = folders.lab(home, "latency");
        List<Run> runs = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            Run run = run(home, folder, round);
            System.err.printf(
                    "round %d: %d alerts, p50 %.0f ms, p99 %.0f ms, most %.0f ms; webhooks answered p99 %.1f ms%n",
                    round, run.alerts(), run.p50Millis(), run.p99Millis(), run.mostMillis(), run.answerP99Millis());
            runs.add(run);
        }
        Report report = report(machine, runs);
        folders.publish(home, report);
        return report.remarks().stream().anyMatch(remark -> remark.startsWith("WRONG")) ? 1 : 0;
    }

    private Run run(Home home, Path folder, int round) throws Exception {
        Lab.delete(folder);
        StackSettings settings = new StackSettings(
                home.root(),
                folder,
                portOffset,
                SECRET,
                "benchmark-dashboard-token",
                Duration.ofMinutes(1),
                Duration.ofSeconds(90),
                Duration.ofSeconds(CADENCE_SECONDS),
                "",
                "",
                Optional.empty());
        try (DataFolder data = DataFolder.take(folder)) {
            data.prepare();
            Stack stack = new Stack(settings, Components.of(settings), false, new PrintWriter(System.err, true));
            Thread stopper = Thread.ofPlatform().unstarted(stack::stop);
            Runtime.getRuntime().addShutdownHook(stopper);
            try {
                stack.start();
                try (AlertWatch watch = new AlertWatch(settings.kafka())) {
                    return measure(settings, watch, round);
                }
            } finally {
                stack.stop();
                Runtime.getRuntime().removeShutdownHook(stopper);
            }
        }
    }

    /** Every so many posts one is the webinar's; 0 where there is none. */
    private int webinarEvery() {
        return webinar == 0 ? 0 : Math.max(2, Math.round(rate * 60f / webinar));
    }

    /** Users beside the webinar. */
    private int users() {
        int every = webinarEvery();
        return (every == 0 ? rate : rate - rate / every) * CADENCE_SECONDS;
    }

    /** The posts in their order, and when those of troubled users were answered. */
    private final class Posts implements Supplier<Webhook>, Load.Listener {
        private final int every = webinarEvery();
        private final Crowd audience = new Crowd(Math.max(1, webinar), 1, 8);
        private final int users = users();
        private final Crowd crowd = new Crowd(users, Math.max(1, users / 10), 7);
        private final Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        private final int warmPosts = warmUp / CADENCE_SECONDS;
        private final int measuredPosts = seconds / CADENCE_SECONDS;
        private final Map<String, Long> answered = new HashMap<>();
        private long next;

        @Override
        public Webhook get() {
            long number = next++;
            if (every > 0 && number % every == 0) {
                return ofTheWebinar(number / every);
            }
            long tag = every == 0 ? number : number - number / every - 1;
            int user = (int) (tag % users);
            int post = (int) (tag / users);
            Instant sample = sampleTime(user, post);
            byte[] body = crowd.body(user, post, sample, sample, isTroubled(user, post));
            return Webhook.signed(body, SECRET, Instant.now(), "post-" + tag, tag);
        }

        /** Nobody of it is in trouble: it is there to be a burden. */
        private Webhook ofTheWebinar(long number) {
            int user = (int) (number % webinar);
            int post = (int) (number / webinar);
            Instant sample = start.plusSeconds(60L * post + 60L * user / webinar);
            byte[] body = audience.body(user, post, sample, sample, false);
            return Webhook.signed(body, SECRET, Instant.now(), "webinar-" + number, NOT_MEASURED);
        }

        private Instant sampleTime(int user, int post) {
            return start.plusSeconds((long) post * CADENCE_SECONDS + (long) CADENCE_SECONDS * user / users);
        }

        /** Some in the warm-up, so that the alerts' code is warm too, then others all through the measured time. */
        private boolean isTroubled(int user, int post) {
            if (user % TROUBLED_EVERY == 9) {
                return post >= 1 && post < 1 + TROUBLED_SAMPLES;
            }
            int from = warmPosts + user / TROUBLED_EVERY % Math.max(1, measuredPosts - TROUBLED_SAMPLES);
            return user % TROUBLED_EVERY == 7 && post >= from && post < from + TROUBLED_SAMPLES;
        }

        @Override
        public void answered(Webhook webhook, int status, long sentNanos, long answeredNanos) {
            if (webhook.tag() == NOT_MEASURED) {
                return;
            }
            int user = (int) (webhook.tag() % users);
            if (user % TROUBLED_EVERY == 7) {
                Instant sample = sampleTime(user, (int) (webhook.tag() / users));
                answered.put(crowd.userId(user) + "@" + sample.toEpochMilli(), answeredNanos);
            }
        }
    }

    private Run measure(StackSettings settings, AlertWatch watch, int round) {
        Posts posts = new Posts();
        Load load = new Load(settings.webhook().getPort(), 64, posts, posts);
        Outcome warm = load.open(Duration.ofSeconds(warmUp), rate);
        Outcome outcome = load.open(Duration.ofSeconds(seconds), rate);
        // The last alerts are on their way.
        Waiting.pause(3_000);
        int unmatched = 0;
        List<Double> millis = new ArrayList<>();
        for (AlertWatch.Seen seen : watch.seen()) {
            Long answered = posts.answered.get(seen.userId() + "@" + seen.sampleMillis());
            if (answered != null) {
                millis.add((seen.nanos() - answered) / 1e6);
            } else if (isMeasured(posts, seen.userId())) {
                unmatched++;
            }
        }
        double[] sorted =
                millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalStateException(
                    "No alert was raised: measure for longer than " + (TROUBLED_SAMPLES + 1) * CADENCE_SECONDS + " s");
        }
        return new Run(
                round,
                outcome.perSecond(),
                outcome.percentileMillis(0.5),
                outcome.percentileMillis(0.99),
                sorted.length,
                rank(sorted, 0.5),
                rank(sorted, 0.99),
                sorted[sorted.length - 1],
                warm.refused() + outcome.refused(),
                unmatched);
    }

    private static boolean isMeasured(Posts posts, String userId) {
        return (Integer.parseInt(userId) - Integer.parseInt(posts.crowd.userId(0))) % TROUBLED_EVERY == 7;
    }

    private static double rank(double[] sorted, double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }

    private Report report(Machine machine, List<Run> runs) {
        Table table = new Table(
                "round", "webhooks/s", "answered p50 ms", "answered p99 ms", "alerts", "p50 ms", "p99 ms", "most ms");
        for (Run run : runs) {
            table.row(
                    Integer.toString(run.round()),
                    Table.number(run.webhooksPerSecond(), 0),
                    Table.number(run.answerP50Millis(), 1),
                    Table.number(run.answerP99Millis(), 1),
                    Table.number(run.alerts(), 0),
                    Table.number(run.p50Millis(), 0),
                    Table.number(run.p99Millis(), 0),
                    Table.number(run.mostMillis(), 0));
        }
        table.row(
                "median",
                Table.number(Median.of(runs.stream().map(Run::webhooksPerSecond).toList()), 0),
                Table.number(Median.of(runs.stream().map(Run::answerP50Millis).toList()), 1),
                Table.number(Median.of(runs.stream().map(Run::answerP99Millis).toList()), 1),
                Table.number(Median.of(runs.stream().map(Run::alerts).toList()), 0),
                Table.number(Median.of(runs.stream().map(Run::p50Millis).toList()), 0),
                Table.number(Median.of(runs.stream().map(Run::p99Millis).toList()), 0),
                Table.number(Median.of(runs.stream().map(Run::mostMillis).toList()), 0));
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("rounds", rounds);
        parameters.put("rate", rate);
        parameters.put("users", users());
        parameters.put("webinarUsers", webinar);
        parameters.put("cadenceSeconds", CADENCE_SECONDS);
        parameters.put("warmUpSeconds", warmUp);
        parameters.put("seconds", seconds);
        parameters.put("commitMillis", "200 (the processor's default)");
        List<String> remarks = new ArrayList<>();
        for (Run run : runs) {
            if (run.refused() > 0 || run.unmatched() > 0) {
                remarks.add("WRONG: round " + run.round() + " had " + run.refused() + " webhooks refused and "
                        + run.unmatched() + " alerts that no webhook explains");
            }
        }
        remarks.add("From the answer of the webhook whose sample raised an alert to the alert in the hands of a"
                + " read_committed consumer; client, consumer, broker, registry, ingest, processor and dashboard share"
                + " the machine.");
        return webinar == 0
                ? new Report("latency", "From webhook to alert", machine, parameters, runs, table, remarks)
                : new Report(
                        "webinar",
                        "From webhook to alert beside a webinar of " + webinar + " users",
                        machine,
                        parameters,
                        runs,
                        table,
                        remarks);
    }
}
