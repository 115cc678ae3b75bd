package io.qsstream.processor.score;

import io.qsstream.v1.Stats;
import io.qsstream.v1.StreamStats;
import org.jspecify.annotations.Nullable;

/**
 * Whether media flowed in a stream, which comes before any question of quality: the zeros of a muted microphone are
 * neither a good connection nor a bad one. Sections are those of the qss-reference.
 */
enum MediaFlow {
    /** No measure of transport at all: an item that carries a score alone, or Zoom's empty texts for absent media. */
    ABSENT,
    /** A bit rate of 0 throughout, or no bit rate and nothing but zeros: muted, camera off. */
    SILENT,
    /** Media flowed, but every measure of it is absent or 0: Zoom writes 0 for what it did not measure (§1.5). */
    UNMEASURED,
    /** Media flowed, and something tells how well. */
    MEASURED;

    static MediaFlow of(StreamStats stream) {
        Stats bitrate = stream.getBitrateKbps();
        if (bitrate != null && bitrate.getMax() <= 0) {
            return SILENT;
        }
        if (isPositive(stream.getLatencyMs())
                || isPositive(stream.getJitterMs())
                || isPositive(stream.getAvgLossPct())
                || isPositive(stream.getMaxLossPct())
                || isPositive(stream.getFrameRateFps())) {
            return MEASURED;
        }
        if (bitrate != null) {
            return UNMEASURED;
        }
        return hasAnyMeasure(stream) ? SILENT : ABSENT;
    }

    boolean flowed() {
        return this == UNMEASURED || this == MEASURED;
    }

    private static boolean hasAnyMeasure(StreamStats stream) {
        return stream.getLatencyMs() != null
                || stream.getJitterMs() != null
                || stream.getAvgLossPct() != null
                || stream.getMaxLossPct() != null
                || stream.getFrameRateFps() != null;
    }

    private static boolean isPositive(@Nullable Stats stats) {
        return stats != null && stats.getMax() > 0;
    }
}
