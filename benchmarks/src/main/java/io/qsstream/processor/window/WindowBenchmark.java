package io.qsstream.processor.window;

import io.qsstream.benchmarks.micro.Specimen;
import io.qsstream.v1.LegState;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.UserQosWindow;
import io.qsstream.v1.UserWindowState;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** How a window takes a sample in, and what its record costs when it closes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class WindowBenchmark {

    private final QosSample sample = Specimen.sample(3, 0);
    private final UserWindowState empty = UserWindows.none();
    private final UserWindowState full =
            UserWindows.takeIn(empty, sample, false).state();
    private final QosSample again = Specimen.sample(3, 0);
    private final LegState leg = new LegState(List.of());

    /** The first sample of a window. */
    @Benchmark
    public Object takeInFirst() {
        return UserWindows.takeIn(empty, sample, false);
    }

    /** The same sample once more, which compares every field and changes nothing. */
    @Benchmark
    public Object takeInDuplicate() {
        UserWindows.Taken taken = UserWindows.takeIn(full, again, false);
        if (taken.sample() != null) {
            throw new IllegalStateException("A duplicate changes nothing");
        }
        return taken;
    }

    @Benchmark
    public UserQosWindow summarise() {
        return UserWindowSummary.summarise(full, 1, leg, Specimen.START, Specimen.START.plusSeconds(60));
    }
}
