package io.qsstream.benchmarks.processor.contestant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qsstream.benchmarks.traffic.Crowd;
import io.qsstream.processor.cause.StreamRole.InputMeans;
import io.qsstream.processor.normalise.Normaliser;
import io.qsstream.processor.state.Rosters;
import io.qsstream.processor.telemetry.ProcessorMeters;
import io.qsstream.processor.telemetry.RecordTraces;
import io.qsstream.processor.topology.QssTopology;
import io.qsstream.processor.topology.TypedTopics;
import io.qsstream.schema.RawHeaders;
import io.qsstream.schema.rules.RulesFile;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import io.qsstream.tracing.Traces;
import io.qsstream.v1.MeasureOverUsers;
import io.qsstream.v1.MediaStats;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.SessionQosWindow;
import io.qsstream.v1.Stats;
import io.qsstream.v1.StreamStats;
import io.qsstream.v1.UserQosWindow;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A comparison of speed means something only between those who do the same: the windows, figure by figure. */
class SameWindowsTest {

    private static final Crowd CROWD = new Crowd(12, 3, 11);
    private static final int MINUTES = 7;
    private static final int SAMPLES_A_MINUTE = 2;
    private static final Instant START = Instant.parse("2026-11-20T14:00:00Z");
    private static final double EXACT = 1e-9;

    /** One event as it was received. */
    private record Received(Instant at, String key, byte[] body) {}

    /** Last value by key. */
    private record Windows(Map<String, UserQosWindow> users, Map<String, SessionQosWindow> sessions) {}

    @TempDir
    private Path folder;

    private Windows ours;

    @BeforeEach
    void theServicesOwnWindows() {
        TypedTopics topics = new TypedTopics(Task::serde);
        QssTopology topology = new QssTopology(
                Task.WINDOWING,
                topics,
                RulesFile.atStart(null),
                InputMeans.SENT,
                new ProcessorMeters(new SimpleMeterRegistry()),
                new RecordTraces(Traces.off()),
                new Rosters(),
                Stores::inMemoryKeyValueStore);
        ours = run(topology.build(), Topics.USER_WINDOWS.name(), Topics.SESSION_WINDOWS.name());
    }

    @Test
    void theServiceHasOneWindowPerUserAndMinuteWithTwoSamplesEach() {
        // Given / When: the windows made above
        // Then
        assertThat(ours.users()).hasSize(12 * MINUTES);
        assertThat(ours.sessions()).hasSize(3 * MINUTES);
        assertThat(ours.users().values()).allSatisfy(window -> {
            assertThat(window.getSampleCount()).isEqualTo(SAMPLES_A_MINUTE);
            assertThat(window.getRevision()).isEqualTo(1);
            assertThat(figures(window)).hasSizeGreaterThan(100);
        });
    }

    @Test
    void theNaiveDslGivesTheSameWindows() {
        // Given
        Topology naive = NaiveContestant.topology(new NaiveContestant.Outputs(
                "users",
                "sessions",
                Task.serde(Topics.SAMPLES),
                Task.serde(Topics.USER_WINDOWS),
                Task.serde(Topics.SESSION_WINDOWS)));

        // When
        Windows theirs = run(naive, "users", "sessions");

        // Then
        assertSame(theirs);
    }

    @Test
    void flinkGivesTheSameWindows() throws Exception {
        // Given
        List<Tuple2<Long, Tuple4<String, Long, String, byte[]>>> messages = new ArrayList<>();
        for (Received each : received()) {
            for (QosSample sample :
                    Normaliser.normalise(each.key(), each.body(), each.at()).samples()) {
                messages.add(Tuple2.of(each.at().toEpochMilli(), FlinkContestant.message(each.key(), sample)));
            }
        }
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1);
        DataStream<Tuple4<String, Long, String, byte[]>> samples = environment
                .fromData(
                        messages,
                        TypeInformation.of(new TypeHint<Tuple2<Long, Tuple4<String, Long, String, byte[]>>>() {}))
                .assignTimestampsAndWatermarks(
                        WatermarkStrategy.<Tuple2<Long, Tuple4<String, Long, String, byte[]>>>forMonotonousTimestamps()
                                .withTimestampAssigner((message, unused) -> message.f0))
                .map(message -> message.f1)
                .returns(FlinkContestant.SAMPLE);

        // When
        Windows theirs = new Windows(new TreeMap<>(), new TreeMap<>());
        try (CloseableIterator<Tuple3<Boolean, String, byte[]>> all =
                FlinkContestant.windows(samples).executeAndCollect()) {
            all.forEachRemaining(output -> {
                if (output.f0) {
                    theirs.users().put(output.f1, read(Topics.USER_WINDOWS, output.f2));
                } else {
                    theirs.sessions().put(output.f1, read(Topics.SESSION_WINDOWS, output.f2));
                }
            });
        }

        // Then
        assertSame(theirs);
    }

    private static <V> V read(Topic<V> topic, byte[] bytes) {
        return Task.serde(topic).deserializer().deserialize(topic.name(), bytes);
    }

    private void assertSame(Windows theirs) {
        assertThat(theirs.users().keySet()).isEqualTo(ours.users().keySet());
        assertThat(theirs.sessions().keySet()).isEqualTo(ours.sessions().keySet());
        ours.users()
                .forEach((key, window) ->
                        assertSame(key, figures(window), figures(theirs.users().get(key))));
        ours.sessions()
                .forEach((key, window) -> assertSame(
                        key, figures(window), figures(theirs.sessions().get(key))));
    }

    private static void assertSame(String key, Map<String, Double> expected, Map<String, Double> found) {
        assertThat(found.keySet()).as(key).isEqualTo(expected.keySet());
        expected.forEach((figure, value) ->
                assertThat(found.get(figure)).as(key + " " + figure).isCloseTo(value, within(EXACT)));
    }

    /** Two samples a minute of every user, received a second after they were measured, in order of receipt. */
    private static List<Received> received() {
        List<Received> all = new ArrayList<>();
        for (int sample = 0; sample < MINUTES * SAMPLES_A_MINUTE; sample++) {
            for (int user = 0; user < CROWD.users(); user++) {
                Instant measured = START.plusSeconds(30L * sample + user);
                Instant at = measured.plusSeconds(1);
                all.add(new Received(at, CROWD.sessionKey(user), CROWD.body(user, sample, measured, at)));
            }
        }
        return all;
    }

    private Windows run(Topology topology, String users, String sessions) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "same-windows");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        try (TopologyTestDriver driver = new TopologyTestDriver(topology, properties, START)) {
            TestInputTopic<String, byte[]> raw = driver.createInputTopic(
                    Topics.RAW_EVENTS.name(), new StringSerializer(), new ByteArraySerializer());
            BiConsumer<Received, String> pipe = (event, source) -> raw.pipeInput(new TestRecord<>(
                    event.key(),
                    event.body(),
                    new RecordHeaders().add(RawHeaders.SOURCE, source.getBytes(StandardCharsets.US_ASCII)),
                    event.at()));
            received().forEach(event -> pipe.accept(event, RawHeaders.WEBHOOK));
            // Past the grace of the last window.
            byte[] nothing = "{}".getBytes(StandardCharsets.US_ASCII);
            pipe.accept(new Received(START.plusSeconds(60L * (MINUTES + 4)), "tick", nothing), RawHeaders.TICK);
            return new Windows(
                    last(driver, users, Task.serde(Topics.USER_WINDOWS)),
                    last(driver, sessions, Task.serde(Topics.SESSION_WINDOWS)));
        }
    }

    private static <V> Map<String, V> last(TopologyTestDriver driver, String topic, Serde<V> serde) {
        Map<String, V> last = new TreeMap<>();
        driver.createOutputTopic(topic, new StringDeserializer(), serde.deserializer())
                .readRecordsToList()
                .forEach(record -> last.put(record.key(), record.value()));
        return last;
    }

    /** All figures of a user's window that running figures can have: no percentile, no rating. */
    private static Map<String, Double> figures(UserQosWindow window) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("samples", (double) window.getSampleCount());
        for (StreamStats stream : window.getStreams()) {
            stats(stream.getType(), stream, figures);
        }
        stats("cpu", window.getCpu(), figures);
        stats("wifi", window.getWifi(), figures);
        return figures;
    }

    private static void stats(String name, SpecificRecordBase record, Map<String, Double> figures) {
        record.getSchema().getFields().forEach(field -> {
            if (record.get(field.pos()) instanceof Stats stats) {
                String measure = name + "." + field.name() + ".";
                figures.put(measure + "count", (double) stats.getCount());
                figures.put(measure + "min", stats.getMin());
                figures.put(measure + "mean", stats.getMean());
                figures.put(measure + "max", stats.getMax());
                figures.put(measure + "last", stats.getLast());
            }
        });
    }

    private static Map<String, Double> figures(SessionQosWindow window) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("users", (double) window.getUserCount());
        figures.put("samples", (double) window.getSampleCount());
        for (MediaStats media : window.getMedia()) {
            figures.put(media.getMedia() + ".users", (double) media.getUserCount());
            media.getSchema().getFields().forEach(field -> {
                if (media.get(field.pos()) instanceof MeasureOverUsers measure) {
                    String name = media.getMedia() + "." + field.name() + ".";
                    figures.put(name + "users", (double) measure.getUserCount());
                    figures.put(name + "mean", measure.getMean());
                    figures.put(name + "p95", measure.getP95());
                    figures.put(name + "worst", measure.getWorst());
                }
            });
        }
        return figures;
    }
}
