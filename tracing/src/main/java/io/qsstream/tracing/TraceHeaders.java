package io.qsstream.tracing;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.TraceStateBuilder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * W3C Trace Context in text and in Kafka headers. It may come from a stranger, so whatever the recommendation does not
 * allow to the letter is nothing. Pure, but for the headers that are written to.
 */
public final class TraceHeaders {

    public static final String TRACEPARENT = "traceparent";
    public static final String TRACESTATE = "tracestate";

    /** Version 00; neither id may be all zeros, and no other version is known. */
    private static final Pattern PARENT =
            Pattern.compile("00-((?!0{32})[0-9a-f]{32})-((?!0{16})[0-9a-f]{16})-([0-9a-f]{2})");

    private static final int PARENT_LENGTH = 55;

    // W3C Trace Context 3.3.1: how long a list must be passed on at least, and how many members it may have at most.
    private static final int LONGEST_STATE = 512;
    private static final int MOST_MEMBERS = 32;
    private static final Pattern KEY =
            Pattern.compile("[a-z][a-z0-9_*/-]{0,255}|[a-z0-9][a-z0-9_*/-]{0,240}@[a-z][a-z0-9_*/-]{0,13}");
    /** Printable ASCII without comma and equals sign, not ending with a space. */
    private static final Pattern VALUE = Pattern.compile("[ -+\\x2D-<>-~]{0,255}[!-+\\x2D-<>-~]");

    /** What two texts say; invalid where the first is missing or wrong, without state where only the second is. */
    public static SpanContext read(@Nullable String traceparent, @Nullable String tracestate) {
        if (traceparent == null || traceparent.length() != PARENT_LENGTH) {
            return SpanContext.getInvalid();
        }
        Matcher parent = PARENT.matcher(traceparent);
        if (!parent.matches()) {
            return SpanContext.getInvalid();
        }
        return SpanContext.createFromRemoteParent(
                parent.group(1), parent.group(2), TraceFlags.fromHex(parent.group(3), 0), readState(tracestate));
    }

    /** What a record's headers say, the last of each name. */
    public static SpanContext read(Headers headers) {
        return read(text(headers, TRACEPARENT), text(headers, TRACESTATE));
    }

    /** Writes a valid context over whatever is there. */
    public static void write(SpanContext context, Headers headers) {
        headers.remove(TRACEPARENT);
        headers.remove(TRACESTATE);
        headers.add(TRACEPARENT, utf8(traceparent(context)));
        if (!context.getTraceState().isEmpty()) {
            headers.add(TRACESTATE, utf8(tracestate(context.getTraceState())));
        }
    }

    static String traceparent(SpanContext context) {
        return "00-" + context.getTraceId() + '-' + context.getSpanId() + '-'
                + context.getTraceFlags().asHex();
    }

    private static String tracestate(TraceState state) {
        StringBuilder text = new StringBuilder();
        state.forEach((key, value) -> {
            if (!text.isEmpty()) {
                text.append(',');
            }
            text.append(key).append('=').append(value);
        });
        return text.toString();
    }

    /** All of it or nothing: one wrong member makes the list worthless. */
    private static TraceState readState(@Nullable String text) {
        if (text == null || text.isEmpty() || text.length() > LONGEST_STATE) {
            return TraceState.getDefault();
        }
        String[] members = text.split(",", -1);
        if (members.length > MOST_MEMBERS) {
            return TraceState.getDefault();
        }
        TraceStateBuilder state = TraceState.builder();
        Set<String> keys = new HashSet<>();
        // The builder puts what comes last first.
        for (int i = members.length - 1; i >= 0; i--) {
            String member = members[i].strip();
            if (member.isEmpty()) {
                continue;
            }
            int equals = member.indexOf('=');
            String key = equals < 0 ? "" : member.substring(0, equals);
            String value = member.substring(equals + 1);
            if (!KEY.matcher(key).matches() || !VALUE.matcher(value).matches() || !keys.add(key)) {
                return TraceState.getDefault();
            }
            state.put(key, value);
        }
        return state.build();
    }

    private static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null
                ? null
                : new String(header.value(), StandardCharsets.ISO_8859_1);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private TraceHeaders() {}
}
