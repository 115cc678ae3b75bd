package io.qsstream.processor.state;

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

        /** A sixteenth of the heap, for all of the process. */
        static final Budget OF_PROCESS = new Budget(Runtime.getRuntime().maxMemory() / 16, new AtomicLong());
    }

    /** Of an entry besides key and value: the map's node, two arrays and their wrapper. */
    private static final int OVERHEAD_BYTES = 136;

    private static final byte[] ABSENT = {};

    private final Budget budget;
    private final Generations<Bytes, byte[]> recent = new Generations<>();
    private long bytes;

    RecentStates(Budget budget) {
        this.budget = budget;
    }

    /** The state, null where it is absent; asks the store where nothing is known of it. */
    byte @Nullable [] get(Bytes key, Section.Opened store) {
        byte[] known = recent.get(key);
        if (known == null) {
            byte[] read = store.get(key);
            known = read == null ? ABSENT : read;
            put(key, known);
        }
        return known == ABSENT ? null : known;
    }

    void put(Bytes key, byte[] state) {
        byte[] before = recent.put(key, state);
        hold(size(key, state) - size(key, before));
        if (budget.held().get() > budget.most() && recent.isRipe()) {
            recent.turn().forEach((old, forgotten) -> hold(-size(old, forgotten)));
        }
    }

    void forget(Bytes key) {
        hold(-size(key, recent.remove(key)));
    }

    private void hold(long more) {
        bytes += more;
        budget.held().addAndGet(more);
    }

    /** What an entry takes of the heap, bytes; 0 where there is none. */
    static long size(Bytes key, byte @Nullable [] value) {
        return value == null ? 0 : OVERHEAD_BYTES + key.get().length + value.length;
    }

    @Override
    public void close() {
        recent.clear();
        hold(-bytes);
    }
}
