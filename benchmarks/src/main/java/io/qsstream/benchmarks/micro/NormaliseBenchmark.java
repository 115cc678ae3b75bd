package io.qsstream.benchmarks.micro;

import io.qsstream.processor.normalise.Normalised;
import io.qsstream.processor.normalise.Normaliser;
import io.qsstream.processor.normalise.Units;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** A body's way to a sample. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class NormaliseBenchmark {

    private static final int BODIES = 32;

    private final String key = Specimen.sessionKey();
    private final byte[][] bodies = new byte[BODIES][];
    private final Instant receipt = Specimen.START.plusSeconds(1);
    private int next;

    public NormaliseBenchmark() {
        for (int user = 0; user < BODIES; user++) {
            bodies[user] = Specimen.body(user, 0);
        }
    }

    /** Reading and normalising together: nobody does one without the other. */
    @Benchmark
    public Normalised bodyToSample() {
        next = (next + 1) % BODIES;
        Normalised said = Normaliser.normalise(key, bodies[next], receipt);
        if (said.samples().size() != 1 || !said.rejections().isEmpty()) {
            throw new IllegalStateException("A specimen is one sample, was " + said.rejections());
        }
        return said;
    }

    /** Per value, of the five kinds that a body has. */
    @Benchmark
    @OperationsPerInvocation(5)
    public void unitGrammar(Blackhole hole) {
        hole.consume(Units.read("1184 kbps", Units.Dimension.BITRATE));
        hole.consume(Units.read("48 ms", Units.Dimension.TIME));
        hole.consume(Units.read("0.2%", Units.Dimension.SHARE));
        hole.consume(Units.read("25 fps", Units.Dimension.FRAME_RATE));
        hole.consume(Units.read("-61", Units.Dimension.SIGNAL));
    }
}
