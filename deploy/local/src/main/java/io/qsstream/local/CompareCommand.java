package io.qsstream.local;

import io.qsstream.local.compare.AlertComparison;
import io.qsstream.local.compare.AlertComparison.Score;
import io.qsstream.local.compare.CommittedRecords;
import io.qsstream.local.compare.ReportComparison;
import io.qsstream.local.compare.TruthRecords;
import io.qsstream.local.stack.StackFile;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.AlertTransition;
import io.qsstream.v1.CauseClass;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Holds what the pipeline said against what a simulated run was made of. Reads topics, changes nothing. */
@Command(
        name = "compare",
        description = "Compares the running stack's topics with a truth file of simulate --out.",
        subcommands = {CompareCommand.Alerts.class, CompareCommand.Reports.class},
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class CompareCommand implements Runnable {

    /** Differences that are printed; the number of all of them is, too. */
    private static final int SHOWN = 20;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Which command? alerts or reports");
    }

    /** What both comparisons are told. */
    abstract static class Comparison implements Callable<Integer> {

        @Parameters(paramLabel = "FILE", description = "What simulate --out wrote.")
        @SuppressWarnings("NullAway.Init") // Set by picocli.
        Path file;

        @CommandLine.Mixin
        @SuppressWarnings("NullAway.Init") // Set by picocli.
        StackFolder data;

        @Option(names = "--kafka", description = "Bootstrap servers; default: the running stack's.")
        @Nullable
        String kafka;

        @Option(names = "--registry", description = "Schema registry; default: the running stack's.")
        @Nullable
        String registry;

        @CommandLine.Spec
        @SuppressWarnings("NullAway.Init") // Set by picocli.
        CommandLine.Model.CommandSpec spec;

        TruthRecords truth() {
            if (!Files.isReadable(file) || Files.isDirectory(file)) {
                throw new CommandLine.ParameterException(spec.commandLine(), "No file to read at " + file);
            }
            try {
                return TruthRecords.read(file);
            } catch (IOException e) {
                throw new CommandLine.ParameterException(spec.commandLine(), "Cannot read " + file + ": " + e, e);
            }
        }

        StackFile stack() {
            return data.stack()
                    .orElseThrow(() -> new CommandLine.ParameterException(
                            spec.commandLine(), "No running stack in " + data.path + ": give --kafka and --registry"));
        }

        <V extends SpecificRecord> List<V> records(Topic<V> topic) {
            String from = kafka == null ? stack().url("kafka") : kafka;
            String schemas = registry == null ? stack().url("registry") : registry;
            return CommittedRecords.of(from, schemas, topic);
        }
    }

    /** Exits with 0 where every fault was raised, nothing else was, and causes were found well enough; else 1. */
    @Command(
            name = "alerts",
            description = {
                "Compares alerts and their causes with the faults that were injected.",
                "Prints a confusion matrix: expected causes by row, named causes by column."
            },
            mixinStandardHelpOptions = true)
    static final class Alerts extends Comparison {

        @Option(names = "--precision", defaultValue = "0.9", description = "Least per cause; default ${DEFAULT-VALUE}.")
        double precision;

        @Option(names = "--recall", defaultValue = "0.8", description = "Least per cause; default ${DEFAULT-VALUE}.")
        double recall;

        @Override
        public Integer call() {
            AlertComparison result = AlertComparison.of(truth(), records(Topics.ALERTS));
            PrintWriter print = spec.commandLine().getOut();
            print.printf(
                    "%d users were made to suffer, %d of them without an alert in time; %d alerts outside of any fault%n",
                    result.faults(), result.unraised().size(), result.noise().size());
            result.unraised().stream().limit(SHOWN).forEach(fault -> print.println("  not raised: " + fault));
            result.noise().stream().limit(SHOWN).forEach(alert -> print.println("  noise: " + text(alert)));
            matrix(print, result);
            boolean good = result.isWithin(precision, recall);
            print.println(good ? "All within limits" : "NOT within limits");
            print.flush();
            return good ? CommandLine.ExitCode.OK : 1;
        }

        private static String text(AlertTransition alert) {
            return alert.getRuleId() + " session " + alert.getSessionId() + " user " + alert.getUserId() + " since "
                    + alert.getOnsetTime();
        }

        private static void matrix(PrintWriter print, AlertComparison result) {
            print.printf("%n%-14s", "expected");
            for (CauseClass named : CauseClass.values()) {
                print.printf("%13s", named);
            }
            print.printf("%11s%8s%n", "precision", "recall");
            Map<String, Score> scores = result.scores();
            result.causes().forEach((expected, named) -> {
                print.printf("%-14s", expected);
                for (CauseClass each : CauseClass.values()) {
                    print.printf("%13d", named.getOrDefault(each.name(), 0));
                }
                Score score = Objects.requireNonNull(scores.get(expected));
                print.printf(Locale.ROOT, "%11.3f%8.3f%n", score.precision(), score.recall());
            });
            print.println();
        }
    }

    /** Exits with 0 where every session has a report and every minute in it was posted, else 1. */
    @Command(
            name = "reports",
            description = "Compares the minutes in session reports with the samples that were posted.",
            mixinStandardHelpOptions = true)
    static final class Reports extends Comparison {

        @Option(names = "--window", paramLabel = "T", description = "Window length; default: the running stack's.")
        @Nullable
        Duration window;

        @Override
        public Integer call() {
            Duration length = window == null ? Duration.ofMillis(Math.round(stack().windowSeconds() * 1000)) : window;
            ReportComparison result = ReportComparison.of(truth(), records(Topics.SESSION_REPORTS), length);
            PrintWriter print = spec.commandLine().getOut();
            print.printf(
                    Locale.ROOT,
                    "%d sessions, %d users, %.1f minutes; %d differences%n",
                    result.sessions(),
                    result.users(),
                    result.minutes(),
                    result.differences().size());
            result.differences().stream().limit(SHOWN).forEach(each -> print.println("  " + each));
            print.flush();
            return result.differences().isEmpty() && result.sessions() > 0 ? CommandLine.ExitCode.OK : 1;
        }
    }
}
