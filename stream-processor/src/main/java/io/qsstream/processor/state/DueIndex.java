package io.qsstream.processor.state;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;

/**
 * What is to be done when the log's clock gets there, ordered by time. The index stands in a store, so that a restart
 * forgets nothing; what is due soon is held in memory too, so that a record before it costs one comparison.
 *
 * <p>Key: {@code due time, kind, subject}. What waits for the next tick rather than for a time stands before all others.
 */
public final class DueIndex<K extends Enum<K>> {

    /**
     * One thing that is due.
     *
     * @param at when, by the log's clock; the epoch for what waited for a tick
     * @param subject a session's key, a session window's, or where in all windows of a time to begin
     */
    public record Due<K extends Enum<K>>(K kind, Instant at, Bytes subject) {

        public String sessionKey() {
            return StateKeys.sessionKeyOf(subject);
        }

        public Instant windowStart() {
            return StateKeys.windowStartOf(subject);
        }
    }

    private static final byte[] PRESENT = {1};
    private static final int SUBJECT = Long.BYTES + 1;
    private static final long AT_NEXT_TICK = 0;
    private static final int BATCH = 1000;

    /** So far ahead a look at the store goes: one each minute costs nothing, one for all that falls due a lot. */
    private static final long AHEAD_MILLIS = Duration.ofMinutes(1).toMillis();

    private final Section.Opened store;
    private final K[] kinds;

    /** What the store holds before {@code seenUpTo}, but for what waits for a tick. */
    private final NavigableSet<Bytes> soon = new TreeSet<>();

    private Bytes seenUpTo = bound(AT_NEXT_TICK + 1);
    private long next = AT_NEXT_TICK + 1;
    private boolean mayWaitForTick = true;

    /**
     * A task's index in this section.
     *
     * @param kinds what may be due, in the order in which it is done where the time is the same
     */
    public static <K extends Enum<K>> DueIndex<K> open(ProcessorContext<?, ?> context, Section section, K[] kinds) {
        return new DueIndex<>(section.open(context), kinds);
    }

    DueIndex(Section.Opened store, K[] kinds) {
        this.store = store;
        this.kinds = kinds.clone();
    }

    public void add(K kind, Instant when, Bytes subject) {
        long millis = Math.max(when.toEpochMilli(), AT_NEXT_TICK + 1);
        Bytes key = key(millis, kind, subject);
        store.put(key, PRESENT);
        if (key.compareTo(seenUpTo) < 0) {
            soon.add(key);
            next = Math.min(next, millis);
        }
    }

    public void addAtNextTick(K kind, Bytes subject) {
        store.put(key(AT_NEXT_TICK, kind, subject), PRESENT);
        mayWaitForTick = true;
    }

    /** Does all that is due by now, in order, and what falls due by doing it. */
    public void doDue(Instant now, Consumer<Due<K>> work) {
        long end = now.toEpochMilli() + 1;
        while (next < end) {
            Bytes first = soon.pollFirst();
            if (first == null) {
                seenUpTo = read(seenUpTo, bound(end + AHEAD_MILLIS), soon);
            }
            next = millis(soon.isEmpty() ? seenUpTo : soon.first());
            if (first != null) {
                doIt(first, work);
            }
        }
    }

    /** Does all that waited for a tick. */
    public void doAtTick(Consumer<Due<K>> work) {
        while (mayWaitForTick) {
            List<Bytes> waiting = new ArrayList<>();
            var unused = read(bound(AT_NEXT_TICK), bound(AT_NEXT_TICK + 1), waiting);
            mayWaitForTick = !waiting.isEmpty();
            waiting.forEach(each -> doIt(each, work));
        }
    }

    private void doIt(Bytes key, Consumer<Due<K>> work) {
        store.delete(key);
        byte[] bytes = key.get();
        work.accept(new Due<>(
                kinds[bytes[Long.BYTES]],
                Instant.ofEpochMilli(millis(key)),
                Bytes.wrap(Arrays.copyOfRange(bytes, SUBJECT, bytes.length))));
    }

    /**
     * Reads keys, as many as are done in one go.
     *
     * @param from not earlier than it must be: what was done before is deleted, and a scan walks over all that the store has
     *     not compacted away
     * @return the key before which these are all
     */
    private Bytes read(Bytes from, Bytes to, Collection<Bytes> keys) {
        try (KeyValueIterator<Bytes, byte[]> all = store.range(from, to)) {
            for (int read = 0; all.hasNext(); read++) {
                Bytes key = all.next().key;
                if (read == BATCH) {
                    return key;
                }
                keys.add(key);
            }
        }
        return to;
    }

    private static long millis(Bytes key) {
        return ByteBuffer.wrap(key.get()).getLong();
    }

    private static Bytes bound(long millis) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(millis).array());
    }

    private static Bytes key(long millis, Enum<?> kind, Bytes subject) {
        return Bytes.wrap(ByteBuffer.allocate(SUBJECT + subject.get().length)
                .putLong(millis)
                .put((byte) kind.ordinal())
                .put(subject.get())
                .array());
    }
}
