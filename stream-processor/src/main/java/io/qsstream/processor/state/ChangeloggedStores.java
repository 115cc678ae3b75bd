package io.qsstream.processor.state;

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

    /** The one store of a stage, as Kafka Streams asks a processor's supplier for it. */
    public static Set<StoreBuilder<?>> builder(Function<String, KeyValueBytesStoreSupplier> supplier, String name) {
        return Set.of(Stores.keyValueStoreBuilder(supplier.apply(name), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingDisabled());
    }

    private ChangeloggedStores() {}
}
