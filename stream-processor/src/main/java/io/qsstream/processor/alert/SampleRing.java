package io.qsstream.processor.alert;

import io.qsstream.schema.serde.Doubles;
import io.qsstream.schema.serde.Unboxed;
import io.qsstream.v1.AlertTrack;
import io.qsstream.v1.LegAlertState;
import java.time.Instant;
import java.util.Collections;
import java.util.List;

/**
 * The last sample times of a leg, in order, whatever the order of arrival. Masks of the tracks and series of the bit
 * rates are kept in step with it. Works in place on a state that its caller owns.
 */
final class SampleRing {

    static final int CAPACITY = 16;

    private final LegAlertState state;

    SampleRing(LegAlertState state) {
        this.state = state;
    }

    /**
     * The place of a sample time, made if it is not there yet.
     *
     * @return -1 where the time is older than all that is remembered
     */
    int placeOf(Instant time) {
        List<Instant> times = state.getTimes();
        int at = times.size();
        while (at > 0 && !times.get(at - 1).isBefore(time)) {
            at--;
        }
        if (at < times.size() && times.get(at).equals(time)) {
            return at;
        }
        if (times.size() == CAPACITY) {
            if (at == 0) {
                return -1;
            }
            dropOldest();
            at--;
        }
        insert(at, time);
        return at;
    }

    private void insert(int at, Instant time) {
        state.getTimes().add(at, time);
        int types = state.getBitrateTypes().size();
        state.getBitratesKbps().addAll(at * types, Collections.nCopies(types, Double.NaN));
        for (AlertTrack track : state.getTracks()) {
            track.setJudged(spread(track.getJudged(), at));
            track.setBreached(spread(track.getBreached(), at));
            track.setGood(spread(track.getGood(), at));
        }
    }

    private void dropOldest() {
        Unboxed.dropFirst(state.getTimes(), 1);
        Unboxed.dropFirst(state.getBitratesKbps(), state.getBitrateTypes().size());
        for (AlertTrack track : state.getTracks()) {
            track.setJudged(track.getJudged() >>> 1);
            track.setBreached(track.getBreached() >>> 1);
            track.setGood(track.getGood() >>> 1);
        }
    }

    /** Makes room for one bit at a place. */
    private static int spread(int mask, int at) {
        int below = mask & ((1 << at) - 1);
        return ((mask & -(1 << at)) << 1) | below;
    }

    /** The number of a type among those whose bit rates are remembered, which it is from now on. */
    int numberOf(String type) {
        List<String> types = state.getBitrateTypes();
        int at = 0;
        while (at < types.size() && types.get(at).compareTo(type) < 0) {
            at++;
        }
        if (at == types.size() || !types.get(at).equals(type)) {
            types.add(at, type);
            for (int place = 0; place < state.getTimes().size(); place++) {
                state.getBitratesKbps().add(place * types.size() + at, Double.NaN);
            }
        }
        return at;
    }

    /**
     * A stream's bit rate, kilobits per second; NaN where none is known.
     *
     * @param place of the sample
     * @param type the type's number
     */
    double bitrate(int place, int type) {
        return Doubles.at(
                state.getBitratesKbps(), place * state.getBitrateTypes().size() + type);
    }

    void setBitrate(int place, int type, double kbps) {
        state.getBitratesKbps().set(place * state.getBitrateTypes().size() + type, kbps);
    }
}
