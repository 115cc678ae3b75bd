package io.qsstream.ingest.settings;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import io.qsstream.schema.settings.StartRefused;
import java.util.List;

/**
 * Where the service runs.
 *
 * @param environment {@code production} checks the raw topic at start, {@code development} creates it
 */
@Context
@ConfigurationProperties("qsstream")
public record DeploymentSettings(
        @Bindable(defaultValue = "production") String environment) {

    private static final String DEVELOPMENT = "development";
    private static final List<String> VALID = List.of("production", DEVELOPMENT);

    public DeploymentSettings {
        if (!VALID.contains(environment)) {
            throw new StartRefused("qsstream.environment must be one of " + VALID + ", was " + environment);
        }
    }

    /** Whether topics are created rather than only checked. */
    public boolean createsTopics() {
        return environment.equals(DEVELOPMENT);
    }
}
