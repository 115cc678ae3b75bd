package io.qsstream.benchmarks;

import io.qsstream.benchmarks.ingest.IngestCommand;
import io.qsstream.benchmarks.latency.LatencyCommand;
import io.qsstream.benchmarks.micro.MicroCommand;
import io.qsstream.benchmarks.processor.ProcessorCommand;
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
            MicroCommand.class
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class Benchmarks {

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Benchmarks())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    failure.printStackTrace(command.getErr());
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .execute(arguments));
    }

    Benchmarks() {}
}
