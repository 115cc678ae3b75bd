package io.qsstream.processor.settings;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * Where the state stands on disk. It can always be rebuilt from the changelogs; a lost folder costs time, not data.
 *
 * @param dir folder; made if it is not there
 */
@Context
@ConfigurationProperties("qsstream.state")
public record StateSettings(
        @Bindable(defaultValue = "qsstream-state") String dir) {}
