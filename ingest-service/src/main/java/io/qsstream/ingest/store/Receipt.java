package io.qsstream.ingest.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a request besides its body: no other header is ever stored.
 *
 * @param path the path that received it
 * @param requestId {@code x-zm-request-id}
 * @param traceparent W3C trace context
 * @param tracestate what goes with it; null while traces are off, because it is not stored then
 */
public record Receipt(
        String path,
        @Nullable String requestId,
        @Nullable String traceparent,
        @Nullable String tracestate,
        Instant time) {}
