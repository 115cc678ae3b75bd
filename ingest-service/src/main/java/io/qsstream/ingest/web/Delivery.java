package io.qsstream.ingest.web;

import io.qsstream.ingest.store.Receipt;
import io.qsstream.tracing.TraceHeaders;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One request, as far as it matters.
 *
 * @param body the very bytes; empty where there was none
 * @param app the path's last part, null for the main path
 * @param signature null where missing or repeated; so is {@code timestamp}
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares two.
record Delivery(
        byte[] body,
        @Nullable String app,
        @Nullable String signature,
        @Nullable String timestamp,
        Receipt receipt) {

    /**
     * Picks out what matters.
     *
     * @param headers all values of a header, by its name
     * @param traced whether {@code tracestate} is wanted
     */
    static Delivery of(
            byte[] body, @Nullable String app, Function<String, List<String>> headers, Instant time, boolean traced) {
        return new Delivery(
                body,
                app,
                only(headers.apply("x-zm-signature")),
                only(headers.apply("x-zm-request-timestamp")),
                new Receipt(
                        app == null ? WebhookController.PATH : WebhookController.PATH + '/' + app,
                        only(headers.apply("x-zm-request-id")),
                        only(headers.apply(TraceHeaders.TRACEPARENT)),
                        traced ? only(headers.apply(TraceHeaders.TRACESTATE)) : null,
                        time));
    }

    /** A header that is there twice is as good as none: which of the two was meant is not ours to guess. */
    private static @Nullable String only(List<String> values) {
        return values.size() == 1 ? values.get(0) : null;
    }
}
