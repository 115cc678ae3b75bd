package io.qsstream.benchmarks;

import io.qsstream.benchmarks.ingest.IngestCommand;
import io.qsstream.benchmarks.latency.LatencyCommand;
import io.qsstream.benchmarks.micro.MicroCommand;
import io.qsstream.benchmarks.processor.ProcessorCommand;
import io.qsstream.benchmarks.restore.RestoreCommand;
import io.qsstream.benchmarks.startup.StartupCommand;
import picocli.CommandLine;

/** Entry of {@code ./benchmarks/run}. */
@CommandLine.Command(
        name = "benchmarks",
        description = "What QSStream costs, beside limits and alternatives that are measured in the same run.",
        subcommands = {
            ProcessorCommand.class,
            IngestCommand.class,
            LatencyCommand.class,
            StartupCommand.class,
            RestoreCommand.class,
            MicroCommand.class,
            AllCommand.class
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class Benchmarks implements Runnable {

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandLine.Model.CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Benchmarks()).setExecutionExceptionHandler((failure, command, parsed) -> {
            failure.printStackTrace(command.getErr());
            return CommandLine.ExitCode.SOFTWARE;
        });
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "Which command? processor, ingest, latency, startup, restore, micro or all");
    }
}
