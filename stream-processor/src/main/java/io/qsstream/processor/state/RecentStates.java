package io.qsstream.processor.state;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * What was lately read of one store, or written to it, absence included, so that a user who is heard of every minute costs
 * no look into RocksDB. Whoever writes the store writes here too. Not thread-safe: a store is one task's.
 */
final class RecentStates implements AutoCloseable {

    /** What all of them in the process may hold together: a busy store takes what quiet ones leave. */
    private static final long MOST_BYTES = Runtime.getRuntime().maxMemory() / 8;

    private static final AtomicLong ALL_BYTES = new AtomicLong();

    /** Of an entry besides key and value: the map's node, two arrays and their wrapper. */
    private static final int OVERHEAD_BYTES = 136;

    private static final byte[] ABSENT = {};

    private final Map<Bytes, byte[]> recent = new LinkedHashMap<>(64, 0.75f, true);
    private long bytes;

    /** The state, null where it is absent; asks the store where nothing is known of it. */
    byte @Nullable [] get(Bytes key, KeyValueStore<Bytes, byte[]> store) {
        byte[] known = recent.get(key);
        if (known != null) {
            return known == ABSENT ? null : known;
        }
        byte[] read = store.get(key);
        put(key, read);
        return read;
    }

    /** @param state null where it is absent */
    void put(Bytes key, byte @Nullable [] state) {
        byte[] value = state == null ? ABSENT : state;
        byte[] before = recent.put(key, value);
        long all = count(before == null ? size(key, value) : value.length - before.length);
        if (all > MOST_BYTES) {
            forgetEldest();
        }
    }

    void forget(Bytes key) {
        byte[] before = recent.remove(key);
        if (before != null) {
            count(-size(key, before));
        }
    }

    private void forgetEldest() {
        Iterator<Map.Entry<Bytes, byte[]>> eldest = recent.entrySet().iterator();
        Map.Entry<Bytes, byte[]> entry = eldest.next();
        eldest.remove();
        count(-size(entry.getKey(), entry.getValue()));
    }

    private long count(long more) {
        bytes += more;
        return ALL_BYTES.addAndGet(more);
    }

    private static long size(Bytes key, byte[] value) {
        return OVERHEAD_BYTES + key.get().length + value.length;
    }

    @Override
    public void close() {
        recent.clear();
        count(-bytes);
    }
}
