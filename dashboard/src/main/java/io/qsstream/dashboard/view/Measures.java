package io.qsstream.dashboard.view;

import org.jspecify.annotations.Nullable;

/** Measures at one time, unit in the name. */
public record Measures(
        @Nullable Float bitrateKbps,
        @Nullable Float latencyMs,
        @Nullable Float jitterMs,
        @Nullable Float avgLossPct,
        @Nullable Float maxLossPct,
        @Nullable Float frameRateFps,
        @Nullable Float mos,
        @Nullable Float qualityScore) {}
