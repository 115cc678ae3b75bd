package io.qsstream.schema.kafka;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Kafka client properties given as {@code KAFKA_<PROPERTY_IN_CAPITALS>}. Pure: the environment is passed in.
 *
 * @param properties by Kafka's own names, ready for any client
 * @param unknown variables that begin with {@code KAFKA_} but name no client property; the caller logs them
 */
public record KafkaEnvironment(SortedMap<String, String> properties, SortedSet<String> unknown) {

    private static final String PREFIX = "KAFKA_";

    /**
     * Reads the environment.
     *
     * @param more property names to accept besides those of producer, consumer and admin client (Kafka Streams' own)
     */
    public static KafkaEnvironment of(Map<String, String> environment, Set<String> more) {
        Set<String> known = new HashSet<>(ProducerConfig.configNames());
        known.addAll(ConsumerConfig.configNames());
        known.addAll(AdminClientConfig.configNames());
        known.addAll(more);
        SortedMap<String, String> properties = new TreeMap<>();
        SortedSet<String> unknown = new TreeSet<>();
        environment.forEach((variable, value) -> {
            if (variable.startsWith(PREFIX)) {
                String property = variable.substring(PREFIX.length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '.');
                if (known.contains(property)) {
                    properties.put(property, value);
                } else {
                    unknown.add(variable);
                }
            }
        });
        return new KafkaEnvironment(properties, unknown);
    }
}
