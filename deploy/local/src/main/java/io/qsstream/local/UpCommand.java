package io.qsstream.local;

import io.qsstream.local.simulate.LiveTraffic;
import io.qsstream.local.stack.Component;
import io.qsstream.local.stack.Components;
import io.qsstream.local.stack.DataFolder;
import io.qsstream.local.stack.DataOut;
import io.qsstream.local.stack.Ports;
import io.qsstream.local.stack.Stack;
import io.qsstream.local.stack.StackSettings;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Starts everything, says so, keeps it running, and stops every part of it again. */
@CommandLine.Command(
        name = "up",
        description = "Starts the whole pipeline on this machine, prints READY, simulates traffic until Ctrl-C.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        showDefaultValues = true)
final class UpCommand implements Callable<Integer> {

    /** Earlier children end by themselves within this, see Leash. */
    private static final Duration ORPHAN_PATIENCE = Duration.ofSeconds(15);

    @Option(names = "--no-simulator", description = "Do not post made-up traffic.")
    boolean noSimulator;

    @Option(names = "--data", paramLabel = "DIR", defaultValue = ".qsstream", description = "Where to keep everything.")
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    Path data;

    @Option(names = "--fresh", description = "Wipe what an earlier run has kept there first.")
    boolean fresh;

    @Option(
            names = "--secret",
            paramLabel = "S",
            description = "Zoom's webhook secret token; one is generated if absent.")
    @Nullable
    String secret;

    @Option(names = "--port-offset", paramLabel = "N", defaultValue = "0", description = "Added to every port.")
    int portOffset;

    @Option(names = "--window", paramLabel = "T", defaultValue = "10s", description = "Size of the windows.")
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    Duration window;

    @Option(names = "--grace", paramLabel = "T", defaultValue = "5s", description = "How long windows wait.")
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    Duration grace;

    @Option(
            names = "--cadence",
            paramLabel = "T",
            defaultValue = "5s",
            description = "Time between two samples of a simulated user.")
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    Duration cadence;

    @Option(
            names = "--alertmanager",
            paramLabel = "URL",
            defaultValue = "",
            showDefaultValue = CommandLine.Help.Visibility.NEVER,
            description = "A Prometheus Alertmanager that is told of alerts.")
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    String alertmanager;

    @Option(
            names = "--tracing",
            paramLabel = "URL",
            defaultValue = "",
            showDefaultValue = CommandLine.Help.Visibility.NEVER,
            description = "An OTLP/HTTP collector that gets every trace, such as http://127.0.0.1:4318.")
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    String tracing;

    @Option(
            names = "--postgres",
            paramLabel = "URL",
            description = "JDBC URL of a PostgreSQL database that Kafka Connect fills for analysts (docs/analytics.md);"
                    + " user and password from PGUSER and PGPASSWORD.")
    @Nullable
    String postgres;

    @Option(
            names = "--iceberg",
            paramLabel = "DIR",
            description = "Write Iceberg tables below DIR too; their catalogue is in the database of --postgres.")
    @Nullable
    Path iceberg;

    @Option(names = "--restart", hidden = true, description = "Start a child that dies again (tests).")
    boolean restart;

    @Option(names = "--only", hidden = true, split = ",", description = "Only these components (development).")
    @Nullable
    List<String> only;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        validate();
        StackSettings settings = new StackSettings(
                Qsstream.home(),
                data,
                portOffset,
                secret == null ? generatedSecret() : secret,
                generatedToken(),
                window,
                grace,
                cadence,
                alertmanager,
                tracing,
                dataOut());
        List<Component> components = Components.of(settings).stream()
                .filter(component -> only == null || only.contains(component.name()))
                .toList();
        Optional<String> missing = missingPart(components);
        if (missing.isPresent()) {
            return refuse(err, missing.get());
        }
        try (DataFolder folder = DataFolder.take(settings.data())) {
            List<String> orphans = folder.endOrphans(ORPHAN_PATIENCE);
            if (!orphans.isEmpty()) {
                err.println("An earlier stack was killed; ended what it left behind: " + String.join(", ", orphans));
            }
            Optional<String> taken = Ports.firstTaken(components);
            if (taken.isPresent()) {
                return refuse(err, taken.get());
            }
            if (fresh) {
                folder.wipe();
            }
            folder.prepare();
            return run(settings, components, out, err);
        } catch (DataFolder.Unusable e) {
            return refuse(err, String.valueOf(e.getMessage()));
        }
    }

    private int run(StackSettings settings, List<Component> components, PrintWriter out, PrintWriter err)
            throws InterruptedException {
        Stack stack = new Stack(settings, components, restart, out);
        LiveTraffic traffic = new LiveTraffic(settings.webhook(), settings.secret(), settings.cadence());
        Thread hook = Thread.ofPlatform().unstarted(() -> stop(stack, traffic, out));
        // Ctrl-C and SIGTERM end the JVM; the hook ends the children before that.
        Runtime.getRuntime().addShutdownHook(hook);
        out.println("Starting QSStream; data and logs in " + settings.data());
        out.flush();
        try {
            stack.start();
            announce(settings, out);
            if (!noSimulator) {
                traffic.start();
            }
            showLife(components, settings, out);
            stack.watch();
        } catch (Stack.Broken e) {
            err.println(e.getMessage());
            err.flush();
        }
        stop(stack, traffic, out);
        return 1;
    }

    /** Where the processor runs, its output topics are there to be followed. */
    private static void showLife(List<Component> components, StackSettings settings, PrintWriter out) {
        if (components.stream().anyMatch(component -> component.name().equals("processor"))) {
            new Pulse(settings.kafka(), out).start();
        }
    }

    private static void stop(Stack stack, LiveTraffic traffic, PrintWriter out) {
        traffic.stop();
        if (stack.stop()) {
            out.println("Stopped.");
            out.flush();
        }
    }

    private static void announce(StackSettings settings, PrintWriter out) {
        out.println();
        out.println("  dashboard        " + settings.dashboard());
        out.println("  webhook          " + settings.webhook());
        out.println("  Kafka            " + settings.kafka());
        out.println("  schema registry  " + settings.registry());
        out.println("  webhook secret   " + settings.secret());
        out.println("  dashboard token  " + settings.dashboardToken());
        settings.dataOut().ifPresent(dataOut -> out.println("  PostgreSQL       " + dataOut.postgres()));
        out.println("  windows          " + settings.window().toMillis() / 1000.0 + " s, grace "
                + settings.grace().toMillis() / 1000.0 + " s");
        out.println();
        out.println("READY");
        out.flush();
    }

    private void validate() {
        CommandLine commandLine = spec.commandLine();
        if (portOffset < 0 || portOffset > 50_000) {
            throw new CommandLine.ParameterException(commandLine, "--port-offset must be 0 to 50000");
        }
        if (window.toMillis() < 1_000) {
            throw new CommandLine.ParameterException(commandLine, "--window must be at least 1s");
        }
        if (cadence.toMillis() < 1_000 || cadence.toMillis() % 1_000 != 0) {
            throw new CommandLine.ParameterException(commandLine, "--cadence must be whole seconds, at least 1s");
        }
        if (postgres != null && !postgres.startsWith("jdbc:postgresql://")) {
            throw new CommandLine.ParameterException(
                    commandLine, "--postgres must be a JDBC URL such as jdbc:postgresql://127.0.0.1:5432/qsstream");
        }
        if (iceberg != null && postgres == null) {
            throw new CommandLine.ParameterException(
                    commandLine, "--iceberg needs --postgres, where the tables' catalogue is kept");
        }
        if (secret != null && secret.isBlank()) {
            throw new CommandLine.ParameterException(commandLine, "--secret must not be empty");
        }
    }

    private Optional<DataOut> dataOut() {
        Map<String, String> environment = System.getenv();
        return Optional.ofNullable(postgres)
                .map(url -> new DataOut(
                        url,
                        environment.getOrDefault("PGUSER", System.getProperty("user.name", "")),
                        environment.getOrDefault("PGPASSWORD", ""),
                        iceberg == null
                                ? ""
                                : iceberg.toAbsolutePath().normalize().toString()));
    }

    private static Optional<String> missingPart(List<Component> components) {
        for (Component component : components) {
            String first = component.classPath().getFirst();
            String place = first.endsWith("*") ? first.substring(0, first.length() - 1) : first;
            if (!new File(place).exists()) {
                return Optional.of(component.name() + " is not built (" + place
                        + " is missing): run mvn -DskipTests package, or start with ./qsstream, which does");
            }
        }
        return Optional.empty();
    }

    private static int refuse(PrintWriter err, String message) {
        err.println(message);
        err.flush();
        return 1;
    }

    private static String generatedSecret() {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    private static String generatedToken() {
        byte[] random = new byte[20];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
