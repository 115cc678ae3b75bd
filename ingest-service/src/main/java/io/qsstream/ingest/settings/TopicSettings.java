package io.qsstream.ingest.settings;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import io.qsstream.schema.settings.StartRefused;

/**
 * How topics are created in development.
 *
 * @param replication replicas per partition; -1 for the broker's default
 */
@Context
@ConfigurationProperties("qsstream.topics")
public record TopicSettings(
        @Bindable(defaultValue = "4") int partitions,
        @Bindable(defaultValue = "-1") int replication) {

    public TopicSettings {
        if (partitions < 1 || partitions > 10_000) {
            throw new StartRefused("qsstream.topics.partitions must be between 1 and 10000, was " + partitions);
        }
        if (replication == 0 || replication < -1 || replication > Short.MAX_VALUE) {
            throw new StartRefused(
                    "qsstream.topics.replication must be -1 (the broker's default) or at least 1, was " + replication);
        }
    }
}
