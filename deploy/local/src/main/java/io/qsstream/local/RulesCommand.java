package io.qsstream.local;

import io.qsstream.schema.rules.AlertRules;
import io.qsstream.schema.rules.RulesFile;
import io.qsstream.schema.rules.RulesReading;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Says what is wrong with alert rules before a service refuses them. Starts nothing. */
@Command(
        name = "rules",
        description = "Looks at alert rules, without starting anything.",
        subcommands = RulesCommand.Check.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class RulesCommand implements Runnable {

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Which command? check");
    }

    /** Prints every mistake of a file. Exits with 0 where there is none, 1 where there is one, 2 where no file is read. */
    @Command(
            name = "check",
            description = "Checks a file of alert rules and prints every mistake with its line.",
            mixinStandardHelpOptions = true)
    static final class Check implements Callable<Integer> {

        @Parameters(paramLabel = "FILE", description = "The rules, in the form of docs/alert-rules.md.")
        @SuppressWarnings("NullAway.Init") // Set by picocli.
        Path file;

        @CommandLine.Spec
        @SuppressWarnings("NullAway.Init") // Set by picocli.
        CommandLine.Model.CommandSpec spec;

        @Override
        public Integer call() {
            PrintWriter print = spec.commandLine().getOut();
            int exit = switch (reading()) {
                case RulesReading.Valid valid -> {
                    print.println(file + ": " + summary(valid.rules()) + ", all valid");
                    yield CommandLine.ExitCode.OK;
                }
                case RulesReading.Invalid invalid -> {
                    invalid.mistakes().forEach(print::println);
                    yield 1;
                }
            };
            print.flush();
            return exit;
        }

        private RulesReading reading() {
            if (!Files.isReadable(file) || Files.isDirectory(file)) {
                throw new CommandLine.ParameterException(spec.commandLine(), "No file to read at " + file);
            }
            try {
                return RulesFile.read(file);
            } catch (IOException e) {
                throw new CommandLine.ParameterException(spec.commandLine(), "Cannot read " + file + ": " + e, e);
            }
        }

        private static String summary(AlertRules rules) {
            return counted(rules.userRules().size(), "rule") + ", "
                    + counted(rules.sessionRules().size(), "session rule");
        }

        private static String counted(int number, String what) {
            return number + " " + what + (number == 1 ? "" : "s");
        }
    }
}
