package io.qsstream.benchmarks.processor.contestant;

import io.qsstream.schema.topic.TopicKeys;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.QosSample;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;

/**
 * The windows alone, as a good Flink job has them: keyed once by session window, a user's running figures in RocksDB,
 * one timer per session window, output on close by an exactly-once sink. Its clock is the receipt time, as the service's
 * is, so it closes the same windows at the same moments. No revisions, alerts, reports or directory.
 */
public final class FlinkContestant {

    /** A sample on its way to its session's window: session key, window start, user id, figures of this one sample. */
    static final TypeInformation<Tuple4<String, Long, String, byte[]>> SAMPLE =
            TypeInformation.of(new TypeHint<Tuple4<String, Long, String, byte[]>>() {});

    /** A record to write: whether a user's window or a session's, key, value. */
    static final TypeInformation<Tuple3<Boolean, String, byte[]>> OUTPUT =
            TypeInformation.of(new TypeHint<Tuple3<Boolean, String, byte[]>>() {});

    private static final TypeInformation<Tuple2<String, Long>> WINDOW =
            TypeInformation.of(new TypeHint<Tuple2<String, Long>>() {});

    private static final TypeInformation<Tuple2<String, byte[]>> OF_USER =
            TypeInformation.of(new TypeHint<Tuple2<String, byte[]>>() {});

    public static void main(String[] arguments) throws Exception {
        Task task = Task.of(arguments);
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(task.threads(), configuration(task));
        environment.enableCheckpointing(task.commitMillis(), CheckpointingMode.EXACTLY_ONCE);
        // Without it every record would be copied between chained operators.
        environment.getConfig().enableObjectReuse();
        KafkaSource<Tuple4<String, Long, String, byte[]>> source =
                KafkaSource.<Tuple4<String, Long, String, byte[]>>builder()
                        .setBootstrapServers(task.bootstrapServers())
                        .setTopics(Task.input())
                        .setGroupId(task.group())
                        .setStartingOffsets(OffsetsInitializer.earliest())
                        .setDeserializer(new Normalise())
                        .setProperties(strings(task.consumerProperties()))
                        .build();
        DataStream<Tuple4<String, Long, String, byte[]>> samples =
                environment.fromSource(source, WatermarkStrategy.forMonotonousTimestamps(), "raw-events", SAMPLE);
        windows(samples).sinkTo(sink(task)).name("windows");
        environment.execute(task.group());
    }

    /** The job between source and sink. A sample without a session is a tick: it carries nothing but the clock. */
    static DataStream<Tuple3<Boolean, String, byte[]>> windows(
            DataStream<Tuple4<String, Long, String, byte[]>> samples) {
        return samples.filter(sample -> !sample.f0.isEmpty())
                .name("without-ticks")
                .keyBy(
                        (KeySelector<Tuple4<String, Long, String, byte[]>, Tuple2<String, Long>>)
                                sample -> Tuple2.of(sample.f0, sample.f1),
                        WINDOW)
                .process(new Windows(), OUTPUT)
                .name("window");
    }

    private static Configuration configuration(Task task) {
        return Configuration.fromMap(Map.ofEntries(
                Map.entry("state.backend.type", "rocksdb"),
                Map.entry("state.backend.rocksdb.localdir", task.stateDir() + "/rocksdb"),
                // On the heap, since there is one timer per session window only.
                Map.entry("state.backend.rocksdb.timer-service.factory", "HEAP"),
                Map.entry("execution.checkpointing.incremental", "true"),
                Map.entry("execution.checkpointing.dir", "file://" + task.stateDir() + "/checkpoints"),
                Map.entry("io.tmp.dirs", task.stateDir()),
                // As much for RocksDB as the service's bound.
                Map.entry("taskmanager.memory.managed.size", "192m"),
                Map.entry("taskmanager.memory.network.min", "64m"),
                Map.entry("taskmanager.memory.network.max", "64m"),
                Map.entry("pipeline.generic-types", "false"),
                // Flink would listen on every address.
                Map.entry("jobmanager.bind-host", "127.0.0.1"),
                Map.entry("taskmanager.bind-host", "127.0.0.1"),
                Map.entry("rest.bind-address", "127.0.0.1"),
                Map.entry("rest.bind-port", "0")));
    }

    private static KafkaSink<Tuple3<Boolean, String, byte[]>> sink(Task task) {
        String users = task.output(Topics.USER_WINDOWS);
        String sessions = task.output(Topics.SESSION_WINDOWS);
        Properties producer = strings(task.producerProperties());
        producer.setProperty("transaction.timeout.ms", "60000");
        return KafkaSink.<Tuple3<Boolean, String, byte[]>>builder()
                .setBootstrapServers(task.bootstrapServers())
                .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .setTransactionalIdPrefix(task.group())
                .setKafkaProducerConfig(producer)
                .setRecordSerializer((KafkaRecordSerializationSchema<Tuple3<Boolean, String, byte[]>>)
                        (output, context, timestamp) -> new ProducerRecord<>(
                                output.f0 ? users : sessions,
                                null,
                                timestamp,
                                output.f1.getBytes(StandardCharsets.UTF_8),
                                output.f2))
                .build();
    }

    private static Properties strings(Map<String, Object> all) {
        Properties properties = new Properties();
        all.forEach((name, value) -> {
            if (!name.equals("enable.auto.commit")) {
                properties.setProperty(name, value.toString());
            }
        });
        return properties;
    }

    /** A sample as the job's input. */
    static Tuple4<String, Long, String, byte[]> message(String sessionKey, QosSample sample) {
        return Tuple4.of(
                sessionKey,
                Task.WINDOWING.startOf(sample.getSampleTime()).toEpochMilli(),
                sample.getUserId(),
                new UserFigures().add(sample).encode());
    }

    /** Parses where it reads, so that nothing but figures travels between the operators. */
    private static final class Normalise
            implements KafkaRecordDeserializationSchema<Tuple4<String, Long, String, byte[]>> {
        private static final long serialVersionUID = 1L;

        @Override
        public void deserialize(
                ConsumerRecord<byte[], byte[]> record, Collector<Tuple4<String, Long, String, byte[]>> out) {
            if (RawRecord.isTick(record.headers())) {
                out.collect(Tuple4.of("", 0L, "", new byte[0]));
                return;
            }
            String key = new String(record.key(), StandardCharsets.UTF_8);
            RawRecord.samples(key, record.value(), record.headers(), record.timestamp())
                    .forEach(sample -> out.collect(message(key, sample)));
        }

        @Override
        public TypeInformation<Tuple4<String, Long, String, byte[]>> getProducedType() {
            return SAMPLE;
        }
    }

    /**
     * One session window: its samples until it closes. A list, to which RocksDB adds without reading: a map of users read and wrote one
     * entry for each sample, and left as many tombstones, over which every later scan had to walk (1 ms per event after an hour).
     */
    private static final class Windows
            extends KeyedProcessFunction<
                    Tuple2<String, Long>, Tuple4<String, Long, String, byte[]>, Tuple3<Boolean, String, byte[]>> {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("NullAway.Init") // By open().
        private transient ListState<Tuple2<String, byte[]>> samples;

        @SuppressWarnings("NullAway.Init") // By open().
        private transient Serializer<io.qsstream.v1.UserQosWindow> userSerializer;

        @SuppressWarnings("NullAway.Init") // By open().
        private transient Serializer<io.qsstream.v1.SessionQosWindow> sessionSerializer;

        @Override
        public void open(OpenContext context) {
            samples = getRuntimeContext().getListState(new ListStateDescriptor<>("samples", OF_USER));
            userSerializer = Task.serde(Topics.USER_WINDOWS).serializer();
            sessionSerializer = Task.serde(Topics.SESSION_WINDOWS).serializer();
        }

        @Override
        public void processElement(
                Tuple4<String, Long, String, byte[]> sample,
                Context context,
                Collector<Tuple3<Boolean, String, byte[]>> out)
                throws Exception {
            long closesAt =
                    Task.WINDOWING.closesAt(Instant.ofEpochMilli(sample.f1)).toEpochMilli();
            if (closesAt <= context.timerService().currentWatermark()) {
                // Late: the service would revise, this job drops.
                return;
            }
            context.timerService().registerEventTimeTimer(closesAt);
            samples.add(Tuple2.of(sample.f2, sample.f3));
        }

        @Override
        public void onTimer(long time, OnTimerContext context, Collector<Tuple3<Boolean, String, byte[]>> out)
                throws Exception {
            String sessionKey = context.getCurrentKey().f0;
            Instant start = Instant.ofEpochMilli(context.getCurrentKey().f1);
            Instant end = start.plus(Duration.ofMillis(Task.WINDOWING.size().toMillis()));
            Map<String, UserFigures> users = new TreeMap<>();
            for (Tuple2<String, byte[]> sample : samples.get()) {
                UserFigures figures = UserFigures.decode(sample.f1);
                users.merge(sample.f0, figures, UserFigures::add);
            }
            SessionFigures session = new SessionFigures();
            for (Map.Entry<String, UserFigures> user : users.entrySet()) {
                UserFigures figures = user.getValue();
                session.put(figures);
                out.collect(Tuple3.of(
                        true,
                        TopicKeys.userWindow(sessionKey, user.getKey(), start),
                        userSerializer.serialize(Topics.USER_WINDOWS.name(), figures.toWindow(start, end))));
            }
            out.collect(Tuple3.of(
                    false,
                    TopicKeys.sessionWindow(sessionKey, start),
                    sessionSerializer.serialize(Topics.SESSION_WINDOWS.name(), session.toWindow(start, end))));
            samples.clear();
        }
    }

    private FlinkContestant() {}
}
