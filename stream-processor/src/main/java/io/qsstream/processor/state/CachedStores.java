package io.qsstream.processor.state;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** Builders of the stages' stores: with a changelog, and a cache that spares RocksDB the writes between commits. */
public final class CachedStores {

    public static Set<StoreBuilder<?>> builders(
            Function<String, KeyValueBytesStoreSupplier> supplier, String... names) {
        Set<StoreBuilder<?>> builders = new LinkedHashSet<>();
        for (String name : names) {
            builders.add(Stores.keyValueStoreBuilder(supplier.apply(name), Serdes.Bytes(), Serdes.ByteArray())
                    .withCachingEnabled());
        }
        return builders;
    }

    private CachedStores() {}
}
