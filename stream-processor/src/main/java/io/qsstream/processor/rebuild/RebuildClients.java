package io.qsstream.processor.rebuild;

import io.qsstream.schema.access.Access;
import io.qsstream.schema.topic.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;

/** Makes the Kafka clients of the rebuilds, connected as the topology's are. */
public final class RebuildClients {

    private static final String HOUR_MS = "3600000";

    private final Map<String, Object> connection;
    private final String applicationId;
    private final String transactionalId;

    /** @param streams of the Kafka Streams client */
    public RebuildClients(Properties streams, String applicationId) {
        this.connection = connection(streams);
        this.applicationId = applicationId;
        this.transactionalId = Access.rebuildGroup(applicationId) + '-' + UUID.randomUUID();
    }

    /** What any client takes: neither Kafka Streams' own properties nor those of a single client of it. */
    private static Map<String, Object> connection(Properties streams) {
        Map<String, Object> connection = new HashMap<>();
        for (String name : streams.stringPropertyNames()) {
            boolean forClients = ConsumerConfig.configNames().contains(name)
                    && ProducerConfig.configNames().contains(name);
            if (forClients) {
                connection.put(name, streams.get(name));
            }
        }
        connection.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, streams.get(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG));
        return connection;
    }

    /** A consumer of the group that shares the requests out. */
    Consumer<byte[], byte[]> requests() {
        Map<String, Object> properties = consumer();
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, Access.rebuildGroup(applicationId));
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 100);
        // A day's log is read meanwhile.
        properties.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, HOUR_MS);
        return new KafkaConsumer<>(properties);
    }

    /** A consumer that is assigned what it reads. */
    Consumer<byte[], byte[]> log() {
        Map<String, Object> properties = consumer();
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Topics.LARGEST_REPORT_BYTES);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
        return new KafkaConsumer<>(properties);
    }

    Producer<byte[], byte[]> producer() {
        Map<String, Object> properties = new HashMap<>(connection);
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        // So long at most the readers of a partition wait for a process that was killed in the middle.
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 20_000);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.LARGEST_REPORT_BYTES);
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, Access.rebuildGroup(applicationId));
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private Map<String, Object> consumer() {
        Map<String, Object> properties = new HashMap<>(connection);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, Access.rebuildGroup(applicationId));
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return properties;
    }
}
