package io.qsstream.dashboard.model;

import io.qsstream.dashboard.view.SessionState;
import io.qsstream.v1.SessionKind;
import org.jspecify.annotations.Nullable;

/** Which sessions are asked for; null asks for all. */
public record SessionFilter(
        @Nullable SessionState state,
        @Nullable String accountId,
        @Nullable SessionKind kind,
        @Nullable Boolean atRisk,
        @Nullable String text) {

    public static final SessionFilter ALL = new SessionFilter(null, null, null, null, null);
}
