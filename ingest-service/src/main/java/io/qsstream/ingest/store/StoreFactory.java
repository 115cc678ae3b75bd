package io.qsstream.ingest.store;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.qsstream.ingest.settings.DeploymentSettings;
import io.qsstream.ingest.settings.IngestSettings;
import io.qsstream.ingest.settings.TopicSettings;
import io.qsstream.schema.kafka.KafkaEnvironment;
import io.qsstream.schema.kafka.TopicSetup;
import io.qsstream.schema.kafka.TopicSetup.TopicsNotReady;
import io.qsstream.schema.settings.ProcessEnvironment;
import io.qsstream.schema.settings.StartRefused;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
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
    RawTopicReady rawTopicReady(KafkaClients clients, DeploymentSettings deployment, TopicSettings topics) {
        List<Topic<?>> raw = List.of(Topics.RAW_EVENTS);
        return () -> {
            try {
                if (deployment.createsTopics()) {
                    TopicSetup.create(clients.connection(), raw, topics.partitions(), (short) topics.replication());
                } else {
                    TopicSetup.check(clients.connection(), raw);
                }
            } catch (TopicsNotReady e) {
                throw new StartRefused(StartRefused.oneLine(e.getMessage()), e);
            } catch (KafkaException e) {
                throw StartRefused.byKafkaClient(e);
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
