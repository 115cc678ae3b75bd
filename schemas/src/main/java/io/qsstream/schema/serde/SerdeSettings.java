package io.qsstream.schema.serde;

import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.utils.Utils;

/**
 * How a serde treats schemas, by Confluent's property names.
 *
 * @param autoRegister {@code auto.register.schemas}
 * @param useLatest {@code use.latest.version}; without effect while autoRegister is on, as with Confluent's serdes
 * @param strategy {@code value.subject.name.strategy} or {@code key.subject.name.strategy}
 * @param recordType {@code specific.avro.value.type} or {@code specific.avro.key.type}; where absent, the class is found by
 *     the name in the writer's schema
 */
record SerdeSettings(
        boolean isKey,
        boolean autoRegister,
        boolean useLatest,
        SubjectNameStrategy strategy,
        Optional<Class<? extends SpecificRecord>> recordType) {

    static SerdeSettings of(Map<String, ?> properties, boolean isKey) {
        String strategy = isKey ? "key.subject.name.strategy" : "value.subject.name.strategy";
        Object strategyValue = properties.get(strategy);
        return new SerdeSettings(
                isKey,
                flag(properties, "auto.register.schemas", true),
                flag(properties, "use.latest.version", false),
                strategyValue == null
                        ? SubjectNameStrategy.TOPIC_NAME
                        : SubjectNameStrategy.of(strategy, strategyValue),
                recordType(properties, isKey ? "specific.avro.key.type" : "specific.avro.value.type"));
    }

    String subject(String topic, org.apache.avro.Schema schema) {
        return strategy.subject(topic, isKey, schema);
    }

    /** How messages name the part of the record: {@code topic value}. */
    String part(String topic) {
        return topic + (isKey ? " key" : " value");
    }

    private static boolean flag(Map<String, ?> properties, String name, boolean otherwise) {
        Object value = properties.get(name);
        return switch (value == null ? "" : value.toString().strip()) {
            case "" -> otherwise;
            case "true" -> true;
            case "false" -> false;
            default -> throw new ConfigException(name + " must be true or false, was " + value);
        };
    }

    private static Optional<Class<? extends SpecificRecord>> recordType(Map<String, ?> properties, String name) {
        Object value = properties.get(name);
        if (value == null) {
            return Optional.empty();
        }
        try {
            Class<?> type = value instanceof Class<?> given ? given : Utils.loadClass(value.toString(), Object.class);
            return Optional.of(type.asSubclass(SpecificRecord.class));
        } catch (ClassNotFoundException | ClassCastException e) {
            throw new ConfigException(name + " must be a class generated from an Avro schema, was " + value);
        }
    }
}
