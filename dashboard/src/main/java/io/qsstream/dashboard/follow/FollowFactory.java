package io.qsstream.dashboard.follow;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Liveness;
import io.micronaut.management.health.indicator.annotation.Readiness;
import io.qsstream.dashboard.model.Answers;
import io.qsstream.dashboard.model.ReadModel;
import io.qsstream.dashboard.notify.Notifier;
import io.qsstream.dashboard.settings.DashboardSettings;
import io.qsstream.dashboard.settings.DeploymentSettings;
import io.qsstream.dashboard.settings.NotifySettings;
import io.qsstream.dashboard.settings.SerdeSettings;
import io.qsstream.dashboard.settings.TopicSettings;
import io.qsstream.dashboard.telemetry.DashboardMeters;
import io.qsstream.schema.access.Access;
import io.qsstream.schema.kafka.KafkaEnvironment;
import io.qsstream.schema.kafka.RegistryEnvironment;
import io.qsstream.schema.kafka.TopicSetup;
import io.qsstream.schema.kafka.TopicSetup.TopicsNotReady;
import io.qsstream.schema.serde.ValueSerdes;
import io.qsstream.schema.settings.ProcessEnvironment;
import io.qsstream.schema.settings.StartRefused;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the follower, after topics were created or checked as the environment says, and its two probes. */
@Factory
final class FollowFactory {

    private static final Logger LOG = LoggerFactory.getLogger(FollowFactory.class);

    private static final String DEFAULT_BOOTSTRAP = "localhost:9092";
    private static final String NAME = "topics";

    @Singleton
    @Bean(preDestroy = "close")
    TopicFollower topicFollower(
            ProcessEnvironment environment,
            DeploymentSettings deployment,
            TopicSettings topics,
            SerdeSettings serde,
            DashboardSettings settings,
            ReadModel model,
            DashboardMeters meters,
            MeterRegistry registry) {
        Map<String, Object> connection = connection(environment);
        Followed.Deserializers deserializers = deserializers(environment, serde);
        List<Followed<?>> followed = Followed.all(
                model,
                new Followed.Horizons(
                        settings.sampleAge(), settings.windowAge(), settings.alertAge(), settings.sessionAge()),
                deserializers);
        prepareTopics(connection, deployment, topics);
        try {
            return new TopicFollower(
                    measured(consumer(connection), registry), followed, model, meters, () -> System.exit(1));
        } catch (KafkaException e) {
            throw StartRefused.byKafkaClient(e);
        }
    }

    /** Follows as a group of its own, so that of several instances one tells. */
    @Singleton
    @Bean(preDestroy = "close")
    Notifier notifier(
            ProcessEnvironment environment,
            SerdeSettings serde,
            NotifySettings settings,
            Answers answers,
            ObjectMapper mapper,
            Clock clock,
            DashboardMeters meters,
            MeterRegistry registry) {
        return new Notifier(
                settings,
                environment.variables(),
                answers,
                mapper,
                clock,
                meters,
                () -> notifying(connection(environment), registry),
                deserializers(environment, serde).of(Topics.ALERTS));
    }

    private static Consumer<byte[], byte[]> notifying(Map<String, Object> connection, MeterRegistry registry) {
        Map<String, Object> properties = consumer(connection);
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "qsstream-notifier");
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, Access.NOTIFIER_GROUP);
        // Who begins to listen today is not told of last month.
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        try {
            return measured(properties, registry);
        } catch (KafkaException e) {
            throw StartRefused.byKafkaClient(e);
        }
    }

    private static Consumer<byte[], byte[]> measured(Map<String, Object> properties, MeterRegistry registry) {
        Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties);
        // Not closed: it refreshes on a daemon thread for as long as the process lives.
        new KafkaClientMetrics(consumer).bindTo(registry);
        return consumer;
    }

    private static Map<String, Object> connection(ProcessEnvironment environment) {
        KafkaEnvironment kafka = KafkaEnvironment.of(environment.variables(), Set.of());
        if (!kafka.unknown().isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("variables", kafka.unknown())
                    .log("These KAFKA_ variables name no client property and are ignored");
        }
        Map<String, Object> connection = new HashMap<>();
        connection.put("bootstrap.servers", DEFAULT_BOOTSTRAP);
        connection.putAll(kafka.properties());
        return connection;
    }

    private static Followed.Deserializers deserializers(ProcessEnvironment environment, SerdeSettings serde) {
        Map<String, String> registry = RegistryEnvironment.of(environment.variables());
        return new Followed.Deserializers() {
            @Override
            public <V> Deserializer<V> of(Topic<V> topic) {
                return ValueSerdes.of(topic, serde.serde(), registry).deserializer();
            }
        };
    }

    @Singleton
    @Readiness
    HealthIndicator readiness(TopicFollower follower) {
        return () -> Publishers.just(result(follower.isCaughtUp() && follower.isAlive()));
    }

    @Singleton
    @Liveness
    HealthIndicator liveness(TopicFollower follower) {
        return () -> Publishers.just(result(follower.isAlive()));
    }

    private static HealthResult result(boolean up) {
        return HealthResult.builder(NAME, up ? HealthStatus.UP : HealthStatus.DOWN)
                .build();
    }

    private static void prepareTopics(
            Map<String, Object> connection, DeploymentSettings deployment, TopicSettings topics) {
        try {
            if (deployment.createsTopics()) {
                TopicSetup.create(connection, Topics.ALL, topics.partitions(), (short) topics.replication());
            }
            TopicSetup.check(
                    connection,
                    List.of(
                            Topics.SAMPLES,
                            Topics.USER_WINDOWS,
                            Topics.SESSION_WINDOWS,
                            Topics.ALERTS,
                            Topics.SESSION_REPORTS,
                            Topics.COMPLETENESS,
                            Topics.USER_DIRECTORY));
        } catch (TopicsNotReady e) {
            throw new StartRefused(StartRefused.oneLine(e.getMessage()), e);
        } catch (KafkaException e) {
            throw StartRefused.byKafkaClient(e);
        }
    }

    /** Our defaults, over them what the operator gave, over that what following depends on. */
    static Map<String, Object> consumer(Map<String, Object> connection) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "qsstream-dashboard");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
        // What is fetched ahead stays small beside what is held.
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 * 1024 * 1024);
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
        properties.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "500");
        properties.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, "false");
        properties.putAll(connection);
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        // Whatever is not committed never happened.
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        properties.keySet().retainAll(ConsumerConfig.configNames());
        return properties;
    }
}
