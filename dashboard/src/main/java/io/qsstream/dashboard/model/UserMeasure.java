package io.qsstream.dashboard.model;

import io.qsstream.v1.CpuPressure;
import io.qsstream.v1.CpuUsage;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.WifiSignal;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The measures that are kept of a user's device. */
enum UserMeasure {
    ZOOM_MIN_PCT(cpu(CpuUsage::getZoomMinPct)),
    ZOOM_AVG_PCT(cpu(CpuUsage::getZoomAvgPct)),
    ZOOM_MAX_PCT(cpu(CpuUsage::getZoomMaxPct)),
    SYSTEM_MAX_PCT(cpu(CpuUsage::getSystemMaxPct)),
    SYSTEM_MIN_PRESSURE(cpu(usage -> ordinal(usage.getSystemMinPressure()))),
    SYSTEM_AVG_PRESSURE(cpu(usage -> ordinal(usage.getSystemAvgPressure()))),
    SYSTEM_MAX_PRESSURE(cpu(usage -> ordinal(usage.getSystemMaxPressure()))),
    MIN_RSSI_DBM(wifi(WifiSignal::getMinRssiDbm)),
    AVG_RSSI_DBM(wifi(WifiSignal::getAvgRssiDbm)),
    MAX_RSSI_DBM(wifi(WifiSignal::getMaxRssiDbm));

    static final int COUNT = values().length;

    private final Function<QosSample, @Nullable Double> reader;

    UserMeasure(Function<QosSample, @Nullable Double> reader) {
        this.reader = reader;
    }

    @Nullable
    Double of(QosSample sample) {
        return reader.apply(sample);
    }

    private static Function<QosSample, @Nullable Double> cpu(Function<CpuUsage, @Nullable Double> reader) {
        return sample -> {
            CpuUsage usage = sample.getCpu();
            return usage == null ? null : reader.apply(usage);
        };
    }

    private static Function<QosSample, @Nullable Double> wifi(Function<WifiSignal, @Nullable Double> reader) {
        return sample -> {
            WifiSignal signal = sample.getWifi();
            return signal == null ? null : reader.apply(signal);
        };
    }

    private static @Nullable Double ordinal(@Nullable CpuPressure pressure) {
        return pressure == null ? null : (double) pressure.ordinal();
    }
}
