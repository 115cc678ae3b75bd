package io.qsstream.processor.settings;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import io.qsstream.schema.settings.StartRefused;

/**
 * How much of the machine the processor takes.
 *
 * @param threads stream threads; 0 for one per core, more than cores gain nothing
 * @param standbyReplicas copies of the state on other instances, for a quick take-over
 */
@Context
@ConfigurationProperties("qsstream.processor")
public record ProcessorSettings(
        @Bindable(defaultValue = "0") int threads,
        @Bindable(defaultValue = "0") int standbyReplicas) {

    public ProcessorSettings {
        if (threads < 0 || threads > 256) {
            throw new StartRefused(
                    "qsstream.processor.threads must be between 0 (one per core) and 256, was " + threads);
        }
        if (standbyReplicas < 0 || standbyReplicas > 10) {
            throw new StartRefused(
                    "qsstream.processor.standby-replicas must be between 0 and 10, was " + standbyReplicas);
        }
    }

    public int effectiveThreads() {
        return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }
}
