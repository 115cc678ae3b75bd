package io.qsstream.processor.window;

import io.qsstream.processor.state.StateKeys;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What is to be done when the log's clock gets there, ordered by time. The index stands in a store, so that a restart
 * forgets nothing; the next due time is held in memory, so that a record before it costs one comparison.
 *
 * <p>Key: {@code due time, kind, subject}; the subject begins with a session. Revisions wait for the next tick rather
 * than for a time, and stand before all others.
 */
final class DueIndex {

    /** What is due, in the order in which it is done where the time is the same. */
    enum Kind {
        CLOSE_WINDOW,
        FORGET_WINDOW,
        FORGET_SESSION,
        REVISE_WINDOW
    }

    /** One thing that is due; the subject is a session window's key or a session's. */
    record Due(Kind kind, Bytes subject) {

        String sessionKey() {
            return StateKeys.sessionKeyOf(subject.get(), 0);
        }

        Instant windowStart() {
            return StateKeys.windowStartOf(subject.get(), 0);
        }
    }

    private static final byte[] PRESENT = {1};
    private static final int SUBJECT = Long.BYTES + 1;
    private static final long AT_NEXT_TICK = 0;
    private static final int BATCH = 1000;

    private final KeyValueStore<Bytes, byte[]> store;
    private long next;

    DueIndex(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        this.next = firstAfter(AT_NEXT_TICK);
    }

    void add(Kind kind, Instant when, Bytes subject) {
        long millis = Math.max(when.toEpochMilli(), AT_NEXT_TICK + 1);
        store.put(key(millis, kind, subject), PRESENT);
        next = Math.min(next, millis);
    }

    void addRevision(Bytes window) {
        store.put(key(AT_NEXT_TICK, Kind.REVISE_WINDOW, window), PRESENT);
    }

    boolean isAnythingDue(Instant now) {
        return next <= now.toEpochMilli();
    }

    /** Takes out the earliest of what is due by now, in order; empty when nothing is left. */
    List<Due> takeDue(Instant now) {
        if (!isAnythingDue(now)) {
            return List.of();
        }
        List<Due> due = take(AT_NEXT_TICK + 1, now.toEpochMilli() + 1);
        next = firstAfter(AT_NEXT_TICK);
        return due;
    }

    /** Takes out some of the windows that wait for a tick; empty when none is left. */
    List<Due> takeRevisions() {
        return take(AT_NEXT_TICK, AT_NEXT_TICK + 1);
    }

    private List<Due> take(long from, long toExclusive) {
        List<Bytes> keys = new ArrayList<>();
        List<Due> due = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> range = store.range(bound(from), bound(toExclusive))) {
            while (range.hasNext() && keys.size() < BATCH) {
                KeyValue<Bytes, byte[]> each = range.next();
                byte[] key = each.key.get();
                if (key.length <= SUBJECT) {
                    continue;
                }
                keys.add(each.key);
                Kind kind = Kind.values()[key[Long.BYTES]];
                due.add(new Due(kind, Bytes.wrap(java.util.Arrays.copyOfRange(key, SUBJECT, key.length))));
            }
        }
        keys.forEach(store::delete);
        return due;
    }

    private long firstAfter(long millis) {
        try (KeyValueIterator<Bytes, byte[]> range = store.range(bound(millis + 1), bound(Long.MAX_VALUE))) {
            return range.hasNext() ? ByteBuffer.wrap(range.next().key.get()).getLong() : Long.MAX_VALUE;
        }
    }

    private static Bytes bound(long millis) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(millis).array());
    }

    private static Bytes key(long millis, Kind kind, Bytes subject) {
        return Bytes.wrap(ByteBuffer.allocate(SUBJECT + subject.get().length)
                .putLong(millis)
                .put((byte) kind.ordinal())
                .put(subject.get())
                .array());
    }
}
