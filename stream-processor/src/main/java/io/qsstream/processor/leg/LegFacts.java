package io.qsstream.processor.leg;

import io.qsstream.processor.merge.LegFactMerge;
import io.qsstream.v1.LegFact;
import io.qsstream.v1.LegState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Keeps a leg's facts by time and answers what was last known before a given time.
 *
 * <p>Asking for a time, rather than for the newest, makes the answer independent of the order of arrival.
 */
public final class LegFacts {

    /** The fields of a fact, each looked up on its own: an event that is silent about one says nothing of it. */
    private enum Field {
        LOCATION(LegFact::getLocation, LegFact::setLocation),
        NETWORK_TYPE(LegFact::getNetworkType, LegFact::setNetworkType),
        DEVICE(LegFact::getDevice, LegFact::setDevice),
        DATA_CENTER(LegFact::getDataCenter, LegFact::setDataCenter),
        CONNECTION_TYPE(LegFact::getConnectionType, LegFact::setConnectionType),
        CLIENT_VERSION(LegFact::getClientVersion, LegFact::setClientVersion),
        NETWORK_PREFIX(LegFact::getNetworkPrefix, LegFact::setNetworkPrefix);

        private final Function<LegFact, String> get;
        private final BiConsumer<LegFact, String> set;

        Field(Function<LegFact, String> get, BiConsumer<LegFact, String> set) {
            this.get = get;
            this.set = set;
        }
    }

    /** Of a leg that was left more often, a day long, the ledger takes the oldest absences for gaps. */
    private static final int MOST_LEAVES = 100;

    /** Of a leg that nothing was said of. */
    public static LegState none() {
        return new LegState(List.of());
    }

    /**
     * The state with one more fact. Of facts older than the horizon only those stay that may still be the last known
     * before some time after it, and what the ledger counts by: the first, which is the join, and the leaves.
     */
    public static LegState takeIn(LegState state, LegFact fact, Instant horizon) {
        List<LegFact> facts = new ArrayList<>(state.getFacts().size() + 1);
        LegFact pending = fact;
        for (LegFact known : state.getFacts()) {
            if (pending != null && !known.getTime().isBefore(pending.getTime())) {
                if (known.getTime().equals(pending.getTime())) {
                    facts.add(LegFactMerge.merge(known, pending));
                    pending = null;
                    continue;
                }
                facts.add(pending);
                pending = null;
            }
            facts.add(known);
        }
        if (pending != null) {
            facts.add(pending);
        }
        return new LegState(withoutForgotten(facts, horizon));
    }

    /** What was last known of each field before {@code end}; its time is the last leaving before then, if {@code left}. */
    public static LegFact lastKnownBefore(LegState state, Instant end) {
        LegFact answer = new LegFact();
        answer.setTime(Instant.EPOCH);
        for (LegFact fact : state.getFacts()) {
            if (!fact.getTime().isBefore(end)) {
                break;
            }
            for (Field field : Field.values()) {
                String value = field.get.apply(fact);
                if (value != null) {
                    field.set.accept(answer, value);
                }
            }
            if (fact.getLeft()) {
                answer.setLeft(true);
                answer.setTime(fact.getTime());
            }
        }
        return answer;
    }

    private static List<LegFact> withoutForgotten(List<LegFact> facts, Instant horizon) {
        List<LegFact> kept = new ArrayList<>(facts.size());
        boolean[] covered = new boolean[Field.values().length + 1];
        int leaves = 0;
        for (int i = facts.size() - 1; i >= 0; i--) {
            LegFact fact = facts.get(i);
            leaves += fact.getLeft() ? 1 : 0;
            boolean counts = i == 0 || (fact.getLeft() && leaves <= MOST_LEAVES);
            if (!fact.getTime().isBefore(horizon) || adds(fact, covered) || counts) {
                kept.add(fact);
            }
        }
        java.util.Collections.reverse(kept);
        return kept;
    }

    private static boolean adds(LegFact fact, boolean[] covered) {
        boolean adds = false;
        for (Field field : Field.values()) {
            if (!covered[field.ordinal()] && field.get.apply(fact) != null) {
                covered[field.ordinal()] = true;
                adds = true;
            }
        }
        int left = Field.values().length;
        if (!covered[left] && fact.getLeft()) {
            covered[left] = true;
            adds = true;
        }
        return adds;
    }

    private LegFacts() {}
}
