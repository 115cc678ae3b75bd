package io.qsstream.processor.window;

import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** The stores of the window stage, by name. Renaming one is a topology change: its changelog is named after it. */
final class WindowStores {

    /** {@code session windowStart userId} to the user's window. */
    static final String USER_WINDOWS = "user-windows";
    /** {@code session windowStart} to what was emitted of the session's window. */
    static final String SESSION_WINDOWS = "session-windows";
    /** {@code session userId} to what is known of the leg. */
    static final String LEGS = "legs";
    /** {@code session} to when it was last heard of. */
    static final String SESSIONS = "sessions";
    /** What is to be done when. */
    static final String DUE = "due";

    /** Builders of all stores: in RocksDB with a changelog, and a cache that spares RocksDB the writes between commits. */
    static Set<StoreBuilder<?>> builders(Function<String, KeyValueBytesStoreSupplier> supplier) {
        return Set.of(
                builder(supplier.apply(USER_WINDOWS)),
                builder(supplier.apply(SESSION_WINDOWS)),
                builder(supplier.apply(LEGS)),
                builder(supplier.apply(SESSIONS)),
                builder(supplier.apply(DUE)));
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> builder(KeyValueBytesStoreSupplier supplier) {
        return Stores.keyValueStoreBuilder(supplier, Serdes.Bytes(), Serdes.ByteArray())
                .withCachingEnabled();
    }

    private WindowStores() {}
}
