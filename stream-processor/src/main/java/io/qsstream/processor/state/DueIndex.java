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

    /**
     * What a look at the store has found.
     *
     * @param after when the next is due that is not among them; the greatest of all times where none is
     */
    private record Found<K extends Enum<K>>(List<Due<K>> due, long after) {}

    private final Section.Opened store;
    private final K[] kinds;
    private long next;
    private boolean mayWaitForTick = true;

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
        this.next = find(AT_NEXT_TICK + 1, AT_NEXT_TICK + 1).after();
    }

    public void add(K kind, Instant when, Bytes subject) {
        long millis = Math.max(when.toEpochMilli(), AT_NEXT_TICK + 1);
        store.put(key(millis, kind, subject), PRESENT);
        next = Math.min(next, millis);
    }

    public void addAtNextTick(K kind, Bytes subject) {
        store.put(key(AT_NEXT_TICK, kind, subject), PRESENT);
        mayWaitForTick = true;
    }

    /** Does all that is due by now, in order, and what falls due by doing it. */
    public void doDue(Instant now, Consumer<Due<K>> work) {
        long end = now.toEpochMilli() + 1;
        while (next < end) {
            Found<K> found = find(next, end);
            List<Due<K>> due = found.due();
            next = Long.MAX_VALUE;
            int done = 0;
            try {
                // What the work adds comes first where it is due first.
                while (done < due.size() && millis(due.get(done)) < next) {
                    doIt(due.get(done++), work);
                }
            } finally {
                next = Math.min(next, done < due.size() ? millis(due.get(done)) : found.after());
            }
        }
    }

    /** Does all that waited for a tick. */
    public void doAtTick(Consumer<Due<K>> work) {
        while (mayWaitForTick) {
            List<Due<K>> due = find(AT_NEXT_TICK, AT_NEXT_TICK + 1).due();
            mayWaitForTick = !due.isEmpty();
            due.forEach(each -> doIt(each, work));
        }
    }

    private void doIt(Due<K> due, Consumer<Due<K>> work) {
        store.delete(key(millis(due), due.kind(), due.subject()));
        work.accept(due);
    }

    private static long millis(Due<?> due) {
        return due.at().toEpochMilli();
    }

    /**
     * What is due before {@code end}, as much of it as is done in one go.
     *
     * @param from not earlier than it must be: what was done before is deleted, and a scan walks over all that the store has
     *     not compacted away
     */
    private Found<K> find(long from, long end) {
        List<Due<K>> due = new ArrayList<>();
        long after = Long.MAX_VALUE;
        try (KeyValueIterator<Bytes, byte[]> all = store.from(bound(from))) {
            while (after == Long.MAX_VALUE && all.hasNext()) {
                byte[] key = all.next().key.get();
                long millis = ByteBuffer.wrap(key).getLong();
                if (millis >= end || due.size() == BATCH) {
                    after = millis;
                } else {
                    due.add(new Due<>(
                            kinds[key[Long.BYTES]],
                            Instant.ofEpochMilli(millis),
                            Bytes.wrap(Arrays.copyOfRange(key, SUBJECT, key.length))));
                }
            }
        }
        return new Found<>(due, after);
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
