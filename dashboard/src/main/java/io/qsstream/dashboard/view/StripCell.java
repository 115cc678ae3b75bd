package io.qsstream.dashboard.view;

import io.qsstream.v1.Classification;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One window of a user: a cell of one of the user's strips. */
public record StripCell(
        Instant start,
        Instant end,
        Classification classification,
        @Nullable String reason) {}
