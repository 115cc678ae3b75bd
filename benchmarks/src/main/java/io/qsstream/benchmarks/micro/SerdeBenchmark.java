package io.qsstream.benchmarks.micro;

import io.qsstream.processor.state.StateCodec;
import io.qsstream.processor.window.UserWindowSummary;
import io.qsstream.schema.serde.AvroSerde;
import io.qsstream.schema.serde.ValueSerdes;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.LegState;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.UserQosWindow;
import io.qsstream.v1.UserWindowState;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.serialization.Serde;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Records on their way to topics and stores, and back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SerdeBenchmark {

    private final Serde<QosSample> samples = serde(Topics.SAMPLES);
    private final Serde<UserQosWindow> windows = serde(Topics.USER_WINDOWS);
    private final StateCodec<UserWindowState> codec = StateCodec.of(new UserWindowState());

    private final QosSample sample = Specimen.sample(3, 0);
    private final UserWindowState state = new UserWindowState(0, false, List.of(sample), 0);
    private final UserQosWindow window = UserWindowSummary.summarise(
            state, 1, new LegState(List.of()), Specimen.START, Specimen.START.plusSeconds(60));

    private final byte[] sampleBytes = samples.serializer().serialize(Topics.SAMPLES.name(), sample);
    private final byte[] windowBytes = windows.serializer().serialize(Topics.USER_WINDOWS.name(), window);
    private final byte[] stateBytes = codec.encode(state);

    private static <V> Serde<V> serde(Topic<V> topic) {
        return ValueSerdes.of(
                topic,
                AvroSerde.class.getName(),
                Map.of("schema.registry.url", "mock://micro", "auto.register.schemas", "true"));
    }

    @Benchmark
    public byte[] sampleEncode() {
        return samples.serializer().serialize(Topics.SAMPLES.name(), sample);
    }

    @Benchmark
    public QosSample sampleDecode() {
        return samples.deserializer().deserialize(Topics.SAMPLES.name(), sampleBytes);
    }

    @Benchmark
    public byte[] userWindowEncode() {
        return windows.serializer().serialize(Topics.USER_WINDOWS.name(), window);
    }

    @Benchmark
    public UserQosWindow userWindowDecode() {
        return windows.deserializer().deserialize(Topics.USER_WINDOWS.name(), windowBytes);
    }

    @Benchmark
    public byte[] stateEncode() {
        return codec.encode(state);
    }

    @Benchmark
    public UserWindowState stateDecode() {
        return codec.decode(stateBytes);
    }
}
