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
import java.util.function.IntPredicate;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/** Turns what was received into a record of the raw topic. Pure. */
public final class RawRecords {

    private static final String TRACEPARENT = "traceparent";

    private static final int LONGEST_EVENT_NAME = 100;
    private static final int LONGEST_REQUEST_ID = 128;

    private static final Header SPECVERSION = fixed(RawHeaders.CE_SPECVERSION, "1.0");
    private static final Header JSON = fixed(RawHeaders.CONTENT_TYPE, "application/json");

    private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.UTF_8);

    /** A webhook's record: the body's very bytes, under its session's key. */
    public static ProducerRecord<byte[], byte[]> webhook(byte[] body, Receipt receipt, Reading reading) {
        byte[] key = reading.key() == null ? null : utf8(reading.key().toString());
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(Topics.RAW_EVENTS.name(), key, body);
        String event = reading.event();
        label(
                record,
                isRequestId(receipt.requestId()) ? receipt.requestId() : sha256(body),
                receipt.path(),
                isEventName(event) ? event : RawHeaders.UNKNOWN_TYPE,
                receipt.time(),
                RawHeaders.WEBHOOK);
        if (isTraceparent(receipt.traceparent())) {
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
        record.headers().add(SPECVERSION);
        header(record, RawHeaders.CE_ID, id);
        header(record, RawHeaders.CE_SOURCE, source);
        header(record, RawHeaders.CE_TYPE, type);
        header(record, RawHeaders.CE_TIME, time.truncatedTo(ChronoUnit.MILLIS).toString());
        record.headers().add(JSON);
        header(record, RawHeaders.SOURCE, origin);
    }

    private static void header(ProducerRecord<byte[], byte[]> record, String name, @Nullable String value) {
        if (value != null) {
            record.headers().add(name, utf8(value));
        }
    }

    private static Header fixed(String name, String value) {
        return new RecordHeader(name, utf8(value));
    }

    // No regular expressions: these are asked of every request.

    private static boolean isRequestId(@Nullable String text) {
        return isText(text, LONGEST_REQUEST_ID, each -> each >= '!' && each <= '~');
    }

    private static boolean isEventName(@Nullable String text) {
        return isText(text, LONGEST_EVENT_NAME, RawRecords::isOfEventName);
    }

    private static boolean isText(@Nullable String text, int longest, IntPredicate allowed) {
        return text != null
                && !text.isEmpty()
                && text.length() <= longest
                && consistsOf(text, 0, text.length(), allowed);
    }

    private static boolean isOfEventName(int each) {
        return each >= 'a' && each <= 'z'
                || each >= 'A' && each <= 'Z'
                || each >= '0' && each <= '9'
                || each == '.'
                || each == '_'
                || each == '-';
    }

    /** Version 00 of W3C Trace Context, {@code 00-trace-span-flags}; no id may be all zeros, and no other version is known. */
    private static boolean isTraceparent(@Nullable String text) {
        return text != null
                && text.length() == 55
                && text.startsWith("00-")
                && isId(text, 3, 35)
                && text.charAt(35) == '-'
                && isId(text, 36, 52)
                && text.charAt(52) == '-'
                && consistsOf(text, 53, 55, RawRecords::isHex);
    }

    private static boolean isId(String text, int from, int to) {
        return consistsOf(text, from, to, RawRecords::isHex) && !consistsOf(text, from, to, each -> each == '0');
    }

    private static boolean isHex(int each) {
        return each >= '0' && each <= '9' || each >= 'a' && each <= 'f';
    }

    private static boolean consistsOf(String text, int from, int to, IntPredicate allowed) {
        for (int i = from; i < to; i++) {
            if (!allowed.test(text.charAt(i))) {
                return false;
            }
        }
        return true;
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
