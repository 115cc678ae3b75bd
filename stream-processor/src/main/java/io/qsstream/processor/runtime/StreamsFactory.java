package io.qsstream.processor.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.DiskSpaceMetrics;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.qsstream.processor.rebuild.RebuildClients;
import io.qsstream.processor.rebuild.Rebuilds;
import io.qsstream.processor.settings.AlertSettings;
import io.qsstream.processor.settings.DeploymentSettings;
import io.qsstream.processor.settings.ProcessorSettings;
import io.qsstream.processor.settings.RebuildSettings;
import io.qsstream.processor.settings.SerdeSettings;
import io.qsstream.processor.settings.StateSettings;
import io.qsstream.processor.settings.TopicSettings;
import io.qsstream.processor.settings.TracingSettings;
import io.qsstream.processor.settings.WindowSettings;
import io.qsstream.processor.state.Rosters;
import io.qsstream.processor.telemetry.ProcessorMeters;
import io.qsstream.processor.telemetry.RecordTraces;
import io.qsstream.processor.topology.QssTopology;
import io.qsstream.processor.topology.TypedTopics;
import io.qsstream.schema.kafka.KafkaEnvironment;
import io.qsstream.schema.kafka.RegistryEnvironment;
import io.qsstream.schema.kafka.TopicSetup;
import io.qsstream.schema.kafka.TopicSetup.TopicsNotReady;
import io.qsstream.schema.registry.SchemaRegistryClient;
import io.qsstream.schema.registry.SchemaRegistryException;
import io.qsstream.schema.registry.SchemaSetup;
import io.qsstream.schema.registry.SchemaSetup.SchemasNotReady;
import io.qsstream.schema.rules.AlertRules;
import io.qsstream.schema.serde.ValueSerdes;
import io.qsstream.schema.settings.ProcessEnvironment;
import io.qsstream.schema.settings.StartRefused;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import io.qsstream.tracing.Traces;
import jakarta.inject.Singleton;
import java.io.File;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the Kafka Streams client, after topics and schemas were created or checked as the environment says. */
@Factory
final class StreamsFactory {

    private static final Logger LOG = LoggerFactory.getLogger(StreamsFactory.class);

    @Singleton
    Properties streamsProperties(
            ProcessEnvironment environment,
            DeploymentSettings deployment,
            ProcessorSettings processor,
            StateSettings state,
            TopicSettings topics) {
        KafkaEnvironment kafka = KafkaEnvironment.of(
                environment.variables(), StreamsConfig.configDef().names());
        if (!kafka.unknown().isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("variables", kafka.unknown())
                    .log("These KAFKA_ variables name no client property and are ignored");
        }
        return StreamsProperties.of(deployment, processor, state, topics, kafka.properties());
    }

    @Singleton
    ProcessorMeters processorMeters(MeterRegistry registry) {
        return new ProcessorMeters(registry);
    }

    @Singleton
    AlertRules alertRules(AlertSettings alerts) {
        return alerts.read();
    }

    @Singleton
    @Bean(preDestroy = "close")
    Traces traces(TracingSettings settings, ProcessEnvironment environment) {
        return Traces.to(settings.collector(environment.variables()), "qsstream-processor");
    }

    @Singleton
    @Bean(preDestroy = "close")
    StreamsClient streamsClient(
            Properties properties,
            ProcessEnvironment environment,
            DeploymentSettings deployment,
            TopicSettings topics,
            WindowSettings windows,
            SerdeSettings serde,
            AlertSettings alerts,
            AlertRules rules,
            ProcessorMeters meters,
            Traces traces,
            MeterRegistry registry) {
        File stateFolder = new File(properties.getProperty(StreamsConfig.STATE_DIR_CONFIG));
        StateDisk.refuseFull(stateFolder);
        prepareTopics(properties, deployment, topics);
        Map<String, String> registryProperties = registryProperties(environment, deployment);
        prepareSchemas(registryProperties, deployment);
        TypedTopics typed = new TypedTopics(topic -> ValueSerdes.of(topic, serde.serde(), registryProperties));
        QssTopology topology = new QssTopology(
                windows.windowing(),
                typed,
                rules,
                alerts.inputMeans(),
                meters,
                new RecordTraces(traces),
                new Rosters(),
                DiskStores::of);
        try {
            KafkaStreams streams = new KafkaStreams(topology.build(), properties);
            new KafkaStreamsMetrics(streams).bindTo(registry);
            new DiskSpaceMetrics(stateFolder).bindTo(registry);
            return new StreamsClient(
                    streams,
                    StreamsProperties.atClose(properties),
                    () -> System.exit(1),
                    () -> Runtime.getRuntime().halt(1));
        } catch (KafkaException e) {
            throw new StartRefused(
                    "Kafka Streams refuses its settings: " + StartRefused.innermostLine(e)
                            + "; check the KAFKA_ variables and" + " qsstream.state.dir",
                    e);
        }
    }

    /** After the client, which has prepared topics and schemas. */
    @Singleton
    @Bean(preDestroy = "close")
    Rebuilds rebuilds(
            StreamsClient client,
            Properties properties,
            ProcessEnvironment environment,
            DeploymentSettings deployment,
            WindowSettings windows,
            SerdeSettings serde,
            AlertRules rules,
            RebuildSettings settings,
            ProcessorMeters meters) {
        Map<String, String> registryProperties = registryProperties(environment, deployment);
        Map<Topic<?>, Serde<?>> serdes = new HashMap<>();
        for (Topic<?> topic : Topics.ALL) {
            serdes.put(topic, ValueSerdes.of(topic, serde.serde(), registryProperties));
        }
        return new Rebuilds(
                new RebuildClients(properties, deployment.applicationId()),
                topic -> Objects.requireNonNull(serdes.get(topic), topic.name()),
                windows.windowing(),
                rules,
                settings.maxSamples(),
                meters);
    }

    /** After the client, so that a registry that never answered has refused the start. */
    @Context
    @Bean(preDestroy = "close")
    RegistryWatch registryWatch(
            StreamsClient client,
            ProcessEnvironment environment,
            DeploymentSettings deployment,
            MeterRegistry registry) {
        RegistryWatch watch =
                new RegistryWatch(SchemaRegistryClient.of(registryProperties(environment, deployment)), registry);
        watch.start();
        return watch;
    }

    private static void prepareTopics(Properties properties, DeploymentSettings deployment, TopicSettings topics) {
        Map<String, Object> connection = new HashMap<>();
        properties.forEach((name, value) -> connection.put(name.toString(), value));
        try {
            if (deployment.creates()) {
                TopicSetup.create(connection, Topics.ALL, topics.partitions(), (short) topics.replication());
            }
            TopicSetup.check(connection, Topics.ALL);
        } catch (TopicsNotReady e) {
            throw new StartRefused(StartRefused.oneLine(e.getMessage()), e);
        } catch (KafkaException e) {
            throw StartRefused.byKafkaClient(e);
        }
    }

    private static Map<String, String> registryProperties(
            ProcessEnvironment environment, DeploymentSettings deployment) {
        Map<String, String> properties = new HashMap<>(RegistryEnvironment.of(environment.variables()));
        properties.putIfAbsent("auto.register.schemas", Boolean.toString(deployment.creates()));
        return properties;
    }

    private static void prepareSchemas(Map<String, String> registryProperties, DeploymentSettings deployment) {
        try (SchemaRegistryClient registry = SchemaRegistryClient.of(registryProperties)) {
            if (deployment.creates()) {
                SchemaSetup.register(registry, Topics.ALL);
            } else {
                SchemaSetup.check(registry, Topics.ALL);
            }
        } catch (SchemasNotReady | SchemaRegistryException e) {
            throw new StartRefused(StartRefused.oneLine(e.getMessage()), e);
        }
    }
}
