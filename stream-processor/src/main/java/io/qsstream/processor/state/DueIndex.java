package io.qsstream.processor.state;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;

/**
 * What is to be done when the log's clock gets there, ordered by time. The index stands in a store, so that a restart
 * forgets nothing; the next due time is held in memory, so that a record before it costs one comparison.
 *
 * <p>Key: {@code due time, kind, subject}. What waits for the next
 * tick rather than for a time stands before all others.
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

    private final Section.Opened store;
    private final K[] kinds;
    private long next;

    /**
     * A task's index in this section.
     *
     * @param kinds what may be due, in the order in which it is done where the time is the same
     */
    public static <K extends Enum<K>> DueIndex<K> open(ProcessorContext<?, ?> context, Section section, K[] kinds) {
        return new DueIndex<>(section.open(context), kinds);
    }

    private DueIndex(Section.Opened store, K[] kinds) {
        this.store = store;
        this.kinds = kinds.clone();
        this.next = firstFrom(AT_NEXT_TICK + 1);
    }

    public void add(K kind, Instant when, Bytes subject) {
        long millis = Math.max(when.toEpochMilli(), AT_NEXT_TICK + 1);
        store.put(key(millis, kind, subject), PRESENT);
        next = Math.min(next, millis);
    }

    public void addAtNextTick(K kind, Bytes subject) {
        store.put(key(AT_NEXT_TICK, kind, subject), PRESENT);
    }

    /** Does all that is due by now, in order, and what falls due by doing it. */
    public void doDue(Instant now, Consumer<Due<K>> work) {
        long end = now.toEpochMilli() + 1;
        while (next < end) {
            List<Due<K>> due = first(next, end);
            next = Long.MAX_VALUE;
            int done = 0;
            try {
                // What the work adds comes first where it is due first.
                while (done < due.size() && millis(due.get(done)) < next) {
                    doIt(due.get(done++), work);
                }
            } finally {
                next = Math.min(next, done < due.size() ? millis(due.get(done)) : firstAfter(due, end));
            }
        }
    }

    private long firstAfter(List<Due<K>> done, long end) {
        return firstFrom(done.size() < BATCH ? end : millis(done.get(done.size() - 1)));
    }

    /** Does all that waited for a tick. */
    public void doAtTick(Consumer<Due<K>> work) {
        for (List<Due<K>> due = atTick(); !due.isEmpty(); due = atTick()) {
            due.forEach(each -> doIt(each, work));
        }
    }

    private List<Due<K>> atTick() {
        return first(AT_NEXT_TICK, AT_NEXT_TICK + 1);
    }

    private void doIt(Due<K> due, Consumer<Due<K>> work) {
        store.delete(key(millis(due), due.kind(), due.subject()));
        work.accept(due);
    }

    private static long millis(Due<?> due) {
        return due.at().toEpochMilli();
    }

    private List<Due<K>> first(long from, long toExclusive) {
        List<Due<K>> due = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> range = store.range(bound(from), bound(toExclusive))) {
            while (range.hasNext() && due.size() < BATCH) {
                byte[] key = range.next().key.get();
                if (key.length <= SUBJECT) {
                    continue;
                }
                Instant at = Instant.ofEpochMilli(ByteBuffer.wrap(key).getLong());
                due.add(new Due<>(
                        kinds[key[Long.BYTES]], at, Bytes.wrap(Arrays.copyOfRange(key, SUBJECT, key.length))));
            }
        }
        return due;
    }

    /**
     * The first time from here on. What was done before is deleted, and a scan that began there would walk over all that
     * the store has not compacted away: so it never begins earlier than it must.
     */
    private long firstFrom(long millis) {
        try (KeyValueIterator<Bytes, byte[]> range = store.range(bound(millis), bound(Long.MAX_VALUE))) {
            return range.hasNext() ? ByteBuffer.wrap(range.next().key.get()).getLong() : Long.MAX_VALUE;
        }
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
