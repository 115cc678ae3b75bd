package io.qsstream.processor.completeness;

import io.qsstream.v1.SampleGap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What was due on one leg and what came.
 *
 * <p>Counted from one thing known to the next, never over the leg as a whole, so that a jitter of sample times can not
 * add up to a missing one. Between two samples as many are missing as the distance holds cadences, rounded, less one.
 * Between a sample and a join or a leave, where the sample's place in the cadence is not known, as many as must have been
 * due wherever it was.
 *
 * @param expected samples that were due: those that came and those of the gaps
 * @param received samples that came
 * @param gaps in order of time
 * @param stays how often the user was there from a join to a leave, long enough for a sample, without one
 */
record LegLedger(int expected, int received, List<SampleGap> gaps, int stays) {

    /** A distance longer than so many cadences is a gap. */
    static final double TOLERANCE = 1.5;

    LegLedger {
        gaps = List.copyOf(gaps);
    }

    /**
     * Goes through a leg in order of time.
     *
     * @param cadence in milliseconds
     * @param end when the session ended; empty where nobody's leave was heard, so that it is not known
     */
    static LegLedger of(LegTimes leg, long cadence, OptionalLong end) {
        Walk walk = new Walk(leg.userId(), cadence);
        int sample = 0;
        int present = 0;
        int left = 0;
        while (sample < leg.samples().length || present < leg.present().length || left < leg.left().length) {
            long sampleAt = at(leg.samples(), sample);
            long presentAt = at(leg.present(), present);
            long leftAt = at(leg.left(), left);
            // Of one time: who joins sends, and who has sent leaves.
            if (presentAt <= sampleAt && presentAt <= leftAt) {
                walk.present(presentAt);
                present++;
            } else if (sampleAt <= leftAt) {
                walk.sample(sampleAt);
                sample++;
            } else {
                walk.leave(leftAt);
                left++;
            }
        }
        if (walk.there && walk.sampled && end.isPresent()) {
            walk.edge(walk.last, end.getAsLong());
        }
        return new LegLedger(leg.samples().length + walk.missing, leg.samples().length, walk.gaps, walk.stays);
    }

    int missing() {
        return expected - received;
    }

    private static long at(long[] times, int index) {
        return index < times.length ? times[index] : Long.MAX_VALUE;
    }

    /** Where the walk has got to. */
    private static final class Walk {
        private final String userId;
        private final long cadence;
        private final List<SampleGap> gaps = new ArrayList<>();
        private int missing;
        private int stays;
        private boolean there;
        private boolean sampled;
        private long last;
        private long lastLeave = Long.MIN_VALUE;

        Walk(String userId, long cadence) {
            this.userId = userId;
            this.cadence = cadence;
        }

        /** Zoom tells of settings at the join and at each change: only the first of a stay is its join. */
        void present(long time) {
            if (!there && !isJustAfterLeave(time)) {
                there = true;
                sampled = false;
                last = time;
            }
        }

        void sample(long time) {
            if (there && sampled) {
                if (isGap(time - last)) {
                    add(last, time, (int) Math.round((double) (time - last) / cadence) - 1);
                }
            } else if (there) {
                edge(last, time);
            } else if (isJustAfterLeave(time)) {
                // What was measured up to the leave, and is dated by the end of its minute.
                return;
            }
            there = true;
            sampled = true;
            last = time;
        }

        void leave(long time) {
            if (there) {
                if (!sampled && isGap(time - last)) {
                    stays++;
                }
                edge(last, time);
            }
            there = false;
            lastLeave = time;
        }

        /** From a join to a sample, from a sample to a leave, or from a join to a leave. */
        void edge(long from, long to) {
            if (isGap(to - from)) {
                add(from, to, Math.ceilDiv(to - from, cadence) - 1);
            }
        }

        private boolean isJustAfterLeave(long time) {
            return lastLeave != Long.MIN_VALUE && !isGap(time - lastLeave);
        }

        private boolean isGap(long distance) {
            return distance > TOLERANCE * cadence;
        }

        private void add(long from, long to, long number) {
            int due = (int) Math.min(Integer.MAX_VALUE / 2, number);
            missing += due;
            gaps.add(new SampleGap(userId, Instant.ofEpochMilli(from), Instant.ofEpochMilli(to), due));
        }
    }
}
