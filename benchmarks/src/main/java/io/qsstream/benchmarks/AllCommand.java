package io.qsstream.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** One command after the other, as a release does it. */
@CommandLine.Command(
        name = "all",
        description =
                "Runs micro, processor, ingest, latency, startup and restore, one after the other, with their defaults.",
        mixinStandardHelpOptions = true)
final class AllCommand implements Callable<Integer> {

    private static final List<String> COMMANDS =
            List.of("micro", "processor", "ingest", "latency", "startup", "restore");

    @Option(names = "--results", description = "folder for results (benchmarks/results)")
    private @Nullable Path results;

    @Override
    public Integer call() {
        List<String> failed = new ArrayList<>();
        for (String command : COMMANDS) {
            long from = System.nanoTime();
            List<String> arguments = new ArrayList<>(List.of(command));
            if (results != null) {
                arguments.addAll(List.of("--results", results.toString()));
            }
            int status = Benchmarks.commandLine().execute(arguments.toArray(new String[0]));
            System.err.printf("%s: %.1f minutes, status %d%n", command, (System.nanoTime() - from) / 60e9, status);
            if (status != 0) {
                failed.add(command);
            }
        }
        if (!failed.isEmpty()) {
            System.err.println("Failed: " + failed);
        }
        return failed.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
}
