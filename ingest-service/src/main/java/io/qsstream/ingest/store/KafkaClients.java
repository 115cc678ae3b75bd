package io.qsstream.ingest.store;

import io.qsstream.schema.access.Access;
import io.qsstream.schema.kafka.KafkaEnvironment;
import io.qsstream.schema.settings.StartRefused;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Properties of the Kafka clients: our defaults, over them what the operator gave as {@code KAFKA_*}, over that what
 * the contract fixes. Pure.
 *
 * @param connection what any client needs to reach the broker
 * @param follower of the ledger of completeness
 * @param ignored properties that the operator gave but the contract fixes
 */
record KafkaClients(
        Map<String, Object> connection,
        Map<String, Object> producer,
        Map<String, Object> admin,
        Map<String, Object> follower,
        SortedSet<String> ignored) {

    private static final String DEFAULT_BOOTSTRAP = "localhost:9092";

    /** What is left of a request's deadline to write the answer once the producer has given up. */
    private static final Duration MARGIN = Duration.ofMillis(100);

    private static final int LARGEST_RECORD_BYTES = 2 * 1024 * 1024;

    static KafkaClients of(KafkaEnvironment environment, Duration deadline) {
        Map<String, Object> connection = new HashMap<>();
        connection.put("bootstrap.servers", DEFAULT_BOOTSTRAP);
        connection.putAll(environment.properties());

        Map<String, Object> producer = new HashMap<>();
        producer.put(ProducerConfig.CLIENT_ID_CONFIG, "qsstream-ingest");
        producer.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        producer.put(ProducerConfig.LINGER_MS_CONFIG, "1");
        producer.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 * 1024);
        producer.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L * 1024 * 1024);
        producer.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_RECORD_BYTES);
        // A broker that comes back is found within a second.
        producer.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "500");
        producer.put(ProducerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, "1000");
        producer.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, "false");
        producer.putAll(connection);
        SortedSet<String> ignored = new TreeSet<>();
        fixed(deadline, lingerMs(String.valueOf(producer.get(ProducerConfig.LINGER_MS_CONFIG))))
                .forEach((name, value) -> {
                    if (producer.containsKey(name)) {
                        ignored.add(name);
                    }
                    producer.put(name, value);
                });
        producer.keySet().retainAll(ProducerConfig.configNames());

        Map<String, Object> admin = new HashMap<>(connection);
        admin.put(AdminClientConfig.CLIENT_ID_CONFIG, "qsstream-ingest-watch");
        admin.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "1500");
        admin.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "2000");
        admin.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "500");
        admin.put(AdminClientConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, "1000");
        admin.put(AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG, "false");
        admin.keySet().retainAll(AdminClientConfig.configNames());
        return new KafkaClients(connection, producer, admin, follower(connection), ignored);
    }

    private static Map<String, Object> follower(Map<String, Object> connection) {
        Map<String, Object> follower = new HashMap<>();
        follower.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "500");
        follower.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, "false");
        follower.putAll(connection);
        follower.put(ConsumerConfig.CLIENT_ID_CONFIG, "qsstream-ingest-gaps");
        follower.put(ConsumerConfig.GROUP_ID_CONFIG, Access.GAPS_GROUP);
        follower.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        follower.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        // Whatever is not committed never happened.
        follower.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        follower.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        // What is too old to be asked for is left out by its age.
        follower.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        follower.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        follower.keySet().retainAll(ConsumerConfig.configNames());
        return follower;
    }

    private static long lingerMs(String given) {
        try {
            return Long.parseLong(given.strip());
        } catch (NumberFormatException e) {
            throw new StartRefused("KAFKA_LINGER_MS must be a number of milliseconds, was " + given, e);
        }
    }

    private static Map<String, Object> fixed(Duration deadline, long lingerMs) {
        long deliveryMs = deadline.minus(MARGIN).toMillis();
        return Map.of(
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class,
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                "true",
                // The event loop calls send(): it may fail at once, it may never wait.
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                0L,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                (int) deliveryMs,
                // Kafka wants delivery.timeout.ms >= linger.ms + request.timeout.ms.
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                (int) Math.max(1, Math.min(2000, deliveryMs - lingerMs)));
    }
}
