package io.qsstream.benchmarks.processor.contestant;

import io.qsstream.schema.topic.TopicKeys;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.SessionQosWindow;
import io.qsstream.v1.StreamQos;
import io.qsstream.v1.UserQosWindow;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.WindowStore;

/**
 * The windows as the DSL's textbook has them: a record per entry, grouped by user, windowed and aggregated, then grouped
 * by session, windowed and aggregated; output on every update. Event time is sample time.
 *
 * <p>Its grace is the DSL's old default of a day. With the service's 90 s it dropped a fifth to a half of a backlog as late, for its
 * repartitioned records come in no order of time, and did less work than whoever drops none.
 */
public final class NaiveContestant {

    private static final Duration SIZE = Task.WINDOWING.size();
    private static final Duration GRACE = Duration.ofDays(1);

    /** Where the user and session windows go, and with which serdes. */
    record Outputs(
            String userWindows,
            String sessionWindows,
            Serde<QosSample> samples,
            Serde<UserQosWindow> users,
            Serde<SessionQosWindow> sessions) {}

    public static void main(String[] arguments) {
        Task task = Task.of(arguments);
        Outputs outputs = new Outputs(
                task.output(Topics.USER_WINDOWS),
                task.output(Topics.SESSION_WINDOWS),
                Task.serde(Topics.SAMPLES),
                Task.serde(Topics.USER_WINDOWS),
                Task.serde(Topics.SESSION_WINDOWS));
        Streaming.run(new KafkaStreams(topology(outputs), task.streamsProperties()));
    }

    static Topology topology(Outputs outputs) {
        TimeWindows windows = TimeWindows.ofSizeAndGrace(SIZE, GRACE);
        StreamsBuilder builder = new StreamsBuilder();
        KStream<String, QosSample> entries = builder.stream(
                        Task.input(),
                        Consumed.with(Serdes.String(), Serdes.ByteArray()).withName("raw-events"))
                .process(EntryByEntry::new, Named.as("entries"));
        KTable<Windowed<String>, UserFigures> users = entries.groupByKey(
                        Grouped.with("by-user", Serdes.String(), outputs.samples()))
                .windowedBy(windows)
                .aggregate(
                        UserFigures::new,
                        (user, entry, figures) -> figures.add(entry),
                        Named.as("users"),
                        Materialized.<String, UserFigures, WindowStore<Bytes, byte[]>>as("users")
                                .withKeySerde(Serdes.String())
                                .withValueSerde(serde(UserFigures::encode, UserFigures::decode)));
        users.toStream(Named.as("user-updates"))
                .map(
                        (window, figures) -> KeyValue.pair(
                                window.key() + '|' + window.window().start(),
                                figures.toWindow(
                                        window.window().startTime(),
                                        window.window().endTime())),
                        Named.as("user-windows-values"))
                .to(
                        outputs.userWindows(),
                        Produced.with(Serdes.String(), outputs.users()).withName("user-windows"));
        users.toStream(Named.as("users-of-sessions"))
                .selectKey(
                        (window, figures) -> figures.accountId() + '|' + figures.sessionId(), Named.as("session-key"))
                .groupByKey(
                        Grouped.with("by-session", Serdes.String(), serde(UserFigures::encode, UserFigures::decode)))
                .windowedBy(windows)
                .aggregate(
                        SessionFigures::new,
                        (session, user, figures) -> figures.put(user),
                        Named.as("sessions"),
                        Materialized.<String, SessionFigures, WindowStore<Bytes, byte[]>>as("sessions")
                                .withKeySerde(Serdes.String())
                                .withValueSerde(serde(SessionFigures::encode, SessionFigures::decode)))
                .toStream(Named.as("session-updates"))
                .map(
                        (window, figures) -> KeyValue.pair(
                                TopicKeys.sessionWindow(
                                        window.key(), window.window().startTime()),
                                figures.toWindow(
                                        window.window().startTime(),
                                        window.window().endTime())),
                        Named.as("session-windows-values"))
                .to(
                        outputs.sessionWindows(),
                        Produced.with(Serdes.String(), outputs.sessions()).withName("session-windows"));
        return builder.build();
    }

    /** One record per entry of a sample, under its user's key, at the sample's time. */
    private static final class EntryByEntry extends ContextualProcessor<String, byte[], String, QosSample> {
        @Override
        public void process(Record<String, byte[]> record) {
            for (QosSample sample :
                    RawRecord.samples(record.key(), record.value(), record.headers(), record.timestamp())) {
                String key = TopicKeys.user(record.key(), sample.getUserId());
                long time = sample.getSampleTime().toEpochMilli();
                for (StreamQos stream : sample.getStreams()) {
                    forward(key, time, part(sample, List.of(stream)));
                }
                if (sample.getCpu() != null) {
                    QosSample cpu = part(sample, List.of());
                    cpu.setCpu(sample.getCpu());
                    forward(key, time, cpu);
                }
                if (sample.getWifi() != null) {
                    QosSample wifi = part(sample, List.of());
                    wifi.setWifi(sample.getWifi());
                    forward(key, time, wifi);
                }
            }
        }

        private void forward(String key, long time, QosSample entry) {
            context().forward(new Record<>(key, entry, time));
        }

        private static QosSample part(QosSample sample, List<StreamQos> streams) {
            return new QosSample(
                    sample.getAccountId(),
                    sample.getSessionId(),
                    sample.getSessionKind(),
                    sample.getSessionNumber(),
                    sample.getUserId(),
                    sample.getUserKey(),
                    sample.getSampleTime(),
                    sample.getRevision(),
                    sample.getReceiptTime(),
                    sample.getEventType(),
                    streams,
                    null,
                    null,
                    List.of(),
                    Map.of(),
                    false);
        }
    }

    private static <T> Serde<T> serde(Function<T, byte[]> encode, Function<byte[], T> decode) {
        return Serdes.serdeFrom(
                (topic, value) -> value == null ? null : encode.apply(value),
                (topic, bytes) -> bytes == null ? null : decode.apply(bytes));
    }

    private NaiveContestant() {}
}
