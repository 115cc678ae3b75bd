package io.qsstream.benchmarks.lab;

import io.qsstream.benchmarks.report.Report;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command works, and where its results go: options that all commands have. */
public final class Folders {

    @Option(names = "--lab", description = "folder for the broker, state and logs (in benchmarks/target)")
    private @Nullable Path lab;

    @Option(names = "--results", description = "folder for results (benchmarks/results)")
    private @Nullable Path results;

    /** Where the command works: the folder of this name unless the user wants another. */
    public Path lab(Home home, String name) {
        return lab == null ? home.benchmarks().resolve("target").resolve(name) : lab;
    }

    /** Opens the lab anew. */
    public Lab openLab(Home home, String name) {
        return Lab.open(home, lab(home, name));
    }

    public void publish(Home home, Report report) {
        report.publish(results == null ? home.benchmarks().resolve("results") : results, System.out);
    }
}
