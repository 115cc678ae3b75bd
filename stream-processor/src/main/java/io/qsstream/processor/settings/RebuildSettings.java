package io.qsstream.processor.settings;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import io.qsstream.schema.settings.StartRefused;

/**
 * How sessions are rebuilt whose windows are forgotten.
 *
 * @param maxSamples that are held in memory for it at a time; a session with more is not rebuilt
 */
@Context
@ConfigurationProperties("qsstream.rebuild")
public record RebuildSettings(
        @Bindable(defaultValue = "50000") int maxSamples) {

    public RebuildSettings {
        if (maxSamples < 1_000) {
            throw new StartRefused("qsstream.rebuild.max-samples must be 1000 or more, was " + maxSamples);
        }
    }
}
