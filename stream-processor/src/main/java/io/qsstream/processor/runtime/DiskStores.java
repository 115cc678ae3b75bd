package io.qsstream.processor.runtime;

import io.qsstream.processor.alert.AlertStores;
import io.qsstream.processor.state.WriteBehindStore;
import io.qsstream.processor.state.WriteBehindStore.Put;
import io.qsstream.processor.window.WindowStores;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.Stores;

/** The stages' stores on disk: RocksDB, and in front of the busy ones what gathers their writes. */
final class DiskStores {

    /** A window is written once: it waits only until there are enough of them for a batch, and never becomes old in the heap. */
    private static final long WINDOWS_BYTES = 512 * 1024;
    /** A leg is put again and again: it is not to be written at all as long as it is heard of. */
    private static final long ALERTS_BYTES = 64 * 1024 * 1024;

    static KeyValueBytesStoreSupplier of(String name) {
        KeyValueBytesStoreSupplier rocksDb = Stores.persistentKeyValueStore(name);
        return switch (name) {
            case WindowStores.STORE -> WriteBehindStore.supplier(rocksDb, WINDOWS_BYTES, Put.ONCE);
            case AlertStores.STORE -> WriteBehindStore.supplier(rocksDb, ALERTS_BYTES, Put.AGAIN);
            default -> rocksDb;
        };
    }

    private DiskStores() {}
}
