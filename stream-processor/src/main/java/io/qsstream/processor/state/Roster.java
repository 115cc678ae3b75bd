package io.qsstream.processor.state;

import io.qsstream.processor.state.Recent.Budget;
import io.qsstream.schema.SessionKey;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The sessions and legs that a task has heard of lately, one object each. What a stage has at hand of one hangs on it, in a
 * {@link Slot} of the stage's own: so who is heard of is looked up once, and not once by every stage in a map of its own.
 *
 * <p>It is a memory and nothing else. What hangs here stands in stores too, or can be told from them, and whoever had to go
 * for others is asked for there again. So nobody keeps a session or a leg of it from one record to the next, or while others
 * are added. Not thread-safe: a roster is one task's.
 */
public final class Roster implements AutoCloseable {

    /** What a leg of nine streams takes of the heap with all that hangs on it, bytes. */
    private static final long BYTES_OF_LEG = 3600;

    /** What all tasks of the process have at hand of legs together: three sixteenths of the heap. */
    private static final Budget LEGS_OF_PROCESS = Budget.ofHeap(3, 16);

    /** Sessions of a task, in each of two generations. */
    private static final int MOST_SESSIONS = 2048;

    /** A place for what one stage has at hand of a session or a leg. */
    public static final class Slot<T> {
        private static final AtomicInteger NEXT = new AtomicInteger();

        private final int place = NEXT.getAndIncrement();
    }

    /** Whoever is on the roster. */
    public abstract static sealed class Known {
        private final long number;
        private @Nullable Object[] slots = new Object[Slot.NEXT.get()];

        private Known(long number) {
            this.number = number;
        }

        /** Whoever came onto the roster later has a greater one. */
        public long number() {
            return number;
        }

        /** Null where nothing is at hand. */
        @SuppressWarnings("unchecked") // Nobody but put fills the slot.
        public <T> @Nullable T get(Slot<T> slot) {
            return slot.place < slots.length ? (T) slots[slot.place] : null;
        }

        /** Hangs up what is at hand from now on; null for nothing. */
        public <T> void put(Slot<T> slot, @Nullable T value) {
            if (slot.place >= slots.length) {
                slots = Arrays.copyOf(slots, slot.place + 1);
            }
            slots[slot.place] = value;
        }
    }

    /** A session. */
    public static final class KnownSession extends Known {
        private final SessionKey name;
        private final Bytes key;

        private KnownSession(long number, SessionKey name) {
            super(number);
            this.name = name;
            this.key = StateKeys.session(name.toString());
        }

        /** {@code session}, its key in stores. */
        public Bytes key() {
            return key;
        }
    }

    /** A user's leg. */
    public static final class KnownLeg extends Known {
        private final Bytes key;

        private KnownLeg(long number, Bytes key) {
            super(number);
            this.key = key;
        }

        /** {@code session userId}, its key in stores. */
        public Bytes key() {
            return key;
        }
    }

    private final Generations<SessionKey, KnownSession> sessions;
    private final Recent<Bytes, KnownLeg> legs;
    private final Map<Slot<?>, BiConsumer<KnownLeg, Object>> goodbyes = new HashMap<>();
    private long count;

    // Who was asked for last: one record is about one leg, and every stage asks.
    private @Nullable KnownSession lastSession;
    private @Nullable KnownLeg lastLeg;
    private @Nullable SessionKey lastLegsSession;
    private @Nullable String lastUserId;

    public Roster() {
        this(LEGS_OF_PROCESS, MOST_SESSIONS);
    }

    /**
     * @param budget of the legs
     * @param mostSessions in each of two generations
     */
    public Roster(Budget budget, int mostSessions) {
        this.sessions = new Generations<>(mostSessions);
        this.legs = new Recent<>(budget, (key, leg) -> BYTES_OF_LEG, (key, leg) -> goodbye(leg));
    }

    /** How many have come onto the roster so far: whoever comes next has this number. */
    public long count() {
        return count;
    }

    /** A session, which is on the roster from now on. */
    public KnownSession session(SessionKey name) {
        KnownSession last = lastSession;
        if (last != null && last.name.equals(name)) {
            return last;
        }
        KnownSession known = sessions.get(name);
        if (known == null) {
            known = new KnownSession(count++, name);
            sessions.put(name, known);
        }
        lastSession = known;
        return known;
    }

    /** A user's leg of a session, which is on the roster from now on. */
    public KnownLeg leg(SessionKey session, String userId) {
        KnownLeg last = lastLeg;
        if (last != null && userId.equals(lastUserId) && session.equals(lastLegsSession)) {
            return last;
        }
        KnownLeg known = leg(StateKeys.user(session(session).key(), userId));
        lastLeg = known;
        lastLegsSession = session;
        lastUserId = userId;
        return known;
    }

    /** As above, by its key in stores. */
    public KnownLeg leg(Bytes key) {
        KnownLeg known = legs.get(key);
        if (known == null) {
            known = new KnownLeg(count++, key);
            legs.put(key, known);
        }
        return known;
    }

    /** A leg, if it is on the roster. */
    public @Nullable KnownLeg find(Bytes key) {
        return legs.get(key);
    }

    /** Takes down what hangs in a slot of a leg, if it is on the roster. */
    public void clear(Bytes leg, Slot<?> slot) {
        KnownLeg known = find(leg);
        if (known != null) {
            known.put(slot, null);
        }
    }

    /** Takes down what hangs in a slot of all sessions. */
    public void clearSessions(Slot<?> slot) {
        sessions.forEach(session -> session.put(slot, null));
    }

    /** Tells a stage what of its own goes with a leg that has to go for others. One for each slot. */
    @SuppressWarnings("unchecked") // As get.
    public <T> void onGoodbye(Slot<T> slot, BiConsumer<KnownLeg, T> goodbye) {
        goodbyes.put(slot, (leg, value) -> goodbye.accept(leg, (T) value));
    }

    private void goodbye(KnownLeg leg) {
        if (leg == lastLeg) {
            lastLeg = null;
        }
        goodbyes.forEach((slot, goodbye) -> {
            Object value = leg.get(slot);
            if (value != null) {
                goodbye.accept(leg, value);
            }
        });
    }

    /** Forgets all, and tells nobody. */
    @Override
    public void close() {
        sessions.clear();
        legs.close();
        lastSession = null;
        lastLeg = null;
    }
}
