package io.qsstream.benchmarks.processor.contestant;

import io.qsstream.processor.normalise.Normaliser;
import io.qsstream.schema.RawHeaders;
import io.qsstream.v1.QosSample;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Reads a raw record as the processor does. */
final class RawRecord {

    /** The samples of a record; none of a tick. */
    static List<QosSample> samples(@Nullable String key, byte[] body, Headers headers, long timestamp) {
        return isTick(headers)
                ? List.of()
                : Normaliser.normalise(key, body, Instant.ofEpochMilli(timestamp))
                        .samples();
    }

    static boolean isTick(Headers headers) {
        Header source = headers.lastHeader(RawHeaders.SOURCE);
        return source != null && RawHeaders.TICK.equals(new String(source.value(), StandardCharsets.US_ASCII));
    }

    private RawRecord() {}
}
