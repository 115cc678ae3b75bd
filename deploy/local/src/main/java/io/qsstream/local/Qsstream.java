package io.qsstream.local;

import io.qsstream.local.provision.Cluster;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;

/** Entry of {@code ./qsstream}: the local stack and the simulator. */
@CommandLine.Command(
        name = "qsstream",
        description = "QSStream on this machine: the whole pipeline as child processes, and made-up Zoom traffic.",
        subcommands = {
            UpCommand.class,
            SimulateCommand.class,
            CompareCommand.class,
            RulesCommand.class,
            TopicsCommand.class,
            DeadLettersCommand.class,
            EraseCommand.class,
            BackfillCommand.class,
            SoakCommand.class
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class Qsstream implements Runnable {

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandLine.Model.CommandSpec spec;

    public static void main(String[] arguments) {
        // Kafka's admin client logs; what matters of it reaches the user as an error message of ours.
        System.setProperty("logback.configurationFile", "logback-tool.xml");
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Qsstream())
                .registerConverter(Duration.class, Durations::parse)
                .setParameterExceptionHandler((wrong, arguments) -> {
                    // One line: a page of usage would hide what is wrong.
                    CommandLine command = wrong.getCommandLine();
                    command.getErr()
                            .println(wrong.getMessage() + " ("
                                    + command.getCommandSpec().qualifiedName() + " --help says more)");
                    command.getErr().flush();
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((failure, command, arguments) -> {
                    if (!(failure instanceof KafkaException || failure instanceof Cluster.Refused)) {
                        throw failure;
                    }
                    // What was printed so far comes before it.
                    command.getOut().flush();
                    command.getErr()
                            .println((failure instanceof KafkaException ? "Kafka: " : "") + failure.getMessage());
                    command.getErr().flush();
                    return CommandLine.ExitCode.USAGE;
                });
    }

    /** The repository's root; the script passes it. */
    static Path home() {
        return Path.of(System.getProperty("qsstream.home", "."));
    }

    /** Whether somebody looks at a terminal; the script knows. */
    static boolean onTerminal() {
        return Boolean.getBoolean("qsstream.terminal");
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "Which command? up, simulate, compare, rules, topics, dead-letters, erase, backfill or soak");
    }
}
