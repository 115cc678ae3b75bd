package io.qsstream.dashboard.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One window of a session: a cell of its strip. */
public record SessionCell(
        Instant start,
        Instant end,
        @Nullable Double score,
        @Nullable Double affectedShare,
        boolean atRisk,
        int userCount) {}
