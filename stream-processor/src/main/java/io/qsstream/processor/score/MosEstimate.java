package io.qsstream.processor.score;

import io.qsstream.processor.score.EModel.Codec;
import io.qsstream.v1.Media;
import io.qsstream.v1.Stats;
import io.qsstream.v1.StreamStats;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people would say of an audio stream, estimated from its delay, jitter and loss; never Zoom's own figure, which
 * stands beside it. Pure.
 *
 * @param mos mean opinion score, 1 to 4.5 on the scale; this model gives at most 4.12
 * @param streamType the stream it speaks of
 */
public record MosEstimate(double mos, String streamType) {

    /** The model and the constants below together: whoever changes one of them counts this up. */
    public static final String MODEL = "emodel-reduced-opus/1";

    /**
     * Opus, super-wideband, variable 40 kbps, losses independent of each other: measured by Alahmadi, Pocta and Melvin
     * (ACM TOMM 17(4) art. 133; qss-reference §6.3, S25). ITU-T has no constants for Opus. This is the measured row
     * nearest to Zoom's 40 to 80 kbps; on which R scale its Ie stands is not stated: on a wider one than ours, the
     * estimate errs towards the worse.
     */
    static final Codec OPUS = new Codec(10.67, 9.79);

    /** Opus's look-ahead (qss-reference §6.2). */
    private static final double LOOK_AHEAD_MS = 6.5;
    /** Speech per packet, usual for Opus (qss-reference §6.2); Zoom does not publish its own. */
    private static final double PACKET_MS = 20;
    /** A jitter buffer holds about twice the jitter: usual engineering value, QSS does not report it (§6.2). */
    private static final double BUFFER_PER_JITTER = 2;
    /** Zoom's latency is a round trip, as far as its text can be read (qss-reference §2). */
    private static final double ONE_WAY_SHARE = 0.5;

    /** The lowest estimate of all audio streams that carried media; null where none can be estimated. */
    public static @Nullable MosEstimate worst(List<StreamStats> streams) {
        MosEstimate worst = null;
        for (StreamStats stream : streams) {
            MosEstimate estimate = of(stream);
            if (estimate != null && (worst == null || estimate.mos < worst.mos)) {
                worst = estimate;
            }
        }
        return worst;
    }

    /**
     * A stream's estimate from the means of its window; null for anything but audio that flowed with latency, jitter
     * and loss all measured: a missing one is not 0. A latency of 0 is not measured, no round trip takes no time.
     */
    static @Nullable MosEstimate of(StreamStats stream) {
        Stats latencyMs = stream.getLatencyMs();
        Stats jitterMs = stream.getJitterMs();
        Stats lossPct = stream.getAvgLossPct();
        if (stream.getMedia() != Media.AUDIO
                || MediaFlow.of(stream) != MediaFlow.MEASURED
                || latencyMs == null
                || latencyMs.getMax() <= 0
                || jitterMs == null
                || lossPct == null) {
            return null;
        }
        double oneWayMs = oneWayMs(latencyMs.getMean(), jitterMs.getMean());
        return new MosEstimate(EModel.mos(EModel.reduced(oneWayMs, OPUS, lossPct.getMean())), stream.getType());
    }

    /** From mouth to ear: network, jitter buffer, filling a packet, look-ahead. */
    static double oneWayMs(double latencyMs, double jitterMs) {
        return latencyMs * ONE_WAY_SHARE + jitterMs * BUFFER_PER_JITTER + PACKET_MS + LOOK_AHEAD_MS;
    }
}
