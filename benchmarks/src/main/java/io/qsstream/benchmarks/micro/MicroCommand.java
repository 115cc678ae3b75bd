package io.qsstream.benchmarks.micro;

import io.qsstream.benchmarks.lab.Home;
import io.qsstream.benchmarks.report.Machine;
import io.qsstream.benchmarks.report.Report;
import io.qsstream.benchmarks.report.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the JMH suite. */
@CommandLine.Command(
        name = "micro",
        description =
                "What single functions cost, by JMH: signature, session key, body, units, windows, rules, serdes, state.",
        mixinStandardHelpOptions = true)
public final class MicroCommand implements Callable<Integer> {

    /**
     * One benchmark's outcome.
     *
     * @param error half of the 99.9 % confidence interval; null where it was measured too seldom
     * @param bytesPerCall allocated; null in the smoke mode
     */
    private record Measured(
            String benchmark,
            double microseconds,
            @Nullable Double error,
            @Nullable Double bytesPerCall) {}

    @Option(names = "--smoke", description = "one short look at each, which shows that they run and nothing else")
    private boolean smoke;

    @Option(names = "--forks", defaultValue = "2", description = "JVMs per benchmark (${DEFAULT-VALUE})")
    private int forks;

    @Option(names = "--results", description = "folder for results (benchmarks/results); none in the smoke mode")
    private @Nullable Path results;

    @Parameters(
            arity = "0..1",
            description = "which, as a regular expression (all)",
            defaultValue = "io\\.qsstream\\..*")
    private String which = "";

    @Override
    public Integer call() throws RunnerException {
        Home home = Home.ofTheScript();
        Machine machine = Machine.now(home.root());
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(which)
                // Equal to the contestants of the other commands.
                .jvmArgs("-Xmx512m", "-XX:+UseParallelGC", "-Dlogback.configurationFile=logback-benchmarks.xml")
                .shouldFailOnError(true);
        if (smoke) {
            options.forks(1)
                    .warmupIterations(1)
                    .warmupTime(TimeValue.milliseconds(20))
                    .measurementIterations(1)
                    .measurementTime(TimeValue.milliseconds(50))
                    .verbosity(VerboseMode.SILENT);
        } else {
            options.forks(forks)
                    .warmupIterations(5)
                    .warmupTime(TimeValue.seconds(1))
                    .measurementIterations(5)
                    .measurementTime(TimeValue.seconds(1))
                    .addProfiler(org.openjdk.jmh.profile.GCProfiler.class);
        }
        Collection<RunResult> ran = new Runner(options.build()).run();
        if (ran.isEmpty()) {
            throw new IllegalStateException("No benchmark is called " + which);
        }
        List<Measured> measured = new ArrayList<>();
        Table table = new Table("benchmark", "µs per call", "± 99.9 %", "bytes per call");
        for (RunResult each : ran) {
            Measured one = measured(each);
            measured.add(one);
            table.row(
                    one.benchmark(),
                    Table.number(one.microseconds(), 3),
                    Table.number(one.error(), 3),
                    Table.number(one.bytesPerCall(), 0));
        }
        Report report = new Report(
                "micro",
                "What single functions cost",
                machine,
                Map.of("smoke", smoke, "forks", smoke ? 1 : forks, "bodyBytes", Specimen.body(3, 0).length),
                measured,
                table,
                List.of("A body of nine entries; state and windows of one such sample; `unitGrammar` per value."));
        if (smoke && results == null) {
            System.out.print(table.plain());
            System.out.println(ran.size() + " benchmarks ran; the figures of a smoke run mean nothing");
        } else {
            report.publish(results == null ? home.benchmarks().resolve("results") : results, System.out);
        }
        return 0;
    }

    private static Measured measured(RunResult run) {
        Result<?> time = run.getPrimaryResult();
        Result<?> bytes = run.getSecondaryResults().get("gc.alloc.rate.norm");
        String name = run.getParams().getBenchmark();
        String[] parts = name.split("\\.", -1);
        double error = time.getScoreError();
        return new Measured(
                parts[parts.length - 2].replace("Benchmark", "") + "." + parts[parts.length - 1],
                time.getScore(),
                Double.isNaN(error) ? null : error,
                bytes == null ? null : bytes.getScore());
    }
}
