package io.qsstream.local.provision;

import io.qsstream.local.provision.Found.FoundSubject;
import io.qsstream.local.provision.Found.FoundTopic;
import io.qsstream.schema.registry.CompatibilityLevel;
import io.qsstream.schema.registry.SchemaRegistryClient;
import io.qsstream.schema.registry.SchemaRegistryException;
import io.qsstream.schema.topic.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.errors.TopicExistsException;

/** A cluster and a registry, asked and changed with an operator's own rights. */
public final class Cluster implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The cluster or the registry refused or did not answer; the message is one line. */
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private final Admin admin;
    private final SchemaRegistryClient registry;

    /** @param properties of a Kafka client, and of the registry by Confluent's names */
    public Cluster(Map<String, ?> properties) {
        Map<String, Object> ofAdmin = new HashMap<>(properties);
        ofAdmin.keySet().retainAll(AdminClientConfig.configNames());
        ofAdmin.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        ofAdmin.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis() / 2);
        admin = Admin.create(ofAdmin);
        registry = SchemaRegistryClient.of(properties);
    }

    /** What is there of the wanted. */
    public Found found(Wanted wanted) {
        Set<String> listed = answer(admin.listTopics().names());
        List<String> there = wanted.topics().stream()
                .map(Topic::name)
                .filter(listed::contains)
                .toList();
        Map<String, TopicDescription> descriptions =
                answer(admin.describeTopics(there).allTopicNames());
        Map<ConfigResource, Config> configs = answer(
                admin.describeConfigs(there.stream().map(Cluster::resource).toList())
                        .all());
        Map<String, FoundTopic> topics = new HashMap<>();
        descriptions.forEach((name, description) -> topics.put(
                name,
                new FoundTopic(
                        description.partitions().size(),
                        description.partitions().getFirst().replicas().size(),
                        values(configs.get(resource(name))))));
        return new Found(topics, rights(), subjects(wanted));
    }

    private static Map<String, String> values(@org.jspecify.annotations.Nullable Config config) {
        Map<String, String> values = new HashMap<>();
        if (config != null) {
            for (ConfigEntry entry : config.entries()) {
                if (entry.value() != null) {
                    values.put(entry.name(), entry.value());
                }
            }
        }
        return values;
    }

    private Optional<Set<AclBinding>> rights() {
        try {
            return Optional.of(new HashSet<>(
                    answer(admin.describeAcls(AclBindingFilter.ANY).values())));
        } catch (Refused refused) {
            if (refused.getCause() instanceof SecurityDisabledException) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    private Map<String, FoundSubject> subjects(Wanted wanted) {
        Map<String, FoundSubject> subjects = new HashMap<>();
        try {
            for (Topic<?> topic : wanted.topics()) {
                if (topic.valueSchema() != null) {
                    subjects.put(
                            topic.subject(), new FoundSubject(knows(topic), registry.compatibility(topic.subject())));
                }
            }
        } catch (SchemaRegistryException e) {
            throw new Refused(String.valueOf(e.getMessage()), e);
        }
        return subjects;
    }

    private boolean knows(Topic<?> topic) {
        try {
            registry.idOf(topic.subject(), java.util.Objects.requireNonNull(topic.valueSchema()));
            return true;
        } catch (SchemaRegistryException.Unknown e) {
            return false;
        }
    }

    /** Does away with one difference; doing it twice does no harm. */
    public void mend(Wanted wanted, Difference.Mendable difference) {
        switch (difference) {
            case Difference.MissingTopic missing -> create(wanted, missing);
            case Difference.OtherConfig other ->
                answer(admin.incrementalAlterConfigs(Map.of(
                                resource(other.topic()),
                                List.of(new AlterConfigOp(
                                        new ConfigEntry(other.name(), other.wanted()), AlterConfigOp.OpType.SET))))
                        .all());
            case Difference.MissingRight missing ->
                answer(admin.createAcls(List.of(missing.right())).all());
            case Difference.MissingSchema missing -> register(wanted, missing.subject());
            case Difference.OtherLevel other -> level(other.subject());
        }
    }

    private void create(Wanted wanted, Difference.MissingTopic missing) {
        NewTopic topic = new NewTopic(
                        missing.topic().name(),
                        Optional.of(missing.partitions()),
                        wanted.replication() < 0 ? Optional.empty() : Optional.of(wanted.replication()))
                .configs(missing.topic().configs());
        try {
            answer(admin.createTopics(List.of(topic)).all());
        } catch (Refused refused) {
            // Somebody was faster: the next comparison says whether it is as wanted.
            if (!(refused.getCause() instanceof TopicExistsException)) {
                throw refused;
            }
        }
    }

    private void register(Wanted wanted, String subject) {
        Topic<?> topic = wanted.topics().stream()
                .filter(each -> each.subject().equals(subject))
                .findFirst()
                .orElseThrow();
        try {
            registry.register(subject, java.util.Objects.requireNonNull(topic.valueSchema()));
        } catch (SchemaRegistryException e) {
            throw new Refused(String.valueOf(e.getMessage()), e);
        }
    }

    private void level(String subject) {
        try {
            registry.setCompatibility(subject, CompatibilityLevel.FULL_TRANSITIVE);
        } catch (SchemaRegistryException e) {
            throw new Refused(String.valueOf(e.getMessage()), e);
        }
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private static <T> T answer(KafkaFuture<T> future) {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new Refused("Kafka: " + cause.getClass().getSimpleName() + ": " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new Refused("Kafka did not answer within " + PATIENCE.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused("Interrupted", e);
        }
    }

    @Override
    public void close() {
        admin.close(PATIENCE);
        registry.close();
    }
}
