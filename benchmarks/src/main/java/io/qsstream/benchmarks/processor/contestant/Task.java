package io.qsstream.benchmarks.processor.contestant;

import io.qsstream.processor.runtime.StreamsProperties;
import io.qsstream.processor.settings.DeploymentSettings;
import io.qsstream.processor.settings.ProcessorSettings;
import io.qsstream.processor.settings.StateSettings;
import io.qsstream.processor.settings.TopicSettings;
import io.qsstream.processor.window.Windowing;
import io.qsstream.schema.serde.AvroSerde;
import io.qsstream.schema.serde.ValueSerdes;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.StreamsConfig;

/**
 * What a contestant is told: all of them the same, whatever they are made of.
 *
 * @param group consumer group or application id, new in each run
 * @param threads how many work
 * @param commitMillis between commits or checkpoints
 * @param stateDir where state may stand
 */
public record Task(String bootstrapServers, String group, int threads, int commitMillis, String stateDir) {

    /** The contract's windows. */
    public static final Windowing WINDOWING =
            new Windowing(Duration.ofMinutes(1), Duration.ofSeconds(90), Duration.ofMinutes(120));

    /** As arguments of a main. */
    public List<String> toArguments() {
        return List.of(bootstrapServers, group, Integer.toString(threads), Integer.toString(commitMillis), stateDir);
    }

    static Task of(String[] arguments) {
        return new Task(
                arguments[0],
                arguments[1],
                Integer.parseInt(arguments[2]),
                Integer.parseInt(arguments[3]),
                arguments[4]);
    }

    /** Where this run's records of a topic go. */
    public String output(Topic<?> topic) {
        return topic.name() + "." + group;
    }

    /** The service's own settings of Kafka Streams, for this application. */
    Properties streamsProperties() {
        return StreamsProperties.of(
                new DeploymentSettings("development", group),
                new ProcessorSettings(threads, 0),
                new StateSettings(stateDir),
                new TopicSettings(4, -1),
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                        Integer.toString(commitMillis)));
    }

    /** The settings of the service's consumers, for a consumer without Kafka Streams. */
    Map<String, Object> consumerProperties() {
        Map<String, Object> consumer = prefixed(StreamsConfig.MAIN_CONSUMER_PREFIX, streamsProperties());
        consumer.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        consumer.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return consumer;
    }

    /** The settings of the service's producers, for a producer without Kafka Streams. */
    Map<String, Object> producerProperties() {
        Map<String, Object> producer = prefixed(StreamsConfig.PRODUCER_PREFIX, streamsProperties());
        producer.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return producer;
    }

    private static Map<String, Object> prefixed(String prefix, Properties all) {
        Map<String, Object> some = new java.util.HashMap<>();
        all.forEach((name, value) -> {
            if (name.toString().startsWith(prefix)) {
                some.put(name.toString().substring(prefix.length()), value);
            }
        });
        return some;
    }

    /** The service's serde, with a registry in memory: it is asked once per schema, so it plays no part in what is measured. */
    static <V> Serde<V> serde(Topic<V> topic) {
        return ValueSerdes.of(
                topic,
                AvroSerde.class.getName(),
                Map.of("schema.registry.url", "mock://benchmarks", "auto.register.schemas", "true"));
    }

    static String input() {
        return Topics.RAW_EVENTS.name();
    }
}
