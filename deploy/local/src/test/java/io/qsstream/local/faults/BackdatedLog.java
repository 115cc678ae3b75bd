package io.qsstream.local.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qsstream.local.simulate.Event;
import io.qsstream.schema.RawHeaders;
import io.qsstream.schema.topic.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/**
 * Writes a raw log whose receipt times are made up: the topic takes the writer's time while this writes, and the broker's again
 * afterwards. So hours of Zoom's redeliveries go through a real processor in seconds.
 */
final class BackdatedLog {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TICKS = Duration.ofSeconds(30);

    /** An event, and when it was received at last. */
    record Received(Instant at, Event event) {}

    /** Writes the events in order of their receipt, with ticks on every partition until {@code end}. */
    static void write(Cluster cluster, List<Received> events, Instant begin, Instant end) throws Exception {
        List<Received> inOrder = new ArrayList<>(events);
        inOrder.sort(Comparator.comparing(Received::at));
        try (Admin admin = cluster.admin();
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", cluster.bootstrap(), "linger.ms", "20"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            timestamps(admin, "CreateTime");
            try {
                for (int partition = 0; partition < Cluster.PARTITIONS; partition++) {
                    awaitOwnTimes(producer, partition, begin);
                }
                List<Future<RecordMetadata>> written = new ArrayList<>();
                Instant tick = begin;
                for (Received each : inOrder) {
                    for (; tick.isBefore(each.at()); tick = tick.plus(TICKS)) {
                        tickAll(producer, tick, written);
                    }
                    written.add(producer.send(webhook(each)));
                }
                for (; tick.isBefore(end); tick = tick.plus(TICKS)) {
                    tickAll(producer, tick, written);
                }
                for (Future<RecordMetadata> each : written) {
                    each.get(1, TimeUnit.MINUTES);
                }
            } finally {
                timestamps(admin, "LogAppendTime");
            }
        }
    }

    private static void timestamps(Admin admin, String type) throws Exception {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.RAW_EVENTS.name());
        AlterConfigOp set =
                new AlterConfigOp(new ConfigEntry("message.timestamp.type", type), AlterConfigOp.OpType.SET);
        admin.incrementalAlterConfigs(Map.of(topic, List.of(set))).all().get(30, TimeUnit.SECONDS);
    }

    /** Brokers learn of the change one after the other. */
    private static void awaitOwnTimes(KafkaProducer<byte[], byte[]> producer, int partition, Instant time) {
        Awaitility.await("the writer's time is kept")
                .atMost(Duration.ofSeconds(60))
                .until(() -> producer.send(tick(partition, time)).get().timestamp() == time.toEpochMilli());
    }

    private static void tickAll(
            KafkaProducer<byte[], byte[]> producer, Instant time, List<Future<RecordMetadata>> written) {
        for (int partition = 0; partition < Cluster.PARTITIONS; partition++) {
            written.add(producer.send(tick(partition, time)));
        }
    }

    private static ProducerRecord<byte[], byte[]> tick(int partition, Instant time) {
        return labelled(
                new ProducerRecord<>(Topics.RAW_EVENTS.name(), partition, time.toEpochMilli(), null, utf8("{}")),
                "tick-" + time.toEpochMilli() + "-" + partition,
                RawHeaders.TICK_TYPE,
                time,
                RawHeaders.TICK);
    }

    private static ProducerRecord<byte[], byte[]> webhook(Received received) throws IOException {
        Event event = received.event();
        return labelled(
                new ProducerRecord<>(
                        Topics.RAW_EVENTS.name(),
                        null,
                        received.at().toEpochMilli(),
                        utf8(sessionKey(event)),
                        utf8(event.body())),
                event.requestId(),
                event.name(),
                received.at(),
                RawHeaders.WEBHOOK);
    }

    static String sessionKey(Event event) throws IOException {
        JsonNode payload = JSON.readTree(event.body()).path("payload");
        String id = event.name().startsWith("phone.")
                ? "call_id"
                : event.name().startsWith("session.") ? "session_id" : "uuid";
        return payload.path("account_id").asText() + "|"
                + payload.path("object").path(id).asText();
    }

    private static ProducerRecord<byte[], byte[]> labelled(
            ProducerRecord<byte[], byte[]> record, String id, String type, Instant time, String source) {
        record.headers().add(RawHeaders.CE_SPECVERSION, utf8("1.0"));
        record.headers().add(RawHeaders.CE_ID, utf8(id));
        record.headers().add(RawHeaders.CE_SOURCE, utf8("/webhooks/zoom"));
        record.headers().add(RawHeaders.CE_TYPE, utf8(type));
        record.headers().add(RawHeaders.CE_TIME, utf8(time.toString()));
        record.headers().add(RawHeaders.CONTENT_TYPE, utf8("application/json"));
        record.headers().add(RawHeaders.SOURCE, utf8(source));
        return record;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private BackdatedLog() {}
}
