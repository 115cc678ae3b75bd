package io.qsstream.processor.settings;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import io.qsstream.schema.settings.SharedSettings;

/**
 * Where the processor runs.
 *
 * @param environment {@code production} checks topics and schemas at start, {@code development} creates them
 * @param applicationId the Kafka Streams application: consumer group, prefix of changelogs and of transactional ids
 */
@Context
@ConfigurationProperties("qsstream")
public record DeploymentSettings(
        @Bindable(defaultValue = "production") String environment,
        @Bindable(defaultValue = "qsstream-processor") String applicationId) {

    public DeploymentSettings {
        SharedSettings.checkEnvironment(environment);
    }

    /** Whether topics and schemas are created rather than only checked. */
    public boolean creates() {
        return SharedSettings.creates(environment);
    }
}
