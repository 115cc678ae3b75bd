package io.qsstream.dashboard.model;

import io.qsstream.dashboard.view.AlertState;
import io.qsstream.schema.SessionKey;
import io.qsstream.v1.Severity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Which alerts are asked for; null asks for all. Times are of raising, half-open. */
public record AlertFilter(
        @Nullable AlertState state,
        @Nullable String accountId,
        @Nullable SessionKey session,
        @Nullable String userId,
        @Nullable String ruleId,
        @Nullable Severity severity,
        @Nullable Instant from,
        @Nullable Instant to) {}
