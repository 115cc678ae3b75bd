package io.qsstream.dashboard.settings;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import io.qsstream.schema.settings.SharedSettings;

/**
 * Where the dashboard runs.
 *
 * @param environment {@code production} checks the topics at start, {@code development} creates them
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
