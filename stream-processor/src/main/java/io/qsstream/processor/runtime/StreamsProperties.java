package io.qsstream.processor.runtime;

import io.qsstream.processor.deadletter.DeadLetterExceptionHandler;
import io.qsstream.processor.settings.DeploymentSettings;
import io.qsstream.processor.settings.ProcessorSettings;
import io.qsstream.processor.settings.StateSettings;
import io.qsstream.processor.settings.TopicSettings;
import io.qsstream.schema.topic.Topics;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Properties of the Kafka Streams client: our defaults, over them what the operator gave as {@code KAFKA_*}, over that
 * what the contract fixes. Pure.
 */
public final class StreamsProperties {

    private static final int LARGEST_RECORD_BYTES = 2 * 1024 * 1024;

    public static Properties of(
            DeploymentSettings deployment,
            ProcessorSettings processor,
            StateSettings state,
            TopicSettings topics,
            Map<String, String> kafkaEnvironment) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:9092");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, state.dir());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, processor.effectiveThreads());
        properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, processor.standbyReplicas());
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, topics.replication());
        // 200 ms cost no throughput and keep a read_committed reader within 300 ms of the input.
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 200);
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        properties.put(StreamsConfig.METRICS_RECORDING_LEVEL_CONFIG, "INFO");
        properties.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        // Larger batches are the second-largest gain after fewer hops; lz4 halves the broker's work.
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 256 * 1024);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 20);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        properties.put(
                StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), Topics.LARGEST_REPORT_BYTES);
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 250);
        // What is buffered is copied by every collection of garbage: some milliseconds' worth is enough.
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG), 256 * 1024);
        properties.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 250);
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 2_000);
        // A changelog record is one window's state: a long window of a busy user may be large.
        properties.put(StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), LARGEST_RECORD_BYTES);

        properties.putAll(kafkaEnvironment);
        // Kafka Streams prefers a prefixed property to a plain one: a default of ours would win over the operator.
        kafkaEnvironment.keySet().forEach(given -> {
            properties.remove(StreamsConfig.producerPrefix(given));
            properties.remove(StreamsConfig.mainConsumerPrefix(given));
        });

        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, deployment.applicationId());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterExceptionHandler.class);
        properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
        properties.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterExceptionHandler.class);
        properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        return properties;
    }

    /**
     * What an instance does about its consumer group when it is stopped. One without a name comes back as somebody else, so
     * that whoever waited for it would wait in vain until its session timed out; a named one is waited for.
     */
    static GroupMembershipOperation atClose(Properties properties) {
        boolean named = properties.keySet().stream()
                .anyMatch(name -> name.toString().endsWith(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG));
        return named ? GroupMembershipOperation.REMAIN_IN_GROUP : GroupMembershipOperation.LEAVE_GROUP;
    }

    private StreamsProperties() {}
}
