package io.qsstream.ingest.store;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.qsstream.ingest.settings.DeploymentSettings;
import io.qsstream.ingest.settings.IngestSettings;
import io.qsstream.ingest.settings.SerdeSettings;
import io.qsstream.ingest.settings.TopicSettings;
import io.qsstream.ingest.zoom.settings.ZoomApiSettings;
import io.qsstream.schema.kafka.KafkaEnvironment;
import io.qsstream.schema.kafka.RegistryEnvironment;
import io.qsstream.schema.kafka.TopicSetup;
import io.qsstream.schema.kafka.TopicSetup.TopicsNotReady;
import io.qsstream.schema.serde.ValueSerdes;
import io.qsstream.schema.settings.ProcessEnvironment;
import io.qsstream.schema.settings.StartRefused;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.CompletenessVerdict;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the Kafka clients, and sees to it that the raw topic is there. */
@Factory
final class StoreFactory {

    private static final Logger LOG = LoggerFactory.getLogger(StoreFactory.class);

    @Singleton
    KafkaClients kafkaClients(ProcessEnvironment environment, IngestSettings settings) {
        KafkaEnvironment kafka = KafkaEnvironment.of(environment.variables(), Set.of());
        KafkaClients clients = KafkaClients.of(kafka, settings.deadline());
        if (!kafka.unknown().isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("variables", kafka.unknown())
                    .log("These KAFKA_ variables name no client property and are ignored");
        }
        if (!clients.ignored().isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("properties", clients.ignored())
                    .log("These producer properties are fixed by the service and not taken from the environment");
        }
        return clients;
    }

    @Singleton
    RawTopicReady rawTopicReady(
            KafkaClients clients, DeploymentSettings deployment, TopicSettings topics, ZoomApiSettings zoomApi) {
        List<Topic<?>> needed =
                zoomApi.autoBackfill() ? List.of(Topics.RAW_EVENTS, Topics.COMPLETENESS) : List.of(Topics.RAW_EVENTS);
        return () -> {
            try {
                if (deployment.createsTopics()) {
                    TopicSetup.create(clients.connection(), needed, topics.partitions(), (short) topics.replication());
                } else {
                    TopicSetup.check(clients.connection(), needed);
                }
            } catch (TopicsNotReady e) {
                throw new StartRefused(StartRefused.oneLine(e.getMessage()), e);
            } catch (KafkaException e) {
                throw StartRefused.byKafkaClient(e);
            }
        };
    }

    @Singleton
    CompletenessLog completenessLog(KafkaClients clients, ProcessEnvironment environment, SerdeSettings serde) {
        return new CompletenessLog() {
            @Override
            public Consumer<byte[], byte[]> open() {
                return new KafkaConsumer<>(clients.follower());
            }

            @Override
            public Deserializer<CompletenessVerdict> deserializer() {
                return ValueSerdes.of(
                                Topics.COMPLETENESS, serde.serde(), RegistryEnvironment.of(environment.variables()))
                        .deserializer();
            }
        };
    }

    @Singleton
    @Bean(preDestroy = "close")
    RawEventLog rawEventLog(KafkaClients clients, MeterRegistry meters) {
        try {
            Producer<byte[], byte[]> producer = new KafkaProducer<>(clients.producer());
            // Not closed: it refreshes on a daemon thread for as long as the process lives.
            new KafkaClientMetrics(producer).bindTo(meters);
            return new RawEventLog(producer);
        } catch (KafkaException e) {
            throw StartRefused.byKafkaClient(e);
        }
    }

    @Singleton
    @Bean(preDestroy = "close")
    RawTopicWatch rawTopicWatch(KafkaClients clients) {
        try {
            return new RawTopicWatch(Admin.create(clients.admin()));
        } catch (KafkaException e) {
            throw StartRefused.byKafkaClient(e);
        }
    }
}
