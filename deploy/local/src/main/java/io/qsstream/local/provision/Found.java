package io.qsstream.local.provision;

import io.qsstream.schema.registry.CompatibilityLevel;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.acl.AclBinding;

/**
 * What a cluster and a registry have.
 *
 * @param topics by name
 * @param rights empty where the cluster has no authorizer
 * @param subjects by name; those that the registry does not know at all are absent
 */
public record Found(
        Map<String, FoundTopic> topics, Optional<Set<AclBinding>> rights, Map<String, FoundSubject> subjects) {

    public Found {
        topics = Map.copyOf(topics);
        rights = rights.map(Set::copyOf);
        subjects = Map.copyOf(subjects);
    }

    /** A topic; configurations with the broker's defaults where the topic has none of its own. */
    public record FoundTopic(int partitions, int replication, Map<String, String> configs) {

        public FoundTopic {
            configs = Map.copyOf(configs);
        }
    }

    /**
     * A subject of the registry.
     *
     * @param knowsSchema whether this build's schema is one of its versions
     */
    public record FoundSubject(boolean knowsSchema, Optional<CompatibilityLevel> level) {}
}
