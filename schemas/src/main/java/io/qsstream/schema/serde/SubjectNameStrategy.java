package io.qsstream.schema.serde;

import java.util.Locale;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;

/** Which subject a record's schema belongs to, by Confluent's names. */
enum SubjectNameStrategy {
    TOPIC_NAME,
    RECORD_NAME,
    TOPIC_RECORD_NAME;

    private static final String CONFLUENT_PACKAGE = "io.confluent.kafka.serializers.subject.";

    /**
     * Reads the property's value.
     *
     * @param value Confluent's class or its name, with or without package and the word {@code Strategy}
     */
    static SubjectNameStrategy of(String property, Object value) {
        String name = value instanceof Class<?> type
                ? type.getName()
                : value.toString().strip();
        String shortName = name.startsWith(CONFLUENT_PACKAGE) ? name.substring(CONFLUENT_PACKAGE.length()) : name;
        return switch (shortName.toLowerCase(Locale.ROOT)) {
            case "topicnamestrategy", "topicname" -> TOPIC_NAME;
            case "recordnamestrategy", "recordname" -> RECORD_NAME;
            case "topicrecordnamestrategy", "topicrecordname" -> TOPIC_RECORD_NAME;
            default ->
                throw new ConfigException(property + " must be TopicNameStrategy, RecordNameStrategy or"
                        + " TopicRecordNameStrategy, was " + name);
        };
    }

    String subject(String topic, boolean isKey, Schema schema) {
        return switch (this) {
            case TOPIC_NAME -> topic + (isKey ? "-key" : "-value");
            case RECORD_NAME -> schema.getFullName();
            case TOPIC_RECORD_NAME -> topic + "-" + schema.getFullName();
        };
    }
}
