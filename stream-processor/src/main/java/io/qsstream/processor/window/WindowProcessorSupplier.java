package io.qsstream.processor.window;

import io.qsstream.processor.event.Emission;
import io.qsstream.processor.event.NormalisedEvent;
import io.qsstream.processor.event.Outlets;
import io.qsstream.processor.state.ChangeloggedStores;
import io.qsstream.processor.state.Rosters;
import io.qsstream.processor.telemetry.ProcessorMeters;
import io.qsstream.schema.rules.AlertRules;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/** Makes the window stage together with its stores. */
public record WindowProcessorSupplier(
        Windowing windowing,
        AlertRules rules,
        ProcessorMeters meters,
        Rosters rosters,
        Outlets outlets,
        Function<String, KeyValueBytesStoreSupplier> storeSupplier)
        implements ProcessorSupplier<@Nullable String, NormalisedEvent, @Nullable String, Emission<?>> {

    @Override
    public Processor<@Nullable String, NormalisedEvent, @Nullable String, Emission<?>> get() {
        return new WindowProcessor(windowing, rules, meters, rosters, outlets);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
        return ChangeloggedStores.builder(storeSupplier, WindowStores.STORE);
    }
}
