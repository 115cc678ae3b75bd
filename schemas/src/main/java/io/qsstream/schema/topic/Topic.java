package io.qsstream.schema.topic;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * One topic of the contract. Keys are UTF-8 strings.
 *
 * @param valueType an Avro record class, or {@code byte[]} for bytes as they came
 * @param key what the key is made of, in words
 * @param configs topic configurations that consumers rely on
 */
public record Topic<V>(String name, Class<V> valueType, String key, Map<String, String> configs) {

    public Topic {
        configs = Map.copyOf(configs);
    }

    /** The value's schema; null for bytes. */
    public @Nullable Schema valueSchema() {
        return valueType == byte[].class ? null : SpecificData.get().getSchema(valueType);
    }

    /** What the topic holds, in one word: {@code user-windows} of {@code zoom.qss.user-windows.v1}. */
    public String word() {
        String[] parts = name.split("\\.", -1);
        return parts[parts.length - 2];
    }

    /** The registry subject of the value. */
    public String subject() {
        return name + "-value";
    }

    static Map<String, String> kept(Duration retention) {
        return Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.RETENTION_MS_CONFIG,
                millis(retention));
    }

    static Map<String, String> compacted() {
        return Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
    }

    static Map<String, String> compactedAndKept(Duration retention) {
        return Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT + "," + TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.RETENTION_MS_CONFIG,
                millis(retention));
    }

    Topic<V> with(String config, String value) {
        Map<String, String> more = new LinkedHashMap<>(configs);
        more.put(config, value);
        return new Topic<>(name, valueType, key, more);
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
