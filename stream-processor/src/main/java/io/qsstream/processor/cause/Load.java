package io.qsstream.processor.cause;

import io.qsstream.v1.CpuPressure;
import io.qsstream.v1.CpuStats;
import io.qsstream.v1.CpuUsage;
import io.qsstream.v1.Stats;
import org.jspecify.annotations.Nullable;

/** When a device's signal is weak and when its processor is busy: one measure for causes and for reports. Pure. */
public final class Load {

    /** dBm; 5 below the -70 that Wi-Fi for voice is usually planned with, as in the shipped rules. */
    static final double WEAK_SIGNAL_DBM = -75;
    /** Percent of the system; Zoom's CPU pressure "serious" (qss-reference §6.1). */
    static final double BUSY_SYSTEM_PCT = 80;
    /** Percent used by Zoom alone; the same level, reached without any other program. */
    static final double BUSY_ZOOM_PCT = 80;

    static boolean isWeak(@Nullable Double avgRssiDbm) {
        return avgRssiDbm != null && avgRssiDbm < WEAK_SIGNAL_DBM;
    }

    /** Of a window, its mean. */
    public static boolean isWeak(@Nullable Stats avgRssiDbm) {
        return avgRssiDbm != null && isWeak(avgRssiDbm.getMean());
    }

    static boolean isBusy(@Nullable CpuUsage cpu) {
        return cpu != null && isBusy(cpu.getSystemMaxPct(), cpu.getZoomMaxPct(), cpu.getSystemMaxPressure());
    }

    /** Of a window, its greatest values. */
    public static boolean isBusy(@Nullable CpuStats cpu) {
        return cpu != null && isBusy(max(cpu.getSystemMaxPct()), max(cpu.getZoomMaxPct()), cpu.getSystemMaxPressure());
    }

    private static boolean isBusy(
            @Nullable Double systemPct, @Nullable Double zoomPct, @Nullable CpuPressure pressure) {
        return systemPct != null && systemPct > BUSY_SYSTEM_PCT
                || zoomPct != null && zoomPct > BUSY_ZOOM_PCT
                || pressure == CpuPressure.SERIOUS
                || pressure == CpuPressure.CRITICAL;
    }

    private static @Nullable Double max(@Nullable Stats stats) {
        return stats == null ? null : stats.getMax();
    }

    private Load() {}
}
