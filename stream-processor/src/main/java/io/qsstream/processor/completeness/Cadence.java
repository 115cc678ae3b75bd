package io.qsstream.processor.completeness;

import io.qsstream.v1.QosSample;
import io.qsstream.v1.StreamQos;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The distance at which a leg's samples come, in milliseconds, learned as the median of the distances there are. Taken
 * stream type by stream type: a phone call's two directions, and events of one type each, may have times of their own
 * between which nothing can be learned.
 */
public final class Cadence {

    /** Zoom's own: a record a minute per participant (qss-reference §2). Assumed where nothing could be learned. */
    public static final long ASSUMED_MS = 60_000;

    /** Sample times from which on a leg's cadence is learned: of fewer distances one gap could be the median. */
    public static final int LEARNED_FROM = 4;

    /** Of one leg's samples in order of time; empty where there are too few. */
    public static OptionalLong of(List<QosSample> samples) {
        if (samples.size() < LEARNED_FROM) {
            return OptionalLong.empty();
        }
        Map<String, Long> last = new HashMap<>();
        long[] distances = new long[samples.size()];
        int count = 0;
        for (QosSample sample : samples) {
            long time = sample.getSampleTime().toEpochMilli();
            long nearest = 0;
            for (StreamQos stream : sample.getStreams()) {
                nearest = nearest(nearest, last.put(stream.getType(), time), time);
            }
            if (sample.getStreams().isEmpty()) {
                nearest = nearest(nearest, last.put("", time), time);
            }
            if (nearest > 0) {
                distances[count++] = nearest;
            }
        }
        return count < LEARNED_FROM - 1 ? OptionalLong.empty() : OptionalLong.of(median(distances, count));
    }

    /** The sample before, of any of the types of this one: a muted stream is away for longer than one that flows. */
    private static long nearest(long known, @Nullable Long before, long time) {
        if (before == null) {
            return known;
        }
        long distance = time - before;
        return known == 0 ? distance : Math.min(known, distance);
    }

    /** The lower median over legs; empty where there are none. */
    static OptionalLong ofLegs(long[] learned) {
        return learned.length == 0 ? OptionalLong.empty() : OptionalLong.of(median(learned.clone(), learned.length));
    }

    private static long median(long[] values, int count) {
        Arrays.sort(values, 0, count);
        return values[(count - 1) / 2];
    }

    private Cadence() {}
}
