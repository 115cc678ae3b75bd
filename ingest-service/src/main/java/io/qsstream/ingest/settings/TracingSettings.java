package io.qsstream.ingest.settings;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import io.qsstream.tracing.Collector;
import java.util.Map;
import java.util.Optional;

/**
 * Where traces go.
 *
 * @param endpoint base URL of an OTLP/HTTP collector; empty for no traces at all
 * @param ratio share of the traces begun here that are kept
 */
@Context
@ConfigurationProperties("qsstream.tracing")
public record TracingSettings(
        @Bindable(defaultValue = "") String endpoint,
        @Bindable(defaultValue = "0.1") double ratio) {

    public TracingSettings {
        // Wrong is wrong, even while nothing is sent.
        var unused = Collector.of(endpoint, ratio, Map.of());
    }

    /** Empty where traces are off. */
    public Optional<Collector> collector(Map<String, String> variables) {
        return Collector.of(endpoint, ratio, variables);
    }
}
