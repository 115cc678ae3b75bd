package io.qsstream.processor.state;

import java.util.Arrays;
import java.util.Objects;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A part of a stage's one store, told from the others by the first byte of its keys. Each store of each partition has a
 * changelog, a RocksDB and a batch in every commit of its own: a stage with one of each for everything that it remembers
 * costs a third of a stage with five.
 *
 * @param store the store's name
 * @param tag unlike that of any other section of the store; it stands in state
 */
public record Section(String store, byte tag) {

    /** A task's own. */
    Opened open(ProcessorContext<?, ?> context) {
        KeyValueStore<Bytes, byte[]> whole = context.getStateStore(store);
        return new Opened(Objects.requireNonNull(whole, store), tag);
    }

    /** Whether a key of the whole store is one of this section. */
    public boolean holds(Bytes key) {
        return key.get()[0] == tag;
    }

    /** The section of one task; keys come and go without the tag. */
    static final class Opened {
        private final KeyValueStore<Bytes, byte[]> store;
        private final byte tag;

        Opened(KeyValueStore<Bytes, byte[]> store, byte tag) {
            this.store = store;
            this.tag = tag;
        }

        byte @Nullable [] get(Bytes key) {
            return store.get(tagged(key));
        }

        void put(Bytes key, byte[] value) {
            store.put(tagged(key), value);
        }

        /** Not by the store's own delete, which first reads what it deletes. */
        void delete(Bytes key) {
            store.put(tagged(key), null);
        }

        /** All from the one key to the other, in byte order, both included. */
        KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
            return new Untagged(store.range(tagged(from), tagged(to)));
        }

        /**
         * From this key on all that begin with the prefix, in byte order; at the end there may be one that does not. It ends
         * there and not with the section, so that nothing that still waits to be written is written for it.
         */
        KeyValueIterator<Bytes, byte[]> from(Bytes key, Bytes prefix) {
            return new Untagged(store.range(tagged(key), Bytes.increment(tagged(prefix))));
        }

        /** All whose key begins with the prefix, in byte order. */
        KeyValueIterator<Bytes, byte[]> prefixScan(Bytes prefix) {
            return new Untagged(store.prefixScan(tagged(prefix), (topic, bytes) -> bytes.get()));
        }

        private Bytes tagged(Bytes key) {
            byte[] plain = key.get();
            byte[] tagged = new byte[plain.length + 1];
            tagged[0] = tag;
            System.arraycopy(plain, 0, tagged, 1, plain.length);
            return Bytes.wrap(tagged);
        }
    }

    private record Untagged(KeyValueIterator<Bytes, byte[]> tagged) implements KeyValueIterator<Bytes, byte[]> {

        @Override
        public boolean hasNext() {
            return tagged.hasNext();
        }

        @Override
        public KeyValue<Bytes, byte[]> next() {
            KeyValue<Bytes, byte[]> next = tagged.next();
            return new KeyValue<>(plain(next.key), next.value);
        }

        @Override
        public Bytes peekNextKey() {
            return plain(tagged.peekNextKey());
        }

        @Override
        public void close() {
            tagged.close();
        }

        private static Bytes plain(Bytes key) {
            return Bytes.wrap(Arrays.copyOfRange(key.get(), 1, key.get().length));
        }
    }
}
