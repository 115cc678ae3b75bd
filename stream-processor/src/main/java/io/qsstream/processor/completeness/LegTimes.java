package io.qsstream.processor.completeness;

import io.qsstream.v1.LegFact;
import io.qsstream.v1.LegState;
import io.qsstream.v1.QosSample;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * When things happened on one leg, epoch milliseconds: what the ledger keeps of it, eight bytes a sample.
 *
 * @param samples sample times, ascending
 * @param present times at which Zoom told of the user's settings, ascending: the user was there
 * @param left times at which the user left, ascending
 * @param cadence learned from the samples; empty where they are too few
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared: it lives for as long as one verdict is being made.
record LegTimes(String userId, long[] samples, long[] present, long[] left, OptionalLong cadence) {

    static LegTimes of(String userId, List<QosSample> samples, LegState leg) {
        return new LegTimes(
                userId,
                samples.stream()
                        .mapToLong(sample -> sample.getSampleTime().toEpochMilli())
                        .toArray(),
                times(leg.getFacts().stream().filter(LegTimes::isPresence).toList()),
                times(leg.getFacts().stream().filter(LegFact::getLeft).toList()),
                Cadence.of(samples));
    }

    /** A fact that says nothing of the user's settings is of the time at which somebody asked Zoom for them. */
    private static boolean isPresence(LegFact fact) {
        return !fact.getLeft()
                && (fact.getLocation() != null
                        || fact.getNetworkType() != null
                        || fact.getDevice() != null
                        || fact.getDataCenter() != null
                        || fact.getConnectionType() != null
                        || fact.getClientVersion() != null
                        || fact.getNetworkPrefix() != null);
    }

    private static long[] times(List<LegFact> facts) {
        return facts.stream().mapToLong(fact -> fact.getTime().toEpochMilli()).toArray();
    }

    boolean hasSamples() {
        return samples.length > 0;
    }

    /** The first thing known; only where there is one. */
    long first() {
        return Math.min(firstOf(samples), Math.min(firstOf(present), firstOf(left)));
    }

    /** The last sample or leave; only where there is one. */
    long last() {
        return Math.max(lastOf(samples), lastOf(left));
    }

    private static long firstOf(long[] times) {
        return times.length == 0 ? Long.MAX_VALUE : times[0];
    }

    private static long lastOf(long[] times) {
        return times.length == 0 ? Long.MIN_VALUE : times[times.length - 1];
    }

    @Override
    public String toString() {
        return userId + Arrays.toString(samples);
    }
}
