package io.qsstream.processor.runtime;

import io.qsstream.processor.alert.AlertStores;
import io.qsstream.processor.state.WriteBehindStore;
import io.qsstream.processor.window.WindowStores;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.Stores;

/** The stages' stores on disk: RocksDB, and in front of the busy ones what gathers their writes. */
final class DiskStores {

    /** What is written once, or now and then, waits only until there is enough of it for a batch, and never becomes old in the heap. */
    private static final long BATCH_BYTES = 512 * 1024;

    static KeyValueBytesStoreSupplier of(String name) {
        KeyValueBytesStoreSupplier rocksDb = Stores.persistentKeyValueStore(name);
        return switch (name) {
            case WindowStores.STORE, AlertStores.STORE -> WriteBehindStore.supplier(rocksDb, BATCH_BYTES);
            default -> rocksDb;
        };
    }

    private DiskStores() {}
}
