package io.qsstream.processor.window;

import io.qsstream.processor.state.Roster.Known;
import io.qsstream.processor.state.Roster.KnownLeg;
import io.qsstream.processor.state.Roster.KnownSession;
import io.qsstream.processor.state.Roster.Slot;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who has no window yet, so that it need not be looked for. It stands in no store: of a start that nobody had a window of when
 * the task first heard of it, whoever was on the roster by then has none until it is said here that there is one; of
 * everybody else, and of all other starts, it says nothing.
 */
final class OpenedWindows {

    private static final Slot<Newest> NEWEST_OF_SESSION = new Slot<>();
    private static final Slot<Newest> NEWEST_OF_LEG = new Slot<>();

    /**
     * Start of somebody's newest window, milliseconds. It changes with nearly every sample, and a number in an object that
     * stays costs the collector of garbage nothing, unlike a new object that an old one refers to.
     */
    private static final class Newest {
        private long start;

        Newest(long start) {
            this.start = start;
        }
    }

    /** The windows of one start. */
    private static final class Start {
        private final boolean whole;
        private final long begun;
        private boolean opened;

        Start(boolean whole, long begun) {
            this.whole = whole;
            this.begun = begun;
        }
    }

    private final Map<Instant, Start> starts = new HashMap<>();

    /** Whether something was said of a start. */
    boolean knows(Instant start) {
        return starts.containsKey(start);
    }

    /**
     * Begins a start.
     *
     * @param whole whether nobody has a window of it
     * @param begun number of whoever comes onto the roster next
     */
    void begin(Instant start, boolean whole, long begun) {
        starts.put(start, new Start(whole, begun));
    }

    /** Whether a session surely has no window of a start. */
    boolean isNew(KnownSession session, Instant start) {
        return isNew(session, session.get(NEWEST_OF_SESSION), start);
    }

    /** Whether a user surely has no window of a start. */
    boolean isNew(KnownLeg leg, Instant start) {
        return isNew(leg, leg.get(NEWEST_OF_LEG), start);
    }

    private boolean isNew(Known who, @Nullable Newest newest, Instant start) {
        Start known = starts.get(start);
        return known != null
                && known.whole
                && who.number() < known.begun
                && (newest == null || newest.start < start.toEpochMilli());
    }

    /** Whether a session surely has a window of a start. */
    boolean isOpen(KnownSession session, Instant start) {
        Newest newest = session.get(NEWEST_OF_SESSION);
        return newest != null && newest.start == start.toEpochMilli();
    }

    /**
     * A session's window was opened.
     *
     * @return whether it is the first of its start
     */
    boolean open(KnownSession session, Instant start) {
        see(session, NEWEST_OF_SESSION, start);
        Start known = starts.get(start);
        boolean isFirst = known == null || !known.opened;
        if (known != null) {
            known.opened = true;
        }
        return isFirst;
    }

    /** A user has a window of a start. */
    void see(KnownLeg leg, Instant start) {
        see(leg, NEWEST_OF_LEG, start);
    }

    private static void see(Known who, Slot<Newest> slot, Instant start) {
        Newest newest = who.get(slot);
        if (newest == null) {
            who.put(slot, new Newest(start.toEpochMilli()));
        } else {
            newest.start = Math.max(newest.start, start.toEpochMilli());
        }
    }

    void close(Instant start) {
        starts.remove(start);
    }
}
