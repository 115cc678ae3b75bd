package io.qsstream.processor.alert;

import io.qsstream.schema.serde.Doubles;
import io.qsstream.v1.AlertTrack;
import io.qsstream.v1.LegAlertState;
import io.qsstream.v1.StreamBitrates;
import java.time.Instant;
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
        for (StreamBitrates stream : state.getBitrates()) {
            stream.getKbps().add(at, Double.NaN);
        }
        for (AlertTrack track : state.getTracks()) {
            track.setJudged(spread(track.getJudged(), at));
            track.setBreached(spread(track.getBreached(), at));
            track.setGood(spread(track.getGood(), at));
        }
    }

    private void dropOldest() {
        state.getTimes().remove(0);
        for (StreamBitrates stream : state.getBitrates()) {
            stream.getKbps().remove(0);
        }
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

    /** The bit rates of a stream, aligned with the times. */
    List<Double> bitrates(String type) {
        List<StreamBitrates> all = state.getBitrates();
        int at = 0;
        while (at < all.size() && all.get(at).getType().compareTo(type) < 0) {
            at++;
        }
        if (at == all.size() || !all.get(at).getType().equals(type)) {
            Doubles none = new Doubles(CAPACITY);
            for (int i = 0; i < state.getTimes().size(); i++) {
                none.addDouble(Double.NaN);
            }
            all.add(at, new StreamBitrates(type, none));
        }
        return all.get(at).getKbps();
    }
}
