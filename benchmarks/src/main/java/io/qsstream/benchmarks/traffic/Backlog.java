package io.qsstream.benchmarks.traffic;

import io.qsstream.benchmarks.lab.Lab;
import io.qsstream.ingest.key.SessionKeyReader;
import io.qsstream.ingest.store.RawRecords;
import io.qsstream.ingest.store.Receipt;
import io.qsstream.processor.window.Windowing;
import io.qsstream.schema.topic.SessionPartition;
import io.qsstream.schema.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What an outage of the processor leaves in the raw topic: every user's event of every minute, received a second or two
 * after it was measured, in order of receipt, with ingest's ticks between, up to now.
 *
 * @param minutes how long it went on
 * @param end receipt time of the last tick
 */
public record Backlog(Crowd crowd, int minutes, int partitions, Instant end) {

    private static final Duration TICK = Duration.ofSeconds(5);
    private static final long MINUTE_MILLIS = 60_000;
    /** From the measurement's second to its receipt, at least. */
    private static final long DELAY_MILLIS = 1_000;

    /** One event, before it has a body. */
    private record Moment(int user, int minute, Instant sampleTime, Instant receiptTime) {}

    public long events() {
        return (long) crowd.users() * minutes;
    }

    /** Records of the raw topic, ticks among them. */
    public long records() {
        return events() + ticks() * partitions;
    }

    private long ticks() {
        return minutes * MINUTE_MILLIS / TICK.toMillis() + 1;
    }

    private Moment moment(long event) {
        int minute = (int) (event / crowd.users());
        int user = (int) (event % crowd.users());
        // Users report one after the other all through the minute.
        long measured = start().toEpochMilli() + minute * MINUTE_MILLIS + MINUTE_MILLIS * user / crowd.users();
        return new Moment(
                user,
                minute,
                Instant.ofEpochMilli(measured - Math.floorMod(measured, 1000L)),
                Instant.ofEpochMilli(measured + DELAY_MILLIS));
    }

    private Instant start() {
        return end.minusMillis(minutes * MINUTE_MILLIS + DELAY_MILLIS);
    }

    /** How many users' windows close within the backlog: each of them must be emitted, and none twice. */
    public long closedUserWindows(Windowing windowing) {
        long closed = 0;
        // A user reports once a minute, so with windows of a minute each event is a window of its own.
        if (windowing.size().toMillis() != MINUTE_MILLIS) {
            throw new IllegalArgumentException("Counted for windows of one minute only");
        }
        for (long event = 0; event < events(); event++) {
            Instant window = windowing.startOf(moment(event).sampleTime());
            closed += windowing.closesAt(window).isAfter(end) ? 0 : 1;
        }
        return closed;
    }

    /**
     * Writes it. The topic takes the times it is told and only then the broker's own, as the contract has it: what is
     * there keeps its times.
     *
     * @param progress is told how many events are written
     */
    public void write(Lab lab, LongConsumer progress) {
        String topic = Topics.RAW_EVENTS.name();
        Map<String, String> configs = new HashMap<>(Topics.RAW_EVENTS.configs());
        configs.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime");
        lab.createTopic(topic, partitions, configs);
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                lab.bootstrapServers(),
                "compression.type",
                "lz4",
                "linger.ms",
                20,
                "batch.size",
                64 * 1024,
                "buffer.memory",
                128L * 1024 * 1024,
                "acks",
                "all");
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            Instant tick = start().plusMillis(DELAY_MILLIS);
            for (long event = 0; event < events(); event++) {
                Moment moment = moment(event);
                for (; !tick.isAfter(moment.receiptTime()); tick = tick.plus(TICK)) {
                    tick(producer, tick);
                }
                send(producer, moment);
                if (event % 1000 == 0) {
                    progress.accept(event);
                }
            }
            for (; !tick.isAfter(end); tick = tick.plus(TICK)) {
                tick(producer, tick);
            }
            producer.flush();
        }
        progress.accept(events());
        lab.alterTopic(topic, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
        long written = lab.written(topic, partitions);
        if (written != records()) {
            throw new IllegalStateException(written + " records were written, not " + records());
        }
    }

    private void tick(Producer<byte[], byte[]> producer, Instant at) {
        for (int partition = 0; partition < partitions; partition++) {
            send(producer, RawRecords.tick(partition, at), partition, at);
        }
    }

    private void send(Producer<byte[], byte[]> producer, Moment moment) {
        byte[] body = crowd.body(moment.user(), moment.minute(), moment.sampleTime(), moment.receiptTime());
        Receipt receipt =
                new Receipt("/webhooks/zoom", moment.user() + "-" + moment.minute(), null, null, moment.receiptTime());
        send(
                producer,
                RawRecords.webhook(body, receipt, SessionKeyReader.read(body)),
                SessionPartition.of(crowd.sessionKey(moment.user()), partitions),
                moment.receiptTime());
    }

    private static void send(
            Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record, int partition, Instant at) {
        var unused = producer.send(
                new ProducerRecord<>(
                        record.topic(), partition, at.toEpochMilli(), record.key(), record.value(), record.headers()),
                (written, failure) -> {
                    if (failure != null) {
                        // Counted afterwards: a backlog with a gap is not used.
                        failure.printStackTrace();
                    }
                });
    }
}
