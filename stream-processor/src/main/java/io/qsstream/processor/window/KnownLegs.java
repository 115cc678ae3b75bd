package io.qsstream.processor.window;

import io.qsstream.processor.leg.LegFacts;
import io.qsstream.processor.state.Roster;
import io.qsstream.processor.state.Roster.KnownLeg;
import io.qsstream.processor.state.Roster.Slot;
import io.qsstream.processor.state.StateStore;
import io.qsstream.v1.LegState;
import org.apache.kafka.common.utils.Bytes;

/** What is known of a task's legs, those that were heard of lately at hand. Nobody changes a state that is: a new one is put. */
final class KnownLegs {

    private static final Slot<LegState> STATE = new Slot<>();

    private final StateStore<LegState> store;
    private final Roster roster;

    KnownLegs(StateStore<LegState> store, Roster roster) {
        this.store = store;
        this.roster = roster;
    }

    /** Without a fact, where nothing was said of it. */
    LegState get(KnownLeg leg) {
        LegState known = leg.get(STATE);
        if (known == null) {
            LegState read = store.get(leg.key());
            known = read == null ? LegFacts.none() : read;
            leg.put(STATE, known);
        }
        return known;
    }

    void put(KnownLeg leg, LegState state) {
        store.put(leg.key(), state);
        leg.put(STATE, state);
    }

    /** Deletes all legs of a session. */
    void deleteAll(Bytes session) {
        store.forEachKey(session, key -> {
            store.delete(key);
            roster.clear(key, STATE);
        });
    }
}
