package io.qsstream.processor.alert;

import io.qsstream.processor.cause.Crowd;
import io.qsstream.processor.cause.Group;
import io.qsstream.processor.cause.StreamRole.InputMeans;
import io.qsstream.processor.normalise.Normaliser;
import io.qsstream.processor.state.Roster;
import io.qsstream.processor.state.Roster.KnownLeg;
import io.qsstream.processor.state.Roster.Slot;
import io.qsstream.processor.state.StateKeys;
import io.qsstream.processor.state.StateStore;
import io.qsstream.processor.window.Windowing;
import io.qsstream.schema.rules.AlertRules;
import io.qsstream.schema.serde.Doubles;
import io.qsstream.schema.serde.Instants;
import io.qsstream.v1.LegAlertState;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.UserWindowState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What the rules know of a task's legs. Those that were heard of lately are at hand, and of the samples of a leg that is well,
 * each of which only adds itself to what is remembered, one in {@value #WRITTEN_EVERY} is written down: as many as are remembered.
 *
 * <p>Nothing is lost by that: the samples themselves stand in the users' windows, which the same task writes in the same
 * transaction. Whoever is not at hand, after a restart, is read and remembers the samples since then again. So what is
 * remembered is the same with a restart and without.
 */
final class LegStates {

    static final int WRITTEN_EVERY = SampleRing.CAPACITY;

    private static final Slot<AtHand> AT_HAND = new Slot<>();

    /** A leg at hand, and how many samples ago it was written. */
    private static final class AtHand {
        private LegAlertState state;
        private int unwritten;

        /** Begins as if some samples were not written yet, unlike others: not all legs are to be written in one minute. */
        AtHand(Bytes key, LegAlertState state) {
            this.state = state;
            this.unwritten = Math.floorMod(key.hashCode(), WRITTEN_EVERY);
        }

        void written(LegAlertState state) {
            become(state);
            unwritten = 0;
        }

        void follows(LegAlertState state) {
            become(state);
            unwritten++;
        }

        /** Nearly always it is the same object, which the collector of garbage need not hear of. */
        private void become(LegAlertState next) {
            if (next != state) {
                state = next;
            }
        }
    }

    private final StateStore<LegAlertState> store;
    private final StateStore<UserWindowState> windows;
    private final Windowing windowing;
    private final AlertRules rules;
    private final InputMeans inputMeans;
    private final boolean windowsOutlastSilence;
    private final Roster roster;

    /** @param windows of the users, to be read only */
    LegStates(
            StateStore<LegAlertState> store,
            StateStore<UserWindowState> windows,
            Windowing windowing,
            AlertRules rules,
            InputMeans inputMeans,
            Roster roster) {
        this.store = store;
        this.windows = windows;
        this.windowing = windowing;
        this.rules = rules;
        this.inputMeans = inputMeans;
        this.roster = roster;
        roster.onGoodbye(AT_HAND, this::writeBeforeGoing);
        // A leg is written when its session has fallen silent; its windows have to be there until then.
        this.windowsOutlastSilence = windowing.retention().compareTo(AlertProcessor.SILENCE.multipliedBy(2)) >= 0;
    }

    /** A leg that nothing is known of. */
    static LegAlertState unknown() {
        // Not by the builder, which copies its schema's defaults deeply: this is said of every new user.
        return new LegAlertState(
                new Instants(SampleRing.CAPACITY),
                new ArrayList<>(0),
                new Doubles(0),
                new ArrayList<>(0),
                null,
                Crowd.NOT_COUNTED,
                0,
                0,
                null,
                0,
                0);
    }

    /** What is known of a leg; null where it was never heard of. */
    @Nullable
    LegAlertState get(KnownLeg leg, Instant now) {
        return get(leg, now, null);
    }

    /**
     * As above, before a sample is judged.
     *
     * @param judged its time: what stands in the window already is not to be remembered yet
     */
    @Nullable
    LegAlertState get(KnownLeg leg, Instant now, @Nullable Instant judged) {
        AtHand known = leg.get(AT_HAND);
        if (known != null) {
            return known.state;
        }
        LegAlertState read = store.get(leg.key());
        if (read == null) {
            return null;
        }
        LegAlertState state = caughtUp(leg.key(), read, now, judged);
        leg.put(AT_HAND, new AtHand(leg.key(), state));
        return state;
    }

    /**
     * Visits all legs of a session; none comes to hand by that. The visitor may put and delete: what is visited is what was
     * there before.
     */
    void forEach(Bytes session, Instant now, BiConsumer<Bytes, LegAlertState> visitor) {
        store.forEach(session, (key, read) -> {
            AtHand known = atHand(key);
            visitor.accept(key, known == null ? caughtUp(key, read, now, null) : known.state);
        });
    }

    void put(KnownLeg leg, LegAlertState state) {
        store.put(leg.key(), state);
        AtHand known = leg.get(AT_HAND);
        if (known == null) {
            leg.put(AT_HAND, new AtHand(leg.key(), state));
        } else {
            known.written(state);
        }
    }

    /** As above, of a leg that need not come to hand by that. */
    void put(Bytes key, LegAlertState state) {
        store.put(key, state);
        AtHand known = atHand(key);
        if (known != null) {
            known.written(state);
        }
    }

    /** As above, where the state before and the sample that followed say all that the state says: written now and then. */
    void putFollowing(KnownLeg leg, LegAlertState state) {
        AtHand known = leg.get(AT_HAND);
        if (known == null || !windowsOutlastSilence || known.unwritten >= WRITTEN_EVERY - 1) {
            put(leg, state);
        } else {
            known.follows(state);
        }
    }

    void delete(Bytes key) {
        store.delete(key);
        roster.clear(key, AT_HAND);
    }

    /** Forgets what is at hand of a leg, which is then read again. */
    void forget(KnownLeg leg) {
        leg.put(AT_HAND, null);
    }

    private @Nullable AtHand atHand(Bytes key) {
        KnownLeg leg = roster.find(key);
        return leg == null ? null : leg.get(AT_HAND);
    }

    private void writeBeforeGoing(KnownLeg leg, AtHand known) {
        if (known.unwritten > 0) {
            store.put(leg.key(), known.state);
        }
    }

    /** The state with the samples that have followed since it was written. */
    private LegAlertState caughtUp(Bytes key, LegAlertState state, Instant now, @Nullable Instant judged) {
        List<Instant> times = state.getTimes();
        if (times.isEmpty() || state.getLeftAt() != null || !state.getTracks().isEmpty()) {
            return state;
        }
        Instant last = times.getLast();
        Instant oldest = now.minus(Windowing.LONGEST_SESSION);
        Instant newest = now.plus(Normaliser.MAX_LEAD);
        String session = StateKeys.sessionKeyOf(key);
        String user = StateKeys.userIdOf(key);
        Instant start = windowing.startOf(last.isAfter(oldest) ? last : oldest);
        for (; !start.isAfter(newest); start = windowing.endOf(start)) {
            UserWindowState window = windows.get(StateKeys.userWindow(session, start, user));
            if (window != null) {
                for (QosSample sample : window.getSamples()) {
                    if (sample.getSampleTime().isAfter(last)
                            && !sample.getSampleTime().equals(judged)) {
                        LegAlerts.remember(state, sample, rules);
                        new Crowd().count(state, sample.getSampleTime(), Group.of(sample, inputMeans), 0);
                    }
                }
            }
        }
        return state;
    }
}
