package io.qsstream.processor.runtime;

import io.qsstream.processor.alert.AlertStores;
import io.qsstream.processor.directory.DirectoryStore;
import io.qsstream.processor.window.WindowStores;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * Bounds the memory of all RocksDB stores of the process together, whatever their number: without this each store of
 * each partition takes its own 50 MB.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {

    private static final long TOTAL_BYTES = 192L * 1024 * 1024;
    private static final long WRITE_BUFFER_BYTES = 80L * 1024 * 1024;
    /**
     * Of a store that every event writes or asks. When all memtables together are full, whichever store writes next flushes its
     * own, however little is in it: so they are small enough that this hardly happens.
     */
    private static final int BUSY_MEMTABLE_BYTES = 8 * 1024 * 1024;

    /** So many files of memtables are merged in one go. */
    private static final int MERGED_FILES = 32;

    /** A scan reads a minute's windows one after the other, and asks the cache for each block: one of 4 KiB has five windows. */
    private static final int BLOCK_BYTES = 32 * 1024;

    private static final int MEMTABLE_BYTES = 1024 * 1024;
    private static final Set<String> BUSY = Set.of(WindowStores.STORE, AlertStores.STORE, DirectoryStore.NAME);

    // Shared by all stores on purpose, and so never closed.
    private static final Cache CACHE = new LRUCache(TOTAL_BYTES, -1, false, 0.1);
    private static final WriteBufferManager WRITE_BUFFERS = new WriteBufferManager(WRITE_BUFFER_BYTES, CACHE);

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(CACHE);
        table.setBlockSize(BLOCK_BYTES);
        table.setCacheIndexAndFilterBlocks(true);
        table.setCacheIndexAndFilterBlocksWithHighPriority(true);
        table.setPinL0FilterAndIndexBlocksInCache(true);
        options.setTableFormatConfig(table);
        // Who was never heard of is asked for: what is missing must be as cheap as what is found.
        options.setOptimizeFiltersForHits(false);
        options.setWriteBufferManager(WRITE_BUFFERS);
        options.setWriteBufferSize(BUSY.contains(storeName) ? BUSY_MEMTABLE_BYTES : MEMTABLE_BYTES);
        options.setMaxWriteBufferNumber(2);
        // Windows are written in order of time and hardly asked for: more files cost their scans little, merging them a
        // core.
        options.setLevelZeroFileNumCompactionTrigger(MERGED_FILES);
        options.setLevel0SlowdownWritesTrigger(2 * MERGED_FILES);
        options.setLevel0StopWritesTrigger(3 * MERGED_FILES);
        // A store is one task's, and a task one thread's.
        options.setAllowConcurrentMemtableWrite(false);
        options.setEnableWriteThreadAdaptiveYield(false);
    }

    @Override
    public void close(String storeName, Options options) {
        // Nothing of its own to close.
    }
}
