package io.qsstream.local;

import io.qsstream.local.deadletter.DeadLetter;
import io.qsstream.local.deadletter.DeadLetters;
import io.qsstream.local.deadletter.Selection;
import io.qsstream.schema.topic.Topics;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Dead letters of any cluster: listed, shown, and sent through the pipeline once more. */
@Command(
        name = "dead-letters",
        description = "Lists dead letters, shows one, or sends their inputs through the pipeline once more.",
        subcommands = {
            DeadLettersCommand.ListThem.class,
            DeadLettersCommand.Show.class,
            DeadLettersCommand.Redrive.class
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class DeadLettersCommand implements Runnable {

    private static final int KEY_CHARACTERS = 60;
    private static final int MESSAGE_CHARACTERS = 100;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Which command? list, show or redrive");
    }

    /** What all three are told. */
    abstract static class OnTopic implements Callable<Integer> {

        @CommandLine.Mixin
        @SuppressWarnings("NullAway.Init") // Set by picocli.
        ClusterOptions options;

        @CommandLine.Spec
        @SuppressWarnings("NullAway.Init") // Set by picocli.
        CommandLine.Model.CommandSpec spec;

        abstract int on(DeadLetters letters, PrintWriter print);

        @Override
        public Integer call() {
            PrintWriter print = spec.commandLine().getOut();
            int exit = on(new DeadLetters(options.kafkaProperties(spec)), print);
            print.flush();
            return exit;
        }
    }

    /** Which ones. */
    static final class Which {

        @Option(names = "--reason", split = ",", description = "Only these reasons (docs/metrics.md lists them).")
        Set<String> reasons = Set.of();

        @Option(names = "--topic", description = "Only inputs of this topic.")
        @Nullable
        String topic;

        @Option(names = "--from", paramLabel = "INSTANT", description = "Written at this time or later (ISO 8601).")
        @Nullable
        String from;

        @Option(names = "--to", paramLabel = "INSTANT", description = "Written before this time (ISO 8601).")
        @Nullable
        String to;

        Selection selection(Set<String> ids, CommandLine.Model.CommandSpec spec) {
            return new Selection(
                    ids, reasons, Optional.ofNullable(topic), time("--from", from, spec), time("--to", to, spec));
        }

        private static Optional<Instant> time(
                String option, @Nullable String text, CommandLine.Model.CommandSpec spec) {
            try {
                return Optional.ofNullable(text).map(Instant::parse);
            } catch (DateTimeParseException e) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(), option + " must be like 2026-11-20T14:21:00Z, was '" + text + "'", e);
            }
        }
    }

    @Command(
            name = "list",
            description = "One line each, then how many of each reason.",
            mixinStandardHelpOptions = true)
    static final class ListThem extends OnTopic {

        @CommandLine.Mixin
        @SuppressWarnings("NullAway.Init") // Set by picocli.
        Which which;

        @Override
        int on(DeadLetters letters, PrintWriter print) {
            Map<String, Integer> counts = new TreeMap<>();
            letters.read(which.selection(Set.of(), spec), letter -> {
                counts.merge(letter.reason(), 1, Integer::sum);
                print.println(line(letter));
            });
            print.println(
                    counts.isEmpty()
                            ? "No dead letter is like that."
                            : counts.values().stream()
                                            .mapToInt(Integer::intValue)
                                            .sum() + " dead letters: " + counts);
            return 0;
        }
    }

    @Command(
            name = "show",
            description = "All of one: where from, why, headers and body.",
            mixinStandardHelpOptions = true)
    static final class Show extends OnTopic {

        @Parameters(paramLabel = "ID", description = "As list prints it: partition-offset.")
        @SuppressWarnings("NullAway.Init") // Set by picocli.
        String id;

        @Override
        int on(DeadLetters letters, PrintWriter print) {
            List<DeadLetter> found = new ArrayList<>();
            letters.read(
                    new Selection(Set.of(id), Set.of(), Optional.empty(), Optional.empty(), Optional.empty()),
                    found::add);
            if (found.isEmpty()) {
                spec.commandLine().getErr().println("No dead letter " + id);
                return 1;
            }
            DeadLetter letter = found.getFirst();
            print.println(line(letter));
            letter.record()
                    .headers()
                    .forEach(header -> print.println("  " + TerminalText.plain(header.key()) + ": "
                            + TerminalText.plain(
                                    header.value() == null
                                            ? ""
                                            : new String(header.value(), java.nio.charset.StandardCharsets.UTF_8))));
            print.println();
            print.println(TerminalText.plain(letter.body()));
            return 0;
        }
    }

    /** Exits with 0 once all that may be redriven are, 2 where the cluster refused. */
    @Command(
            name = "redrive",
            description = {
                "Sends inputs through the pipeline once more, once whatever was wrong is put right. What was used already"
                        + " changes nothing. One that was redriven and came back is left alone, so nothing runs in"
                        + " circles."
            },
            mixinStandardHelpOptions = true)
    static final class Redrive extends OnTopic {

        @Parameters(paramLabel = "ID", arity = "0..*", description = "Only these; default: all that the options say.")
        Set<String> ids = Set.of();

        @CommandLine.Mixin
        @SuppressWarnings("NullAway.Init") // Set by picocli.
        Which which;

        @Option(names = "--yes", description = "Do it; without it this is a dry run.")
        boolean yes;

        @Option(names = "--again", description = "Those too that were redriven before.")
        boolean again;

        @Override
        int on(DeadLetters letters, PrintWriter print) {
            List<DeadLetter> found = new ArrayList<>();
            letters.read(which.selection(ids, spec), found::add);
            List<DeadLetter> wanted = found.stream()
                    .filter(letter -> letter.topic().stream().allMatch(Topics.RAW_EVENTS.name()::equals))
                    .filter(letter -> again || letter.redrivenFrom().isEmpty())
                    .toList();
            if (wanted.size() < found.size()) {
                print.println(
                        found.size() - wanted.size()
                                + " left alone: redriven before (--again takes them, too), or of another topic than raw events");
            }
            if (!yes) {
                wanted.forEach(letter -> print.println(line(letter)));
                print.println("Dry run: " + wanted.size() + " to redrive, none sent. Again with --yes sends them.");
                return 0;
            }
            ProgressBarBuilder bar =
                    new ProgressBarBuilder().setTaskName("redrive").setInitialMax(wanted.size());
            if (Qsstream.onTerminal()) {
                try (ProgressBar progress = bar.build()) {
                    letters.redrive(wanted, progress::step);
                }
            } else {
                letters.redrive(wanted, () -> {});
            }
            print.println(wanted.size() + " redriven.");
            return 0;
        }
    }

    private static String line(DeadLetter letter) {
        return letter.id() + "  " + letter.time() + "  " + letter.reason() + "  "
                + shortened(TerminalText.plain(letter.key()), KEY_CHARACTERS) + "  "
                + shortened(TerminalText.plain(letter.message()), MESSAGE_CHARACTERS)
                + letter.redrivenFrom()
                        .map(from -> "  (redriven from " + TerminalText.plain(from) + ")")
                        .orElse("");
    }

    private static String shortened(String text, int characters) {
        return text.length() <= characters ? text : text.substring(0, characters - 1) + "…";
    }
}
