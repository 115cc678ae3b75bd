package io.qsstream.processor.score;

import io.qsstream.v1.Classification;
import io.qsstream.v1.Media;
import io.qsstream.v1.Stats;
import io.qsstream.v1.StreamStats;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a user's window is rated, and by what. Pure.
 *
 * <p>Each media is rated by itself, and the window has the class of the worst: whose picture stands still has no good
 * call because the sound is clear, and an average of the two would hide either. Zoom's own figures come first, for they
 * know what the ear and the eye got; ours fill in where there are none. What no media flowed in is not rated at all:
 * silence is never good, and muted never bad. Sections are those of the qss-reference.
 *
 * @param classification the class
 * @param reason what decided, as {@code streamType.measure}; for UNCLASSIFIED the name of an {@link Unrated}
 */
public record Rating(Classification classification, String reason) {

    /** Why a window is not rated. */
    public enum Unrated {
        /** No stream was measured at all. */
        NO_DATA,
        /** Streams were measured, but nothing flowed in any of them. */
        MUTED,
        /** Media flowed, but nothing that we can judge was measured of it. */
        NOT_MEASURED,
        /** What was measured covers too little of the window to speak for it. */
        TOO_SHORT
    }

    /** In the order in which a media decides where several have the same class. OTHER is unknown, and not judged. */
    public static final List<Media> JUDGED = List.of(Media.AUDIO, Media.VIDEO, Media.SCREEN_SHARE);

    /** The ends of Zoom's scales, of its quality score and of phone's MOS (§6.1); 0 stands for no score. */
    private static final double LOWEST_SCORE = 1;

    private static final double HIGHEST_SCORE = 5;

    /** Zoom's slowest cadence is a sample a minute (§2): half a window is covered by one for every two minutes. */
    private static final Duration COVERED_BY_A_SAMPLE = Duration.ofMinutes(2);
    /** This many samples are enough for a window of any length. */
    private static final int ALWAYS_ENOUGH = 3;

    /** A window's rating, and that of each of its media that has any stream, by itself. */
    public record OfWindow(Rating rating, Map<Media, Rating> byMedia) {}

    /**
     * Rates a window.
     *
     * @param streams ordered by type: the first decides where several are equally bad
     * @param sampleCount distinct sample times in the window
     * @param length of the window
     */
    public static OfWindow of(List<StreamStats> streams, int sampleCount, Duration length) {
        boolean tooShort = sampleCount < samplesNeeded(length);
        Map<Media, Rating> byMedia = new EnumMap<>(Media.class);
        Verdict worst = null;
        for (Media media : JUDGED) {
            Verdict verdict = ofMedia(media, streams);
            worst = worse(worst, verdict);
            List<StreamStats> ofMedia = verdict != null
                    ? streams
                    : streams.stream()
                            .filter(stream -> stream.getMedia() == media)
                            .toList();
            if (!ofMedia.isEmpty()) {
                byMedia.put(media, rating(verdict, ofMedia, tooShort));
            }
        }
        return new OfWindow(rating(worst, streams, tooShort), byMedia);
    }

    private static Rating rating(@Nullable Verdict worst, List<StreamStats> streams, boolean tooShort) {
        if (worst == null) {
            return unrated(whyNothingIsJudged(streams));
        }
        return tooShort ? unrated(Unrated.TOO_SHORT) : worst.rating();
    }

    /** One sample speaks for windows up to two minutes, two for four, three for any longer one. */
    static int samplesNeeded(Duration length) {
        long covered = COVERED_BY_A_SAMPLE.toMillis();
        return (int) Math.min(ALWAYS_ENOUGH, (length.toMillis() + covered - 1) / covered);
    }

    /** A class and what it was found by, before anybody wants to read that. */
    private record Verdict(Classification classification, StreamStats stream, Measure measure) {

        Rating rating() {
            return new Rating(classification, stream.getType() + "." + measure.text());
        }
    }

    /** Zoom's score speaks for the whole media, whichever of its items carries it (§1.5). */
    private static @Nullable Verdict ofMedia(Media media, List<StreamStats> streams) {
        boolean silent = false;
        boolean flowed = false;
        Verdict byScore = null;
        Verdict byStream = null;
        for (StreamStats stream : streams) {
            if (stream.getMedia() != media) {
                continue;
            }
            MediaFlow flow = MediaFlow.of(stream);
            silent |= flow == MediaFlow.SILENT;
            flowed |= flow.flowed();
            byScore = worse(byScore, byZoom(stream, Measure.QUALITY_SCORE, stream.getQualityScore()));
            byStream = worse(byStream, ofStream(stream));
        }
        if (silent && !flowed) {
            return null;
        }
        return byScore != null ? byScore : byStream;
    }

    private static @Nullable Verdict ofStream(StreamStats stream) {
        MediaFlow flow = MediaFlow.of(stream);
        if (flow == MediaFlow.SILENT) {
            return null;
        }
        Verdict byPhone = byZoom(stream, Measure.PHONE_MOS, stream.getMos());
        if (byPhone != null || flow != MediaFlow.MEASURED) {
            return byPhone;
        }
        MosEstimate estimate = MosEstimate.of(stream);
        return estimate != null ? by(stream, Measure.MOS_ESTIMATE, estimate.mos()) : byTransport(stream);
    }

    /** The worst of what was measured; a latency or a frame rate of 0 was not. */
    private static @Nullable Verdict byTransport(StreamStats stream) {
        Verdict worst = null;
        Stats loss = stream.getAvgLossPct();
        if (loss != null) {
            worst = worse(worst, by(stream, Measure.AVG_LOSS, loss.getMean()));
        }
        Stats jitter = stream.getJitterMs();
        if (jitter != null) {
            worst = worse(worst, by(stream, Measure.JITTER, jitter.getMean()));
        }
        Stats latency = stream.getLatencyMs();
        if (latency != null && latency.getMax() > 0) {
            worst = worse(worst, by(stream, Measure.LATENCY, latency.getMean()));
        }
        // A shared screen that nobody changes has few frames and is sharp: only moving pictures are judged by them.
        Stats frames = stream.getMedia() == Media.VIDEO ? stream.getFrameRateFps() : null;
        if (frames != null && frames.getMax() > 0) {
            worst = worse(worst, by(stream, Measure.FRAME_RATE, paused(stream) ? frames.getMax() : frames.getMean()));
        }
        return worst;
    }

    /** A camera that was off for a part of the window lowers the mean of its frames, which is no fault. */
    private static boolean paused(StreamStats stream) {
        Stats bitrate = stream.getBitrateKbps();
        return bitrate != null && bitrate.getMin() <= 0;
    }

    private static @Nullable Verdict byZoom(StreamStats stream, Measure measure, @Nullable Stats score) {
        return score == null || score.getMin() < LOWEST_SCORE || score.getMax() > HIGHEST_SCORE
                ? null
                : by(stream, measure, score.getMean());
    }

    private static Verdict by(StreamStats stream, Measure measure, double value) {
        return new Verdict(measure.classify(value), stream, measure);
    }

    private static Unrated whyNothingIsJudged(List<StreamStats> streams) {
        List<MediaFlow> flows = streams.stream().map(MediaFlow::of).toList();
        if (flows.stream().anyMatch(MediaFlow::flowed)) {
            return Unrated.NOT_MEASURED;
        }
        return flows.contains(MediaFlow.SILENT) ? Unrated.MUTED : Unrated.NO_DATA;
    }

    private static Rating unrated(Unrated why) {
        return new Rating(Classification.UNCLASSIFIED, why.name());
    }

    /** Classes are ordered worst first; of equals the first stays. */
    private static @Nullable Verdict worse(@Nullable Verdict first, @Nullable Verdict second) {
        if (first == null || second == null) {
            return first == null ? second : first;
        }
        return second.classification.compareTo(first.classification) < 0 ? second : first;
    }
}
