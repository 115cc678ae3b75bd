package io.qsstream.dashboard.view;

import io.qsstream.v1.CpuPressure;
import org.jspecify.annotations.Nullable;

/** CPU of a user's device at one time, percent. */
public record CpuNow(
        @Nullable Float zoomAvgPct,
        @Nullable Float zoomMaxPct,
        @Nullable Float systemMaxPct,
        @Nullable CpuPressure systemMaxPressure) {}
