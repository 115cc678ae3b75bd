package io.qsstream.dashboard.view;

import io.qsstream.v1.CpuPressure;
import io.qsstream.v1.Media;
import io.qsstream.v1.Quality;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One user's measures over time: every list is as long as {@code times}, null where nothing was measured. */
public record SamplesView(
        String userId,
        List<Instant> times,
        List<StreamSeries> streams,
        @Nullable CpuSeries cpu,
        @Nullable WifiSeries wifi) {

    /** One stream's measures. */
    public record StreamSeries(String type, Media media, Series series) {}

    /** Measures by name; a measure that the stream never had is absent. */
    public record Series(
            @Nullable List<@Nullable Float> bitrateKbps,
            @Nullable List<@Nullable Float> latencyMs,
            @Nullable List<@Nullable Float> jitterMs,
            @Nullable List<@Nullable Float> avgLossPct,
            @Nullable List<@Nullable Float> maxLossPct,
            @Nullable List<@Nullable Float> frameRateFps,
            @Nullable List<@Nullable Float> mos,
            @Nullable List<@Nullable Float> qualityScore,
            @Nullable List<@Nullable Quality> quality,
            @Nullable List<@Nullable Float> widthPx,
            @Nullable List<@Nullable Float> heightPx) {}

    /** CPU of the device, percent. */
    public record CpuSeries(
            @Nullable List<@Nullable Float> zoomMinPct,
            @Nullable List<@Nullable Float> zoomAvgPct,
            @Nullable List<@Nullable Float> zoomMaxPct,
            @Nullable List<@Nullable Float> systemMaxPct,
            @Nullable List<@Nullable CpuPressure> systemMinPressure,
            @Nullable List<@Nullable CpuPressure> systemAvgPressure,
            @Nullable List<@Nullable CpuPressure> systemMaxPressure) {}

    /** Wi-Fi signal of the device, dBm. */
    public record WifiSeries(
            @Nullable List<@Nullable Float> minRssiDbm,
            @Nullable List<@Nullable Float> avgRssiDbm,
            @Nullable List<@Nullable Float> maxRssiDbm) {}
}
