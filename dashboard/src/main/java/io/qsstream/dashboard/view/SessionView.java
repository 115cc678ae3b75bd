package io.qsstream.dashboard.view;

import io.qsstream.v1.SessionKind;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One session.
 *
 * @param id opaque, safe in paths
 * @param userCount users seen so far
 * @param activeUserCount of these, who are there now
 * @param affectedUserCount users rated POOR or BAD in the last window
 * @param trouble the greater the worse
 * @param strip windows of the session's last hour, oldest first
 * @param coverage share of the samples due that came, 0 to 1; absent until the session has ended
 */
public record SessionView(
        String id,
        String accountId,
        String sessionId,
        SessionKind sessionKind,
        @Nullable String sessionNumber,
        @Nullable String name,
        SessionState state,
        Instant startTime,
        @Nullable Instant endTime,
        Instant lastSampleTime,
        Instant lastHeardTime,
        int userCount,
        int activeUserCount,
        int affectedUserCount,
        @Nullable Double affectedShare,
        boolean atRisk,
        @Nullable Double score,
        OpenAlerts openAlerts,
        double trouble,
        List<SessionCell> strip,
        @Nullable Integer reportRevision,
        @Nullable Double coverage,
        @Nullable Integer verdictRevision) {

    public SessionView {
        strip = List.copyOf(strip);
    }
}
