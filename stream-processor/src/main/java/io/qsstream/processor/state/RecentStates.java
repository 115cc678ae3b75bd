package io.qsstream.processor.state;

import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What was lately read of one store, or written to it, absence included, so that a user who is heard of every minute costs
 * no look into RocksDB. Whoever writes the store writes here too. Not thread-safe: a store is one task's.
 */
final class RecentStates implements AutoCloseable {

    /** A thirty-second of the heap, for all of the process. */
    static final Recent.Budget OF_PROCESS = Recent.Budget.ofHeap(1, 32);

    /** Of an entry besides key and value: the map's node, two arrays and their wrapper. */
    private static final int OVERHEAD_BYTES = 136;

    private static final byte[] ABSENT = {};

    private final Recent<Bytes, byte[]> recent;

    RecentStates(Recent.Budget budget) {
        this.recent = new Recent<>(budget, RecentStates::size, (key, state) -> {});
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
        recent.put(key, state);
    }

    void forget(Bytes key) {
        recent.remove(key);
    }

    /** What an entry takes of the heap, bytes; 0 where there is none. */
    static long size(Bytes key, byte @Nullable [] value) {
        return value == null ? 0 : OVERHEAD_BYTES + key.get().length + value.length;
    }

    @Override
    public void close() {
        recent.close();
    }
}
