package io.qsstream.processor.event;

import io.qsstream.schema.RawHeaders;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Where a raw record came from. */
public enum Source {
    /** From Zoom, or from whoever redelivers for it; also what does not say. */
    WEBHOOK,
    /** From Zoom's REST API, when it was asked for what webhooks did not bring. */
    BACKFILL,
    /** From ingest's clock: nothing but the time. */
    TICK;

    /** What the record's headers say. */
    public static Source of(Headers headers) {
        Header source = headers.lastHeader(RawHeaders.SOURCE);
        if (source == null) {
            return WEBHOOK;
        }
        return switch (new String(source.value(), StandardCharsets.US_ASCII)) {
            case RawHeaders.TICK -> TICK;
            case RawHeaders.BACKFILL -> BACKFILL;
            default -> WEBHOOK;
        };
    }
}
