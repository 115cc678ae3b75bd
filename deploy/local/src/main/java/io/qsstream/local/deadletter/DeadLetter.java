package io.qsstream.local.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** One record of the dead-letter topic: the input's key and bytes, and why it could not be used. */
public record DeadLetter(ConsumerRecord<byte[], byte[]> record) {

    /** Where a redriven record was a dead letter, as {@link #id()} has it. */
    public static final String REDRIVEN_FROM = "qss-redriven-from";

    private static final String REASON = "qss-reason";
    private static final String MESSAGE = "__streams.errors.message";
    private static final String TOPIC = "__streams.errors.topic";
    private static final String OF_STREAMS = "__streams.errors.";

    /** {@code partition-offset}, what commands name it by. */
    public String id() {
        return record.partition() + "-" + record.offset();
    }

    public Instant time() {
        return Instant.ofEpochMilli(record.timestamp());
    }

    /** One of the closed set of docs/metrics.md; UNKNOWN where Kafka Streams itself wrote it. */
    public String reason() {
        return header(REASON).orElse("UNKNOWN");
    }

    public String message() {
        return header(MESSAGE).orElse("");
    }

    /** The topic of the input. */
    public Optional<String> topic() {
        return header(TOPIC);
    }

    public Optional<String> redrivenFrom() {
        return header(REDRIVEN_FROM);
    }

    public String key() {
        return record.key() == null ? "" : new String(record.key(), UTF_8);
    }

    public String body() {
        return record.value() == null ? "" : new String(record.value(), UTF_8);
    }

    private Optional<String> header(String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), UTF_8));
    }

    /**
     * The input once more, byte for byte and with its own headers, marked by where it comes from.
     *
     * @param topic of the input
     */
    public ProducerRecord<byte[], byte[]> again(String topic) {
        Headers headers = new RecordHeaders();
        for (Header header : record.headers()) {
            boolean ours = header.key().equals(REASON)
                    || header.key().equals(REDRIVEN_FROM)
                    || header.key().startsWith(OF_STREAMS);
            if (!ours) {
                headers.add(header);
            }
        }
        headers.add(REDRIVEN_FROM, id().getBytes(UTF_8));
        return new ProducerRecord<>(topic, null, record.key(), record.value(), headers);
    }
}
