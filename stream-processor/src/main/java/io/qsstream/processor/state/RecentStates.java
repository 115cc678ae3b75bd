package io.qsstream.processor.state;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What was lately read of one store, or written to it, absence included, so that a user who is heard of every minute costs
 * no look into RocksDB. Whoever writes the store writes here too. Not thread-safe: a store is one task's.
 */
final class RecentStates implements AutoCloseable {

    /**
     * What several may hold together: a busy store takes what quiet ones leave.
     *
     * @param most bytes
     * @param held bytes, of all
     */
    record Budget(long most, AtomicLong held) {

        /** An eighth of the heap, for all of the process. */
        static final Budget OF_PROCESS = new Budget(Runtime.getRuntime().maxMemory() / 8, new AtomicLong());
    }

    /** Of an entry besides key and value: the map's node, two arrays and their wrapper. */
    private static final int OVERHEAD_BYTES = 136;

    private static final byte[] ABSENT = {};

    private final Budget budget;
    private Map<Bytes, byte[]> lately = new HashMap<>();
    /** What was not asked for since the last turn; with the next turn it is forgotten. */
    private Map<Bytes, byte[]> before = new HashMap<>();

    private long latelyBytes;
    private long beforeBytes;

    RecentStates(Budget budget) {
        this.budget = budget;
    }

    /** The state, null where it is absent; asks the store where nothing is known of it. */
    byte @Nullable [] get(Bytes key, Section.Opened store) {
        byte[] known = lately.get(key);
        if (known == null) {
            byte[] asked = before.get(key);
            known = asked != null ? asked : present(store.get(key));
            keep(key, known);
        }
        return known == ABSENT ? null : known;
    }

    /** {@code state} is null where it is absent. */
    void put(Bytes key, byte @Nullable [] state) {
        keep(key, present(state));
    }

    void forget(Bytes key) {
        long held = held();
        latelyBytes -= size(key, lately.remove(key));
        beforeBytes -= size(key, before.remove(key));
        budget.held().addAndGet(held() - held);
    }

    private void keep(Bytes key, byte[] state) {
        long held = held();
        latelyBytes += size(key, state) - size(key, lately.put(key, state));
        beforeBytes -= size(key, before.remove(key));
        if (budget.held().addAndGet(held() - held) > budget.most()) {
            turn();
        }
    }

    private void turn() {
        budget.held().addAndGet(-beforeBytes);
        before = lately;
        beforeBytes = latelyBytes;
        lately = new HashMap<>();
        latelyBytes = 0;
    }

    private long held() {
        return latelyBytes + beforeBytes;
    }

    private static byte[] present(byte @Nullable [] state) {
        return state == null ? ABSENT : state;
    }

    private static long size(Bytes key, byte @Nullable [] value) {
        return value == null ? 0 : OVERHEAD_BYTES + key.get().length + value.length;
    }

    @Override
    public void close() {
        budget.held().addAndGet(-held());
        lately.clear();
        before.clear();
        latelyBytes = 0;
        beforeBytes = 0;
    }
}
