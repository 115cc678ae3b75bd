package io.qsstream.ingest.settings;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import io.qsstream.schema.settings.SharedSettings;

/**
 * Where the service runs.
 *
 * @param environment {@code production} checks the raw topic at start, {@code development} creates it
 */
@Context
@ConfigurationProperties("qsstream")
public record DeploymentSettings(
        @Bindable(defaultValue = "production") String environment) {

    public DeploymentSettings {
        SharedSettings.checkEnvironment(environment);
    }

    /** Whether topics are created rather than only checked. */
    public boolean createsTopics() {
        return SharedSettings.creates(environment);
    }
}
