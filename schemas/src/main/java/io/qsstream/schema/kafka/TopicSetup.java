package io.qsstream.schema.kafka;

import io.qsstream.schema.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/** Creates topics in development; in production only checks that they are there and as the contract says. */
public final class TopicSetup {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** A topic is missing, or the broker cannot be asked. The message is one line and says what to do. */
    public static final class TopicsNotReady extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TopicsNotReady(String message) {
            super(message);
        }
    }

    /**
     * Creates what is missing.
     *
     * @param replication replicas per partition; -1 for the broker's default
     * @throws TopicsNotReady if the broker does not answer
     */
    public static void create(
            Map<String, ?> clientProperties, Collection<Topic<?>> topics, int partitions, short replication) {
        try (Admin admin = admin(clientProperties)) {
            List<NewTopic> wanted = new ArrayList<>();
            for (Topic<?> topic : topics) {
                wanted.add(new NewTopic(
                                topic.name(),
                                Optional.of(partitions),
                                replication < 0 ? Optional.empty() : Optional.of(replication))
                        .configs(topic.configs()));
            }
            for (var created : admin.createTopics(wanted).values().entrySet()) {
                try {
                    created.getValue().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw unreachable(clientProperties, e);
                    }
                }
            }
            awaitListed(admin, topics);
        } catch (TimeoutException | ExecutionException e) {
            throw unreachable(clientProperties, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(clientProperties, e);
        }
    }

    /** A creation is acknowledged by the controller; the broker that is asked next may hear of it a moment later. */
    private static void awaitListed(Admin admin, Collection<Topic<?>> topics)
            throws ExecutionException, InterruptedException, TimeoutException {
        List<String> wanted = topics.stream().map(Topic::name).toList();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!admin.listTopics()
                .names()
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .containsAll(wanted)) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("topics were created but are not listed");
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /**
     * Checks that the topics exist with the configurations that consumers rely on.
     *
     * @throws TopicsNotReady if one is missing or differs, or if the broker does not answer
     */
    public static void check(Map<String, ?> clientProperties, Collection<Topic<?>> topics) {
        try (Admin admin = admin(clientProperties)) {
            Set<String> there = admin.listTopics().names().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            List<String> missing = topics.stream()
                    .map(Topic::name)
                    .filter(name -> !there.contains(name))
                    .toList();
            if (!missing.isEmpty()) {
                throw new TopicsNotReady("Missing topics " + missing
                        + ": create them as docs/topics.md says, or set QSSTREAM_ENVIRONMENT=development to have them"
                        + " created");
            }
            checkPartitions(admin, topics);
            List<ConfigResource> resources = topics.stream()
                    .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.name()))
                    .toList();
            Map<ConfigResource, Config> configs =
                    admin.describeConfigs(resources).all().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            for (Topic<?> topic : topics) {
                Config config = configs.get(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()));
                topic.configs().forEach((name, value) -> {
                    String found = config == null || config.get(name) == null
                            ? null
                            : config.get(name).value();
                    if (!suffices(name, value, found)) {
                        throw new TopicsNotReady("Topic " + topic.name() + " has " + name + "=" + found
                                + " but must have " + value + ": kafka-configs.sh --alter --topic " + topic.name()
                                + " --add-config '" + name + "=[" + value + "]'");
                    }
                });
            }
        } catch (TimeoutException | ExecutionException e) {
            throw unreachable(clientProperties, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(clientProperties, e);
        }
    }

    /** One session is one partition everywhere only where every topic has as many of them. */
    private static void checkPartitions(Admin admin, Collection<Topic<?>> topics)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<String, Integer> partitions = new TreeMap<>();
        admin.describeTopics(topics.stream().map(Topic::name).toList())
                .allTopicNames()
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .forEach((name, description) ->
                        partitions.put(name, description.partitions().size()));
        if (Set.copyOf(partitions.values()).size() > 1) {
            throw new TopicsNotReady("Topics must have the same number of partitions, but have " + partitions
                    + ": raise the smaller ones with kafka-topics.sh --alter --partitions before any data is written");
        }
    }

    /** Retention is the operator's to choose; the clock and the clean-up are not, and records must fit. */
    private static boolean suffices(String config, String wanted, @Nullable String found) {
        return switch (config) {
            case TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, TopicConfig.CLEANUP_POLICY_CONFIG -> wanted.equals(found);
            case TopicConfig.MAX_MESSAGE_BYTES_CONFIG ->
                found != null && Long.parseLong(found) >= Long.parseLong(wanted);
            default -> true;
        };
    }

    private static Admin admin(Map<String, ?> clientProperties) {
        Map<String, Object> properties = new HashMap<>(clientProperties);
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int)
                PATIENCE.dividedBy(2).toMillis());
        properties.keySet().retainAll(AdminClientConfig.configNames());
        return Admin.create(properties);
    }

    private static TopicsNotReady unreachable(Map<String, ?> clientProperties, Exception cause) {
        Throwable root = cause instanceof ExecutionException && cause.getCause() != null ? cause.getCause() : cause;
        TopicsNotReady notReady = new TopicsNotReady("Kafka at " + clientProperties.get("bootstrap.servers")
                + " did not answer (" + root.getClass().getSimpleName()
                + "): check KAFKA_BOOTSTRAP_SERVERS, the security settings and that the broker runs");
        notReady.initCause(cause);
        return notReady;
    }

    private TopicSetup() {}
}
