package io.qsstream.processor.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was lately put into a store in the heap, and writes what was not put again for long to the store on disk, in
 * batches: what is put again and again is hardly ever written, and a batch costs RocksDB a fraction of as many single puts.
 *
 * <p>Nothing depends on it after a crash. The changelog is written with every put, in front of this; and whenever Kafka
 * Streams writes down to which offset of the changelog the store has come ({@link #commit}: with exactly-once before a task
 * is closed, otherwise at every commit), all is written first. A state that was left without that is read from the changelog
 * again.
 *
 * <p>A look at several keys writes those of them first that wait, so that it sees one store. Keys begin with their
 * {@link Section}'s tag, and sections wait apart. Not thread-safe: a store is one task's.
 */
public final class WriteBehindStore implements KeyValueStore<Bytes, byte[]> {

    /** What all stores of the process may keep together, bytes. */
    private static final long HEAP_SHARE = Runtime.getRuntime().maxMemory() / 8;

    /** Whatever a store's part of the share, a batch is worth this much. */
    private static final long LEAST_BYTES = 32 * 1024;

    private static final byte[] DELETED = {};
    private static final AtomicInteger OPEN = new AtomicInteger();

    /** How a store's states are put. */
    public enum Put {
        /** Most of them once: they wait until there are enough for a batch. */
        ONCE,
        /** Again and again: what is put while it waits is not written before. */
        AGAIN
    }

    /** What waits of one section, where states are put again in two generations: with each turn the elder is written. */
    private static final class Waiting {
        private Map<Bytes, byte[]> young = new HashMap<>();
        private Map<Bytes, byte[]> old = new HashMap<>();

        byte @Nullable [] get(Bytes key) {
            byte[] known = young.get(key);
            return known == null ? old.get(key) : known;
        }

        /** Returns by how many bytes the younger generation has grown. */
        long put(Bytes key, byte[] value) {
            byte[] before = young.put(key, value);
            if (before == null && !old.isEmpty()) {
                old.remove(key);
            }
            return RecentStates.size(key, value) - RecentStates.size(key, before);
        }
    }

    private final KeyValueStore<Bytes, byte[]> disk;
    private final long most;
    private final Put states;
    private final Map<Byte, Waiting> waiting = new TreeMap<>();
    private long youngBytes;
    private boolean counted;

    /**
     * The store of a supplier, with this in front of it.
     *
     * @param most bytes that may wait, where the store's part of the process's share allows as many
     * @param states how they are put
     */
    public static KeyValueBytesStoreSupplier supplier(KeyValueBytesStoreSupplier disk, long most, Put states) {
        return new KeyValueBytesStoreSupplier() {
            @Override
            public String name() {
                return disk.name();
            }

            @Override
            public KeyValueStore<Bytes, byte[]> get() {
                return new WriteBehindStore(disk.get(), most, states);
            }

            @Override
            public String metricsScope() {
                return disk.metricsScope();
            }
        };
    }

    WriteBehindStore(KeyValueStore<Bytes, byte[]> disk, long most, Put states) {
        this.disk = disk;
        this.most = most;
        this.states = states;
    }

    @Override
    public void put(Bytes key, byte @Nullable [] value) {
        // Before the new one is taken: should the disk fail, nothing is in here that is in no changelog.
        if (youngBytes > LEAST_BYTES && youngBytes > generationBytes()) {
            turn();
        }
        youngBytes +=
                waiting.computeIfAbsent(key.get()[0], tag -> new Waiting()).put(key, value == null ? DELETED : value);
    }

    private long generationBytes() {
        long share = Math.min(most, HEAP_SHARE / Math.max(1, OPEN.get()));
        return states == Put.ONCE ? share : share / 2;
    }

    @Override
    public byte @Nullable [] putIfAbsent(Bytes key, byte[] value) {
        byte[] known = get(key);
        if (known == null) {
            put(key, value);
        }
        return known;
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
        entries.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public byte @Nullable [] delete(Bytes key) {
        byte[] known = get(key);
        put(key, null);
        return known;
    }

    @Override
    public byte @Nullable [] get(Bytes key) {
        Waiting section = waiting.get(key.get()[0]);
        byte[] known = section == null ? null : section.get(key);
        if (known == null) {
            return disk.get(key);
        }
        return known == DELETED ? null : known;
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(@Nullable Bytes from, @Nullable Bytes to) {
        writeBetween(from, to);
        return disk.range(from, to);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> reverseRange(@Nullable Bytes from, @Nullable Bytes to) {
        writeBetween(from, to);
        return disk.reverseRange(from, to);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        writeAll();
        return disk.all();
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> reverseAll() {
        writeAll();
        return disk.reverseAll();
    }

    @Override
    public <PS extends Serializer<P>, P> KeyValueIterator<Bytes, byte[]> prefixScan(P prefix, PS prefixKeySerializer) {
        Bytes begin = Bytes.wrap(prefixKeySerializer.serialize(name(), prefix));
        write(begin, begin, key -> StateKeys.begins(key, begin));
        return disk.prefixScan(prefix, prefixKeySerializer);
    }

    // Writing

    private void turn() {
        for (Waiting section : waiting.values()) {
            if (states == Put.ONCE) {
                write(section.young, key -> true);
            } else {
                write(section.old, key -> true);
                section.old = section.young;
                section.young = HashMap.newHashMap(section.old.size());
            }
        }
        youngBytes = 0;
    }

    private void writeAll() {
        writeBetween(null, null);
    }

    private void writeBetween(@Nullable Bytes from, @Nullable Bytes to) {
        write(from, to, key -> (from == null || key.compareTo(from) >= 0) && (to == null || key.compareTo(to) <= 0));
    }

    /** Writes what is wanted of the sections from the one's to the other's. */
    private void write(@Nullable Bytes from, @Nullable Bytes to, Predicate<Bytes> wanted) {
        waiting.forEach((tag, section) -> {
            if ((from == null || tag >= from.get()[0]) && (to == null || tag <= to.get()[0])) {
                write(section.old, wanted);
                youngBytes -= write(section.young, wanted);
            }
        });
    }

    /** Writes what is wanted, and returns its bytes. */
    private long write(Map<Bytes, byte[]> section, Predicate<Bytes> wanted) {
        List<KeyValue<Bytes, byte[]>> batch = new ArrayList<>();
        long size = 0;
        for (Map.Entry<Bytes, byte[]> entry : section.entrySet()) {
            Bytes key = entry.getKey();
            if (wanted.test(key)) {
                byte[] value = entry.getValue();
                batch.add(KeyValue.pair(key, value == DELETED ? null : value));
                size += RecentStates.size(key, value);
            }
        }
        if (batch.isEmpty()) {
            return 0;
        }
        // In order, each finds its place in the memtable beside the one before.
        batch.sort(Comparator.comparing(entry -> entry.key));
        disk.putAll(batch);
        if (batch.size() == section.size()) {
            section.clear();
        } else {
            batch.forEach(written -> section.remove(written.key));
        }
        return size;
    }

    // As the store on disk

    @Override
    public String name() {
        return disk.name();
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        disk.init(context, root);
        count(true);
    }

    @Override
    public void commit(Map<TopicPartition, Long> changelogOffsets) {
        writeAll();
        disk.commit(changelogOffsets);
    }

    @Override
    public @Nullable Long committedOffset(TopicPartition partition) {
        return disk.committedOffset(partition);
    }

    @Override
    @SuppressWarnings("deprecation") // Kafka Streams still asks.
    public boolean managesOffsets() {
        return disk.managesOffsets();
    }

    /** What still waits is forgotten: had it to stay, it would have been committed. */
    @Override
    public void close() {
        waiting.clear();
        youngBytes = 0;
        count(false);
        disk.close();
    }

    private void count(boolean open) {
        if (counted != open) {
            counted = open;
            OPEN.addAndGet(open ? 1 : -1);
        }
    }

    @Override
    public boolean persistent() {
        return disk.persistent();
    }

    @Override
    public boolean isOpen() {
        return disk.isOpen();
    }

    @Override
    public long approximateNumEntries() {
        return disk.approximateNumEntries();
    }

    @Override
    public Position getPosition() {
        return disk.getPosition();
    }
}
