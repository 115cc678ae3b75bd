package io.qsstream.schema.documents;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class DataDictionaryTest {

    private static final String INTRODUCTION = """
            # Data dictionary

            Every field of every record that consumers can read, made from the Avro schemas; a test compares them. A `?` means
            that the field may be null: what was not measured is null, never 0. Times are UTC, milliseconds since 1970. Topics,
            keys and retention: [topics.md](topics.md). Zoom's own names stand beside "Source".
            """;

    @Test
    void theDictionarySaysWhatTheSchemasSay() {
        new MadeDocument("data-dictionary.md").mustSay(dictionary());
    }

    @Test
    void everyFieldOfEveryTopicIsInIt() {
        // When
        String dictionary = dictionary();

        // Then
        for (Topic<?> topic : Topics.ALL) {
            Schema schema = topic.valueSchema();
            if (schema != null) {
                assertThat(dictionary).contains("## " + schema.getName() + "\n", "`" + topic.name() + "`");
                schema.getFields().forEach(field -> assertThat(dictionary).contains("| `" + field.name() + "` |"));
            }
        }
    }

    private static String dictionary() {
        Map<String, Schema> records = new LinkedHashMap<>();
        Map<String, List<String>> topics = new LinkedHashMap<>();
        for (Topic<?> topic : Topics.ALL) {
            Schema schema = topic.valueSchema();
            if (schema != null) {
                topics.computeIfAbsent(schema.getName(), name -> new ArrayList<>())
                        .add(topic.name());
                collect(schema, records);
            }
        }
        StringBuilder text = new StringBuilder(INTRODUCTION);
        records.values().stream()
                .filter(each -> topics.containsKey(each.getName()))
                .forEach(record -> {
                    section(text, record);
                    text.append("Value of `")
                            .append(String.join("`, `", topics.getOrDefault(record.getName(), List.of())))
                            .append("`.\n\n");
                    fields(text, record);
                });
        text.append("\n# Parts of records\n");
        records.values().stream()
                .filter(each -> each.getType() == Schema.Type.RECORD && !topics.containsKey(each.getName()))
                .forEach(record -> {
                    section(text, record);
                    fields(text, record);
                });
        text.append("\n# Enumerations\n");
        records.values().stream()
                .filter(each -> each.getType() == Schema.Type.ENUM)
                .forEach(each -> {
                    section(text, each);
                    text.append(each.getEnumSymbols().stream()
                                    .map(symbol -> "`" + symbol + "`")
                                    .collect(joining(", ")))
                            .append("; a reader that knows fewer reads `")
                            .append(each.getEnumDefault())
                            .append("`.\n");
                });
        return text.toString();
    }

    private static void section(StringBuilder text, Schema schema) {
        text.append("\n## ")
                .append(schema.getName())
                .append("\n\n")
                .append(oneLine(schema.getDoc()))
                .append("\n\n");
    }

    private static void fields(StringBuilder text, Schema record) {
        text.append("| field | type | meaning |\n|---|---|---|\n");
        for (Schema.Field field : record.getFields()) {
            text.append("| `")
                    .append(field.name())
                    .append("` | ")
                    .append(type(field.schema()))
                    .append(" | ")
                    .append(oneLine(field.doc()).replace("|", "\\|"))
                    .append(" |\n");
        }
    }

    private static void collect(Schema schema, Map<String, Schema> found) {
        switch (schema.getType()) {
            case RECORD -> {
                if (found.putIfAbsent(schema.getName(), schema) == null) {
                    schema.getFields().forEach(field -> collect(field.schema(), found));
                }
            }
            case ENUM -> found.putIfAbsent(schema.getName(), schema);
            case ARRAY -> collect(schema.getElementType(), found);
            case MAP -> collect(schema.getValueType(), found);
            case UNION -> schema.getTypes().forEach(each -> collect(each, found));
            default -> {}
        }
    }

    private static String type(Schema schema) {
        return switch (schema.getType()) {
            case RECORD, ENUM ->
                "[" + schema.getName() + "](#" + schema.getName().toLowerCase(java.util.Locale.ROOT) + ")";
            case ARRAY -> "list of " + type(schema.getElementType());
            case MAP -> "map of " + type(schema.getValueType());
            case UNION ->
                schema.getTypes().stream()
                        .filter(each -> each.getType() != Schema.Type.NULL)
                        .map(DataDictionaryTest::type)
                        .collect(joining(" or ", "", schema.isNullable() ? "?" : ""));
            case LONG -> schema.getLogicalType() instanceof LogicalTypes.TimestampMillis ? "time" : "long";
            default -> schema.getType().getName();
        };
    }

    private static String oneLine(String doc) {
        return doc.strip().replaceAll("\\s+", " ");
    }
}
