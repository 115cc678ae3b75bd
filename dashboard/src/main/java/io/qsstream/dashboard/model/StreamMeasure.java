package io.qsstream.dashboard.model;

import io.qsstream.v1.Quality;
import io.qsstream.v1.StreamQos;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The measures that are kept of a stream. */
enum StreamMeasure {
    BITRATE_KBPS(StreamQos::getBitrateKbps),
    LATENCY_MS(StreamQos::getLatencyMs),
    JITTER_MS(StreamQos::getJitterMs),
    AVG_LOSS_PCT(StreamQos::getAvgLossPct),
    MAX_LOSS_PCT(StreamQos::getMaxLossPct),
    FRAME_RATE_FPS(StreamQos::getFrameRateFps),
    MOS(StreamQos::getMos),
    QUALITY_SCORE(StreamQos::getQualityScore),
    QUALITY(stream -> {
        Quality quality = stream.getQuality();
        return quality == null ? null : (double) quality.ordinal();
    }),
    WIDTH_PX(StreamQos::getWidthPx),
    HEIGHT_PX(StreamQos::getHeightPx);

    static final int COUNT = values().length;

    private final Function<StreamQos, @Nullable Double> reader;

    StreamMeasure(Function<StreamQos, @Nullable Double> reader) {
        this.reader = reader;
    }

    @Nullable
    Double of(StreamQos stream) {
        return reader.apply(stream);
    }
}
