package io.qsstream.dashboard.view;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the service is. */
public record StatusView(
        boolean caughtUp,
        @Nullable Instant lastEventTime,
        SessionCounts sessions,
        Memory memory,
        int streamClients,
        String version) {

    /** Sessions by state. */
    public record SessionCounts(int live, int ended) {}

    /** What is held, and what was let go because of a bound since the start, by kind. */
    public record Memory(
            int sessions,
            int users,
            long samples,
            long windows,
            int alerts,
            long heapUsedBytes,
            long heapMaxBytes,
            Map<String, Long> evicted) {}
}
