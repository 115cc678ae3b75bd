package io.qsstream.processor.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qsstream.processor.cause.StreamRole.InputMeans;
import io.qsstream.processor.deadletter.DeadLetterExceptionHandler;
import io.qsstream.processor.state.Recent.Budget;
import io.qsstream.processor.state.Roster;
import io.qsstream.processor.state.Rosters;
import io.qsstream.processor.telemetry.ProcessorMeters;
import io.qsstream.processor.telemetry.RecordTraces;
import io.qsstream.processor.topology.QssTopology;
import io.qsstream.processor.topology.TypedTopics;
import io.qsstream.processor.window.Windowing;
import io.qsstream.schema.RawHeaders;
import io.qsstream.schema.rules.AlertRules;
import io.qsstream.schema.rules.RulesFile;
import io.qsstream.schema.serde.ValueSerdes;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import io.qsstream.tracing.Traces;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.SessionQosWindow;
import io.qsstream.v1.UserIdentity;
import io.qsstream.v1.UserQosWindow;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.test.TestRecord;

/** The whole topology on the test driver, with all its topics open. Receipt time is passed in, as the broker would. */
public final class Pipeline implements AutoCloseable {

    public static final Windowing MINUTES =
            new Windowing(Duration.ofMinutes(1), Duration.ofSeconds(90), Duration.ofMinutes(120));

    /** The shipped rules. */
    public static final AlertRules RULES = RulesFile.atStart(null);

    private static final Map<String, ?> REGISTRY = Map.of("schema.registry.url", "mock://pipeline");

    private final TopologyTestDriver driver;
    private final TestInputTopic<String, byte[]> raw;
    private final Map<String, TestOutputTopic<String, ?>> outputs = new HashMap<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    /** In memory, because a test may want a thousand. */
    public static Pipeline inMemory(Windowing windowing) {
        return new Pipeline(windowing, Traces.off(), new Rosters(), Stores::inMemoryKeyValueStore, null);
    }

    /** In memory, and of all who are heard of at hand is hardly anybody but who was heard of last. */
    public static Pipeline forgetful(Windowing windowing) {
        Rosters rosters = new Rosters(() -> new Roster(new Budget(1, new AtomicLong()), 0));
        return new Pipeline(windowing, Traces.off(), rosters, Stores::inMemoryKeyValueStore, null);
    }

    /** In memory, with traces. */
    public static Pipeline traced(Windowing windowing, Traces traces) {
        return new Pipeline(windowing, traces, new Rosters(), Stores::inMemoryKeyValueStore, null);
    }

    /** In RocksDB, as in production. */
    public static Pipeline onDisk(Windowing windowing, Path stateDir) {
        return new Pipeline(windowing, Traces.off(), new Rosters(), Stores::persistentKeyValueStore, stateDir);
    }

    private Pipeline(
            Windowing windowing,
            Traces traces,
            Rosters rosters,
            Function<String, KeyValueBytesStoreSupplier> stores,
            Path stateDirOrNull) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "pipeline-test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterExceptionHandler.class);
        properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
        // Without a store on disk, nothing is written there.
        properties.put(
                StreamsConfig.STATE_DIR_CONFIG, stateDirOrNull == null ? "/nonexistent" : stateDirOrNull.toString());
        QssTopology topology = new QssTopology(
                windowing,
                topics(),
                RULES,
                InputMeans.SENT,
                new ProcessorMeters(meters),
                new RecordTraces(traces),
                rosters,
                stores);
        driver = new TopologyTestDriver(topology.build(), properties, Instant.EPOCH);
        raw = driver.createInputTopic(Topics.RAW_EVENTS.name(), new StringSerializer(), new ByteArraySerializer());
        for (Topic<?> topic : Topics.ALL) {
            outputs.put(topic.name(), driver.createOutputTopic(topic.name(), new StringDeserializer(), value(topic)));
        }
    }

    /** The catalogue's topics over a registry in memory. */
    public static TypedTopics topics() {
        return new TypedTopics(topic -> ValueSerdes.of(topic, "io.qsstream.schema.serde.AvroSerde", REGISTRY));
    }

    private static <V> Deserializer<V> value(Topic<V> topic) {
        return ValueSerdes.of(topic, "io.qsstream.schema.serde.AvroSerde", REGISTRY)
                .deserializer();
    }

    public void receive(Instant receipt, String key, String body) {
        receive(receipt, key, body.getBytes(UTF_8));
    }

    public void receive(Instant receipt, String key, byte[] body) {
        receive(receipt, key, body, RawHeaders.WEBHOOK.getBytes(UTF_8));
    }

    /** What Zoom's REST API answered. */
    public void backfill(Instant receipt, String key, String body) {
        receive(receipt, key, body.getBytes(UTF_8), RawHeaders.BACKFILL.getBytes(UTF_8));
    }

    private void receive(Instant receipt, String key, byte[] body, byte[] source) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(RawHeaders.SOURCE, source);
        raw.pipeInput(new TestRecord<>(key, body, headers, receipt));
    }

    /** With a trace's context. */
    public void receive(Instant receipt, String key, String body, String traceparent) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(RawHeaders.SOURCE, RawHeaders.WEBHOOK.getBytes(UTF_8));
        headers.add("traceparent", traceparent.getBytes(UTF_8));
        raw.pipeInput(new TestRecord<>(key, body.getBytes(UTF_8), headers, receipt));
    }

    public void tick(Instant receipt) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(RawHeaders.SOURCE, RawHeaders.TICK.getBytes(UTF_8));
        raw.pipeInput(new TestRecord<>(null, "{}".getBytes(UTF_8), headers, receipt));
    }

    public List<TestRecord<String, QosSample>> samples() {
        return read(Topics.SAMPLES);
    }

    public List<TestRecord<String, UserQosWindow>> userWindows() {
        return read(Topics.USER_WINDOWS);
    }

    public List<TestRecord<String, SessionQosWindow>> sessionWindows() {
        return read(Topics.SESSION_WINDOWS);
    }

    public List<TestRecord<String, UserIdentity>> directory() {
        return read(Topics.USER_DIRECTORY);
    }

    public List<TestRecord<String, byte[]>> deadLetters() {
        return read(Topics.DEAD_LETTERS);
    }

    /** What is new on the topic since it was last read. */
    @SuppressWarnings("unchecked")
    public <V> List<TestRecord<String, V>> read(Topic<V> topic) {
        return ((TestOutputTopic<String, V>) outputs.get(topic.name())).readRecordsToList();
    }

    /** The last value of each key, as compaction leaves it. */
    public static <V> Map<String, V> last(List<TestRecord<String, V>> records) {
        Map<String, V> last = new LinkedHashMap<>();
        records.forEach(record -> last.put(record.key(), record.value()));
        return last;
    }

    /** The text of a header. */
    public static String header(TestRecord<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    public TopologyTestDriver driver() {
        return driver;
    }

    public double counted(String meter, String label, String value) {
        return meters.get(meter).tag(label, value).functionCounter().count();
    }

    /** All meters with their labels and values. */
    public SimpleMeterRegistry meters() {
        return meters;
    }

    /** Bytes of a topic's records, for comparisons to the letter. */
    public static Deserializer<byte[]> bytes() {
        return new ByteArrayDeserializer();
    }

    @Override
    public void close() {
        driver.close();
    }
}
