package io.qsstream.ingest.store;

import io.qsstream.ingest.key.SessionKeyReader.Reading;
import io.qsstream.schema.RawHeaders;
import io.qsstream.schema.SessionKey;
import io.qsstream.schema.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Turns what was received into a record of the raw topic. Pure. */
public final class RawRecords {

    private static final String TRACEPARENT = "traceparent";

    private static final Pattern EVENT_NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");
    private static final Pattern REQUEST_ID = Pattern.compile("[!-~]{1,128}");
    /** Version 00 of W3C Trace Context; neither id may be all zeros, and no other version is known. */
    private static final Pattern VALID_TRACEPARENT =
            Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.UTF_8);

    /** A webhook's record: the body's very bytes, under its session's key. */
    public static ProducerRecord<byte[], byte[]> webhook(byte[] body, Receipt receipt, Reading reading) {
        byte[] key = reading.key() == null ? null : utf8(reading.key().toString());
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(Topics.RAW_EVENTS.name(), key, body);
        String event = reading.event();
        label(
                record,
                matches(REQUEST_ID, receipt.requestId()) ? receipt.requestId() : sha256(body),
                receipt.path(),
                matches(EVENT_NAME, event) ? event : RawHeaders.UNKNOWN_TYPE,
                receipt.time(),
                RawHeaders.WEBHOOK);
        if (matches(VALID_TRACEPARENT, receipt.traceparent())) {
            header(record, TRACEPARENT, receipt.traceparent());
        }
        return record;
    }

    /** A record that a backfill made of an answer of Zoom's REST API. */
    public static ProducerRecord<byte[], byte[]> backfill(byte[] body, SessionKey session, String event, Instant time) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(Topics.RAW_EVENTS.name(), utf8(session.toString()), body);
        label(record, sha256(body), "/backfill", event, time, RawHeaders.BACKFILL);
        return record;
    }

    /** A tick's record: nothing but the broker's clock for one partition. */
    public static ProducerRecord<byte[], byte[]> tick(int partition, Instant now) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(Topics.RAW_EVENTS.name(), partition, null, NOTHING);
        label(
                record,
                "tick-" + now.toEpochMilli() + '-' + partition,
                "/ticks",
                RawHeaders.TICK_TYPE,
                now,
                RawHeaders.TICK);
        return record;
    }

    private static void label(
            ProducerRecord<byte[], byte[]> record,
            @Nullable String id,
            String source,
            @Nullable String type,
            Instant time,
            String origin) {
        header(record, RawHeaders.CE_SPECVERSION, "1.0");
        header(record, RawHeaders.CE_ID, id);
        header(record, RawHeaders.CE_SOURCE, source);
        header(record, RawHeaders.CE_TYPE, type);
        header(record, RawHeaders.CE_TIME, time.truncatedTo(ChronoUnit.MILLIS).toString());
        header(record, RawHeaders.CONTENT_TYPE, "application/json");
        header(record, RawHeaders.SOURCE, origin);
    }

    private static void header(ProducerRecord<byte[], byte[]> record, String name, @Nullable String value) {
        if (value != null) {
            record.headers().add(name, utf8(value));
        }
    }

    private static boolean matches(Pattern pattern, @Nullable String text) {
        return text != null && pattern.matcher(text).matches();
    }

    /** A lone surrogate becomes {@code ?}: what is written is always valid UTF-8. */
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private RawRecords() {}
}
