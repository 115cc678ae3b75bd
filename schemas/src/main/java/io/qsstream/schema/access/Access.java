package io.qsstream.schema.access;

import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * What one service must be allowed on one kind of resource. Topics and schemas are made ahead by an operator's own
 * principal, so no service may create any of the contract's.
 *
 * @param name of the resource, or how it begins where the pattern is PREFIXED
 * @param operations in the order of Kafka's documentation
 */
public record Access(ResourceType resource, String name, PatternType pattern, List<AclOperation> operations) {

    /** The consumer group in which instances of the dashboard share the webhook feed out. */
    public static final String NOTIFIER_GROUP = "qsstream-notifier";

    /** The consumer group in which instances of ingest ask for what the ledger of completeness misses. */
    public static final String GAPS_GROUP = "qsstream-ingest-gaps";

    /** The directory is its own changelog; the others are read where a session is rebuilt. */
    private static final Set<Topic<?>> READ_BY_PROCESSOR = Set.of(
            Topics.USER_DIRECTORY,
            Topics.USER_WINDOWS,
            Topics.SESSION_WINDOWS,
            Topics.ALERTS,
            Topics.SESSION_REPORTS,
            Topics.COMPLETENESS,
            Topics.REBUILDS);

    public Access {
        operations = List.copyOf(operations);
    }

    /**
     * All that a service needs in production.
     *
     * @param applicationId of the processor: its consumer group, the prefix of its changelogs and transactional ids
     */
    public static List<Access> of(Service service, String applicationId) {
        return switch (service) {
            case INGEST -> ofIngest();
            case PROCESSOR -> ofProcessor(applicationId);
            case DASHBOARD -> ofDashboard();
        };
    }

    /** The consumer group in which instances of the processor share the rebuilds of sessions out. */
    public static String rebuildGroup(String applicationId) {
        return applicationId + "-rebuild";
    }

    /** As Kafka's admin client takes them, for a principal such as {@code User:ingest}, from any host. */
    public List<AclBinding> bindings(String principal) {
        return operations.stream()
                .map(operation -> new AclBinding(
                        new ResourcePattern(resource, name, pattern),
                        new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW)))
                .toList();
    }

    private static List<Access> ofIngest() {
        // An idempotent producer needs nothing but the topic since Kafka 3.0 (KIP-679).
        return List.of(
                topic(Topics.RAW_EVENTS, AclOperation.WRITE, AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS),
                // Followed only where the automatic backfill is switched on.
                topic(Topics.COMPLETENESS, AclOperation.READ, AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS),
                new Access(
                        ResourceType.GROUP,
                        GAPS_GROUP,
                        PatternType.LITERAL,
                        List.of(AclOperation.READ, AclOperation.DESCRIBE)));
    }

    private static List<Access> ofProcessor(String applicationId) {
        List<Access> all = new ArrayList<>();
        for (Topic<?> topic : Topics.ALL) {
            if (topic == Topics.RAW_EVENTS) {
                all.add(topic(topic, AclOperation.READ, AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS));
            } else if (READ_BY_PROCESSOR.contains(topic)) {
                all.add(topic(
                        topic,
                        AclOperation.READ,
                        AclOperation.WRITE,
                        AclOperation.DESCRIBE,
                        AclOperation.DESCRIBE_CONFIGS));
            } else {
                all.add(topic(topic, AclOperation.WRITE, AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS));
            }
        }
        all.add(new Access(
                ResourceType.TOPIC,
                applicationId + "-",
                PatternType.PREFIXED,
                List.of(
                        AclOperation.READ,
                        AclOperation.WRITE,
                        AclOperation.CREATE,
                        AclOperation.DELETE,
                        AclOperation.DESCRIBE,
                        AclOperation.DESCRIBE_CONFIGS)));
        for (String group : List.of(applicationId, rebuildGroup(applicationId))) {
            all.add(new Access(
                    ResourceType.GROUP, group, PatternType.LITERAL, List.of(AclOperation.READ, AclOperation.DESCRIBE)));
        }
        all.add(new Access(
                ResourceType.TRANSACTIONAL_ID,
                applicationId,
                PatternType.PREFIXED,
                List.of(AclOperation.WRITE, AclOperation.DESCRIBE)));
        return all;
    }

    /** It is assigned its partitions by itself and commits nothing; only its notifier is a group. */
    private static List<Access> ofDashboard() {
        List<Access> all = new ArrayList<>();
        Topics.ALL.stream()
                .filter(topic -> topic != Topics.RAW_EVENTS && topic != Topics.DEAD_LETTERS && topic != Topics.REBUILDS)
                .map(topic -> topic(topic, AclOperation.READ, AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS))
                .forEach(all::add);
        all.add(new Access(
                ResourceType.GROUP,
                NOTIFIER_GROUP,
                PatternType.LITERAL,
                List.of(AclOperation.READ, AclOperation.DESCRIBE)));
        return all;
    }

    private static Access topic(Topic<?> topic, AclOperation... operations) {
        return new Access(ResourceType.TOPIC, topic.name(), PatternType.LITERAL, List.of(operations));
    }
}
