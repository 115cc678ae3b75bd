package io.qsstream.processor.alert;

import io.qsstream.processor.cause.Crowd;
import io.qsstream.processor.cause.Group;
import io.qsstream.processor.cause.StreamRole.InputMeans;
import io.qsstream.processor.normalise.Normaliser;
import io.qsstream.processor.state.Recent;
import io.qsstream.processor.state.Recent.Budget;
import io.qsstream.processor.state.StateKeys;
import io.qsstream.processor.state.StateStore;
import io.qsstream.processor.window.Windowing;
import io.qsstream.schema.rules.AlertRules;
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
 * each of which only adds itself to what is remembered, one in {@value #WRITTEN_EVERY} is written down.
 *
 * <p>Nothing is lost by that: the samples themselves stand in the users' windows, which the same task writes in the same
 * transaction. Whoever is not at hand, after a restart, is read and remembers the samples since then again. So what is
 * remembered is the same with a restart and without.
 */
final class LegStates implements AutoCloseable {

    static final int WRITTEN_EVERY = 8;

    /** What a leg of nine streams takes of the heap, bytes. */
    private static final long BYTES_OF_LEG = 2500;

    /** What all tasks of the process have at hand together: an eighth of the heap. */
    private static final Budget OF_PROCESS = Budget.ofHeap(8);

    /** A leg at hand, and how many samples ago it was written. */
    private static final class AtHand {
        private LegAlertState state;
        private int unwritten;

        /** Begins as if some samples were not written yet, unlike others: not all legs are to be written in one minute. */
        AtHand(Bytes key, LegAlertState state) {
            this.state = state;
            this.unwritten = Math.floorMod(key.hashCode(), WRITTEN_EVERY);
        }
    }

    private final StateStore<LegAlertState> store;
    private final StateStore<UserWindowState> windows;
    private final Windowing windowing;
    private final AlertRules rules;
    private final InputMeans inputMeans;
    private final boolean windowsOutlastSilence;
    private final Recent<Bytes, AtHand> recent =
            new Recent<>(OF_PROCESS, (key, leg) -> BYTES_OF_LEG, this::writeBeforeGoing);

    /** @param windows of the users, to be read only */
    LegStates(
            StateStore<LegAlertState> store,
            StateStore<UserWindowState> windows,
            Windowing windowing,
            AlertRules rules,
            InputMeans inputMeans) {
        this.store = store;
        this.windows = windows;
        this.windowing = windowing;
        this.rules = rules;
        this.inputMeans = inputMeans;
        // A leg is written when its session has fallen silent; its windows have to be there until then.
        this.windowsOutlastSilence = windowing.retention().compareTo(AlertProcessor.SILENCE.multipliedBy(2)) >= 0;
    }

    /** A leg that nothing is known of. */
    static LegAlertState unknown() {
        // Not by the builder, which copies its schema's defaults deeply: this is said of every new user.
        return new LegAlertState(
                new Instants(SampleRing.CAPACITY),
                new ArrayList<>(0),
                new ArrayList<>(0),
                null,
                null,
                0,
                0,
                null,
                0,
                0);
    }

    /** What is known of a leg; null where it was never heard of. */
    @Nullable
    LegAlertState get(Bytes key, Instant now) {
        return get(key, now, null);
    }

    /**
     * As above, before a sample is judged.
     *
     * @param judged its time: what stands in the window already is not to be remembered yet
     */
    @Nullable
    LegAlertState get(Bytes key, Instant now, @Nullable Instant judged) {
        AtHand known = recent.get(key);
        if (known != null) {
            return known.state;
        }
        LegAlertState read = store.get(key);
        return read == null ? null : keep(key, caughtUp(key, read, now, judged));
    }

    /** Visits all legs of a session. The visitor may put and delete: what is visited is what was there before. */
    void forEach(Bytes session, Instant now, BiConsumer<Bytes, LegAlertState> visitor) {
        store.forEach(session, (key, read) -> {
            AtHand known = recent.get(key);
            if (known != null) {
                visitor.accept(key, known.state);
            } else if (read.getLeftAt() != null) {
                visitor.accept(key, read);
            } else {
                visitor.accept(key, keep(key, caughtUp(key, read, now, null)));
            }
        });
    }

    void put(Bytes key, LegAlertState state) {
        store.put(key, state);
        AtHand known = recent.get(key);
        if (known == null) {
            recent.put(key, new AtHand(key, state));
        } else {
            known.state = state;
            known.unwritten = 0;
        }
    }

    /** As above, where the state before and the sample that followed say all that the state says: written now and then. */
    void putFollowing(Bytes key, LegAlertState state) {
        AtHand known = recent.get(key);
        if (known == null || !windowsOutlastSilence || known.unwritten >= WRITTEN_EVERY - 1) {
            put(key, state);
        } else {
            known.state = state;
            known.unwritten++;
        }
    }

    void delete(Bytes key) {
        store.delete(key);
        recent.remove(key);
    }

    /** Forgets what is at hand of a leg, which is then read again. */
    void forget(Bytes key) {
        recent.remove(key);
    }

    private LegAlertState keep(Bytes key, LegAlertState state) {
        recent.put(key, new AtHand(key, state));
        return state;
    }

    private void writeBeforeGoing(Bytes key, AtHand leg) {
        if (leg.unwritten > 0) {
            store.put(key, leg.state);
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

    /** Forgets all that is at hand; the store itself is Kafka Streams' to close. */
    @Override
    public void close() {
        recent.close();
    }
}
