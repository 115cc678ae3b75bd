package io.qsstream.dashboard.view;

import io.qsstream.v1.AlertScope;
import io.qsstream.v1.Severity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One alert, from being raised to being cleared. */
public record AlertView(
        String alertId,
        String ruleId,
        int ruleVersion,
        AlertScope scope,
        Severity severity,
        AlertState state,
        SessionRef session,
        @Nullable String userId,
        @Nullable String userName,
        @Nullable String streamType,
        String metric,
        @Nullable Double observed,
        double threshold,
        Instant onsetTime,
        Instant raisedTime,
        @Nullable Instant clearedTime,
        @Nullable String clearReason,
        @Nullable CauseView cause,
        List<String> suggestedActions) {

    /** The session an alert is about. */
    public record SessionRef(
            String id,
            String accountId,
            String sessionId,
            @Nullable String name) {}

    public AlertView {
        suggestedActions = List.copyOf(suggestedActions);
    }
}
