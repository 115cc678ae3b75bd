package io.qsstream.local.provision;

import io.qsstream.local.provision.Found.FoundSubject;
import io.qsstream.local.provision.Found.FoundTopic;
import io.qsstream.schema.registry.CompatibilityLevel;
import io.qsstream.schema.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.config.TopicConfig;

/** Holds what is there against what is wanted. Pure. */
public final class Comparison {

    private static final Set<String> OPERATORS_CHOICE = Set.of(TopicConfig.RETENTION_MS_CONFIG);

    /** All differences, in the order in which applying takes them. */
    public static List<Difference> of(Wanted wanted, Found found) {
        List<Difference> differences = new ArrayList<>();
        for (Topic<?> topic : wanted.topics()) {
            FoundTopic there = found.topics().get(topic.name());
            if (there == null) {
                differences.add(new Difference.MissingTopic(topic, wanted.partitions()));
            } else {
                topic(wanted, topic, there, differences);
            }
        }
        for (Topic<?> topic : wanted.topics()) {
            if (topic.valueSchema() != null) {
                subject(topic.subject(), found.subjects().get(topic.subject()), differences);
            }
        }
        rights(wanted, found.rights(), differences);
        return differences;
    }

    private static void topic(Wanted wanted, Topic<?> topic, FoundTopic there, List<Difference> differences) {
        if (there.partitions() != wanted.partitions()) {
            differences.add(new Difference.OtherPartitions(topic.name(), there.partitions(), wanted.partitions()));
        }
        if (wanted.replication() > 0 && there.replication() != wanted.replication()) {
            differences.add(new Difference.OtherReplication(topic.name(), there.replication(), wanted.replication()));
        }
        topic.configs().entrySet().stream()
                .sorted(java.util.Map.Entry.comparingByKey())
                .forEach(config -> {
                    String name = config.getKey();
                    String value = there.configs().getOrDefault(name, "unknown");
                    if (suffices(name, value, config.getValue())) {
                        return;
                    }
                    differences.add(
                            OPERATORS_CHOICE.contains(name)
                                    ? new Difference.ChosenRetention(topic.name(), name, value, config.getValue())
                                    : new Difference.OtherConfig(topic.name(), name, value, config.getValue()));
                });
    }

    /** A larger record limit serves as well; the order of clean-up policies says nothing. */
    private static boolean suffices(String name, String found, String wanted) {
        return switch (name) {
            case TopicConfig.MAX_MESSAGE_BYTES_CONFIG ->
                found.chars().allMatch(Character::isDigit) && Long.parseLong(found) >= Long.parseLong(wanted);
            case TopicConfig.CLEANUP_POLICY_CONFIG -> Set.of(found.split(",")).equals(Set.of(wanted.split(",")));
            default -> found.equals(wanted);
        };
    }

    private static void subject(
            String subject, @org.jspecify.annotations.Nullable FoundSubject there, List<Difference> differences) {
        Optional<CompatibilityLevel> level = there == null ? Optional.empty() : there.level();
        if (!level.equals(Optional.of(CompatibilityLevel.FULL_TRANSITIVE))) {
            differences.add(new Difference.OtherLevel(
                    subject, level.map(CompatibilityLevel::name).orElse("the registry's default")));
        }
        if (there == null || !there.knowsSchema()) {
            differences.add(new Difference.MissingSchema(subject));
        }
    }

    private static void rights(Wanted wanted, Optional<Set<AclBinding>> there, List<Difference> differences) {
        Set<AclBinding> needed = wanted.rights();
        if (needed.isEmpty()) {
            return;
        }
        if (there.isEmpty()) {
            differences.add(new Difference.NoAuthorizer(needed.size()));
            return;
        }
        needed.stream()
                .filter(right -> !there.get().contains(right))
                .forEach(right -> differences.add(new Difference.MissingRight(right)));
        Set<String> principals = Set.copyOf(wanted.principals().values());
        there.get().stream()
                .filter(right -> principals.contains(right.entry().principal()) && !needed.contains(right))
                .forEach(right -> differences.add(new Difference.FurtherRight(right)));
    }

    private Comparison() {}
}
