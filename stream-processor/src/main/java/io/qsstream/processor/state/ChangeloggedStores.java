package io.qsstream.processor.state;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Builders of the stages' stores: with a changelog, and without Kafka Streams' record cache. With every cached state that
 * cache keeps the raw event that wrote it, body and headers, which it does not count: 64 MiB of it filled a heap of 512.
 */
public final class ChangeloggedStores {

    public static Set<StoreBuilder<?>> builders(
            Function<String, KeyValueBytesStoreSupplier> supplier, String... names) {
        Set<StoreBuilder<?>> builders = new LinkedHashSet<>();
        for (String name : names) {
            builders.add(Stores.keyValueStoreBuilder(supplier.apply(name), Serdes.Bytes(), Serdes.ByteArray())
                    .withCachingDisabled());
        }
        return builders;
    }

    private ChangeloggedStores() {}
}
