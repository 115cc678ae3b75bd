package io.qsstream.dashboard.settings;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import io.qsstream.schema.settings.SharedSettings;

/**
 * How topics are created in development.
 *
 * @param partitions of every topic
 * @param replication replicas per partition; -1 for the broker's default
 */
@Context
@ConfigurationProperties("qsstream.topics")
public record TopicSettings(
        @Bindable(defaultValue = "4") int partitions,
        @Bindable(defaultValue = "-1") int replication) {

    public TopicSettings {
        SharedSettings.checkTopics(partitions, replication);
    }
}
