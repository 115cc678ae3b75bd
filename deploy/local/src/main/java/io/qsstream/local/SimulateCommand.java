package io.qsstream.local;

import io.qsstream.local.simulate.Courier;
import io.qsstream.local.simulate.Delivery;
import io.qsstream.local.simulate.Disturbances;
import io.qsstream.local.simulate.Pace;
import io.qsstream.local.simulate.Plan;
import io.qsstream.local.simulate.Poster;
import io.qsstream.local.simulate.Scenario;
import io.qsstream.local.simulate.Simulation;
import io.qsstream.local.stack.StackFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Signs and posts a scenario. */
@CommandLine.Command(
        name = "simulate",
        description = {
            "Signs and posts a made-up scenario to an ingest service.",
            "Bodies depend on --scenario, --sessions, --users, --minutes, --cadence, --seed and --end alone: the same"
                    + " seven give the same bytes."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        showDefaultValues = true)
final class SimulateCommand implements Callable<Integer> {

    @Option(names = "--url", description = "Where to post; default: the running stack's webhook.")
    @Nullable
    URI url;

    @Option(
            names = "--secret",
            description =
                    "Webhook secret token; default: with --url ZOOM_WEBHOOK_SECRET_TOKEN of the environment, else the"
                            + " running stack's.")
    @Nullable
    String secret;

    @CommandLine.Mixin
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    StackFolder data;

    @Option(
            names = "--scenario",
            defaultValue = "mixed",
            converter = ScenarioConverter.class,
            completionCandidates = ScenarioNames.class,
            description = "One of: ${COMPLETION-CANDIDATES}.")
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    Scenario scenario;

    @Option(names = "--sessions", defaultValue = "5", description = "Number of sessions.")
    int sessions;

    @Option(names = "--users", defaultValue = "0", description = "Users per session; 0: the scenario's own number.")
    int users;

    @Option(names = "--minutes", defaultValue = "10", description = "Length of the sessions.")
    double minutes;

    @Option(
            names = "--speed",
            paramLabel = "X",
            defaultValue = "1",
            description = "Simulated time passes X times as fast as real time; 0: as fast as possible.")
    double speed;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of every choice.")
    long seed;

    @Option(
            names = "--end",
            paramLabel = "INSTANT",
            description =
                    "When the sessions end (ISO 8601). Default: so that the last event is posted at its own time; at"
                            + " --speed 0 the last full minute.")
    @Nullable
    Instant end;

    @Option(names = "--cadence", paramLabel = "T", defaultValue = "60s", description = "Time between two samples.")
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    Duration cadence;

    @Option(names = "--duplicates", paramLabel = "P", defaultValue = "0", description = "Share posted twice, 0 to 1.")
    double duplicates;

    @Option(
            names = "--late",
            paramLabel = "P",
            defaultValue = "0",
            description = "Share held back: at --speed 0 until after all others, else by --late-by.")
    double late;

    @Option(
            names = "--late-by",
            paramLabel = "T",
            description = "Default: window and grace of the running stack and 10 s more, else 180 s.")
    @Nullable
    Duration lateBy;

    @Option(names = "--drop", paramLabel = "P", defaultValue = "0", description = "Share never posted.")
    double drop;

    @Option(
            names = "--shuffle",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "Each event is delayed at random by up to so many simulated seconds.")
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    Duration shuffle;

    @Option(names = "--out", paramLabel = "FILE", description = "Write every body and the truth about it (NDJSON).")
    @Nullable
    Path out;

    @Option(names = "--concurrency", defaultValue = "16", description = "Requests at once.")
    int concurrency;

    @Option(
            names = "--patience",
            paramLabel = "T",
            defaultValue = "5m",
            description = "How long to try one event that is answered 5xx or not at all.")
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    Duration patience;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    CommandLine.Model.CommandSpec spec;

    static final class ScenarioNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.of(Scenario.values()).map(Scenario::label).iterator();
        }
    }

    static final class ScenarioConverter implements CommandLine.ITypeConverter<Scenario> {
        @Override
        public Scenario convert(String value) {
            try {
                return Scenario.of(value);
            } catch (IllegalArgumentException e) {
                throw new CommandLine.TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        Optional<StackFile> stack = data.stack();
        URI target = url != null
                ? url
                : stack.map(file -> URI.create(String.valueOf(file.urls().get("webhook"))))
                        .orElseThrow(() -> wrong("No --url given and no stack runs on " + data.path
                                + ": start one with ./qsstream up, or name its folder with --data"));
        String key = key(System.getenv("ZOOM_WEBHOOK_SECRET_TOKEN"), stack)
                .orElseThrow(() -> wrong("No --secret given and no stack runs on " + data.path));
        Instant now = Instant.now();
        Simulation simulation = simulation(now, stack);
        PrintWriter print = spec.commandLine().getOut();
        print.println("Simulating " + simulation.plan().scenario().label() + " from "
                + simulation.plan().start() + " to " + simulation.plan().end() + " against " + target);
        print.flush();
        Courier courier;
        try (Poster poster = new Poster(target, key, patience)) {
            courier = new Courier(poster, new Pace(speed, simulation.plan().start(), now), concurrency);
            play(simulation, courier);
            print.println(courier.summary());
            print.flush();
        }
        return courier.lost() == 0 ? 0 : 1;
    }

    /** The first of several, as during a rotation: ingest takes each of them. */
    Optional<String> key(@Nullable String environment, Optional<StackFile> stack) {
        if (secret != null) {
            return Optional.of(secret);
        }
        if (url != null && environment != null && !environment.isBlank()) {
            return Optional.of(environment.split(",", -1)[0].strip());
        }
        return stack.map(StackFile::secret);
    }

    private Simulation simulation(Instant now, Optional<StackFile> stack) {
        if (!(speed >= 0 && speed <= 10_000)) {
            throw wrong("--speed must be 0 to 10000");
        }
        if (concurrency < 1 || concurrency > 1_000) {
            throw wrong("--concurrency must be 1 to 1000");
        }
        if (!(minutes > 0)) {
            throw wrong("--minutes must be positive");
        }
        Duration length = Duration.ofSeconds(Math.round(minutes * 60));
        Duration heldBack = speed == 0
                ? null
                : lateBy != null
                        ? lateBy
                        : stack.map(file -> Duration.ofSeconds(
                                        (long) Math.ceil(file.windowSeconds() + file.graceSeconds()) + 10))
                                .orElse(Duration.ofSeconds(180));
        try {
            return new Simulation(
                    new Plan(
                            scenario,
                            sessions,
                            users,
                            length,
                            cadence,
                            seed,
                            end != null ? end : Simulation.defaultEnd(now, length, speed)),
                    new Disturbances(duplicates, late, drop, shuffle, heldBack));
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private void play(Simulation simulation, Courier courier) throws InterruptedException, IOException {
        Plan plan = simulation.plan();
        try (ProgressBar bar = progress(plan.length().toSeconds());
                Simulation.Recorder recorder = simulation.recorder(out)) {
            courier.deliver(simulation.deliveries(), delivery -> {
                recorder.sees(delivery);
                step(bar, plan, delivery);
            });
        }
    }

    private static void step(@Nullable ProgressBar bar, Plan plan, Delivery delivery) {
        if (bar != null) {
            bar.stepTo(Duration.between(plan.start(), delivery.at()).toSeconds());
        }
    }

    /** Simulated seconds; nothing where nobody looks. */
    private static @Nullable ProgressBar progress(long seconds) {
        return Qsstream.onTerminal()
                ? new ProgressBarBuilder()
                        .setTaskName("simulate")
                        .setInitialMax(seconds)
                        .setUnit(" s", 1)
                        .setStyle(ProgressBarStyle.ASCII)
                        .build()
                : null;
    }

    private CommandLine.ParameterException wrong(String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }
}
