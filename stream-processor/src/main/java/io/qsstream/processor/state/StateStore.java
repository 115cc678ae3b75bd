package io.qsstream.processor.state;

import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/** All states of one type, by ordered binary keys. */
public final class StateStore<T extends SpecificRecordBase> implements AutoCloseable {

    private final Section.Opened store;
    private final StateCodec<T> codec;
    private final @Nullable RecentStates recent;

    private StateStore(Section.Opened store, StateCodec<T> codec, @Nullable RecentStates recent) {
        this.store = store;
        this.codec = codec;
        this.recent = recent;
    }

    /** A task's states of a section, of the prototype's type. */
    public static <T extends SpecificRecordBase> StateStore<T> open(
            ProcessorContext<?, ?> context, Section section, T prototype) {
        return new StateStore<>(section.open(context), StateCodec.of(prototype), null);
    }

    /**
     * As above, with what was lately used of it at hand; only for a stage that alone writes the store and closes it. For
     * states that are asked for again and again.
     */
    public static <T extends SpecificRecordBase> StateStore<T> openOwn(
            ProcessorContext<?, ?> context, Section section, T prototype) {
        return new StateStore<>(
                section.open(context), StateCodec.of(prototype), new RecentStates(RecentStates.OF_PROCESS));
    }

    public @Nullable T get(Bytes key) {
        byte[] bytes = recent == null ? store.get(key) : recent.get(key, store);
        return bytes == null ? null : codec.decode(bytes);
    }

    public void put(Bytes key, T state) {
        byte[] bytes = codec.encode(state);
        store.put(key, bytes);
        if (recent != null) {
            recent.put(key, bytes);
        }
    }

    /** Puts what is hardly asked for again: it takes no room from what is at hand. */
    public void putAway(Bytes key, T state) {
        store.put(key, codec.encode(state));
        if (recent != null) {
            recent.forget(key);
        }
    }

    public void delete(Bytes key) {
        store.delete(key);
        if (recent != null) {
            recent.forget(key);
        }
    }

    /**
     * Visits all states whose key begins with the prefix, in byte order of the key. The visitor may put and delete: what
     * is visited is what was there before.
     */
    public void forEach(Bytes prefix, BiConsumer<Bytes, T> visitor) {
        try (KeyValueIterator<Bytes, byte[]> all = store.prefixScan(prefix)) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> each = all.next();
                visitor.accept(each.key, codec.decode(each.value));
            }
        }
    }

    /**
     * Visits the states whose key begins with the prefix, from the first key that is not less than {@code from}, until the
     * visitor has had enough. It may put and delete, as above.
     *
     * @param visitor returns whether to go on
     */
    public void forEachWhile(Bytes from, Bytes prefix, BiPredicate<Bytes, T> visitor) {
        visitWhile(from, prefix, each -> visitor.test(each.key, codec.decode(each.value)));
    }

    /** As above, but for the keys alone. */
    public void forEachKeyWhile(Bytes from, Bytes prefix, Predicate<Bytes> visitor) {
        visitWhile(from, prefix, each -> visitor.test(each.key));
    }

    private void visitWhile(Bytes from, Bytes prefix, Predicate<KeyValue<Bytes, byte[]>> visitor) {
        try (KeyValueIterator<Bytes, byte[]> all = store.from(from, prefix)) {
            boolean more = true;
            while (more && all.hasNext()) {
                KeyValue<Bytes, byte[]> each = all.next();
                more = StateKeys.begins(each.key, prefix) && visitor.test(each);
            }
        }
    }

    /** Whether there is no state whose key begins with the prefix. */
    public boolean isEmpty(Bytes prefix) {
        try (KeyValueIterator<Bytes, byte[]> all = store.prefixScan(prefix)) {
            return !all.hasNext();
        }
    }

    /** Visits all keys that begin with the prefix, in byte order. The visitor may put and delete, as above. */
    public void forEachKey(Bytes prefix, Consumer<Bytes> visitor) {
        try (KeyValueIterator<Bytes, byte[]> all = store.prefixScan(prefix)) {
            all.forEachRemaining(each -> visitor.accept(each.key));
        }
    }

    /** Deletes all states whose key begins with the prefix. */
    public void deleteAll(Bytes prefix) {
        forEachKey(prefix, this::delete);
    }

    /** Forgets what is at hand; the store itself is Kafka Streams' to close. */
    @Override
    public void close() {
        if (recent != null) {
            recent.close();
        }
    }
}
