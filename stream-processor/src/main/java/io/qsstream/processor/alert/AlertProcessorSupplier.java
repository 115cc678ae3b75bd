package io.qsstream.processor.alert;

import io.qsstream.processor.cause.StreamRole.InputMeans;
import io.qsstream.processor.event.Emission;
import io.qsstream.processor.event.Outlets;
import io.qsstream.processor.event.StageRecord;
import io.qsstream.processor.state.ChangeloggedStores;
import io.qsstream.processor.state.Rosters;
import io.qsstream.processor.telemetry.ProcessorMeters;
import io.qsstream.processor.telemetry.RecordTraces;
import io.qsstream.processor.window.WindowStores;
import io.qsstream.processor.window.Windowing;
import io.qsstream.schema.rules.AlertRules;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/** Makes the alert stage together with its stores. */
public record AlertProcessorSupplier(
        Windowing windowing,
        AlertRules rules,
        InputMeans inputMeans,
        ProcessorMeters meters,
        RecordTraces traces,
        Rosters rosters,
        Outlets outlets,
        Function<String, KeyValueBytesStoreSupplier> storeSupplier)
        implements ProcessorSupplier<@Nullable String, StageRecord, @Nullable String, Emission<?>> {

    /** Stores of other stages that it reads and never writes. */
    public static String[] readStores() {
        return new String[] {WindowStores.STORE};
    }

    @Override
    public Processor<@Nullable String, StageRecord, @Nullable String, Emission<?>> get() {
        return new AlertProcessor(windowing, rules, inputMeans, meters, traces, rosters, outlets);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
        return ChangeloggedStores.builder(storeSupplier, AlertStores.STORE);
    }
}
