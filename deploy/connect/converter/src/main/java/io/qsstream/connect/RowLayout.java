package io.qsstream.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** The columns of a record type, and how a record fills them. Pure. */
record RowLayout(Schema schema, List<Column> columns) {

    /** Debezium's names of types that Kafka Connect has no name for. */
    static final String ZONED_TIMESTAMP = "io.debezium.time.ZonedTimestamp";

    static final String JSON = "io.debezium.data.Json";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * One column.
     *
     * @param path of fields from the record to the value
     */
    record Column(String name, List<Field> path, Schema schema) {}

    RowLayout {
        columns = List.copyOf(columns);
    }

    static RowLayout of(Schema record) {
        List<Column> columns = new ArrayList<>();
        collect(record, "", List.of(), false, columns);
        SchemaBuilder row = SchemaBuilder.struct().name(record.name() + "Row").doc(record.doc());
        for (Column column : columns) {
            row.field(column.name(), column.schema());
        }
        return new RowLayout(row.build(), columns);
    }

    Struct row(Struct record) {
        Struct row = new Struct(schema);
        for (Column column : columns) {
            row.put(column.name(), cell(column, record));
        }
        return row;
    }

    private static void collect(
            Schema record, String prefix, List<Field> path, boolean optional, List<Column> columns) {
        for (Field field : record.fields()) {
            String name = prefix + snake(field.name());
            List<Field> inside = new ArrayList<>(path);
            inside.add(field);
            boolean maybe = optional || field.schema().isOptional();
            if (field.schema().type() == Schema.Type.STRUCT) {
                collect(field.schema(), name + "_", inside, maybe, columns);
            } else {
                columns.add(new Column(name, List.copyOf(inside), column(field.schema(), maybe)));
            }
        }
    }

    private static Schema column(Schema field, boolean optional) {
        SchemaBuilder column = switch (field.type()) {
            case ARRAY, MAP -> SchemaBuilder.string().name(JSON).parameter("__debezium.source.column.type", "JSONB");
            case INT64 ->
                Timestamp.LOGICAL_NAME.equals(field.name())
                        ? SchemaBuilder.string().name(ZONED_TIMESTAMP)
                        : SchemaBuilder.int64();
            case STRING, INT32, FLOAT32, FLOAT64, BOOLEAN -> SchemaBuilder.type(field.type());
            case INT8, INT16, BYTES, STRUCT -> throw new DataException("No column for a field of type " + field.type());
        };
        if (field.doc() != null) {
            column.doc(field.doc());
        }
        return optional ? column.optional().build() : column.build();
    }

    private static @Nullable Object cell(Column column, Struct record) {
        Object value = record;
        for (Field field : column.path()) {
            if (value == null) {
                return null;
            }
            value = ((Struct) value).get(field);
        }
        return switch (value) {
            case null -> null;
            case Date time -> text(time);
            case List<?> list -> json(list).toString();
            case Map<?, ?> map -> json(map).toString();
            case String text -> clean(text);
            default -> value;
        };
    }

    private static JsonNode json(@Nullable Object value) {
        JsonNodeFactory make = MAPPER.getNodeFactory();
        return switch (value) {
            case null -> make.nullNode();
            case Struct struct -> {
                ObjectNode object = make.objectNode();
                for (Field field : struct.schema().fields()) {
                    Object item = struct.get(field);
                    if (item != null) {
                        object.set(snake(field.name()), json(item));
                    }
                }
                yield object;
            }
            case List<?> list -> {
                ArrayNode array = make.arrayNode();
                list.forEach(item -> array.add(json(item)));
                yield array;
            }
            case Map<?, ?> map -> {
                ObjectNode object = make.objectNode();
                map.forEach((key, item) -> object.set(clean(key.toString()), json(item)));
                yield object;
            }
            case Date time -> make.textNode(text(time));
            case String text -> make.textNode(clean(text));
            default -> MAPPER.valueToTree(value);
        };
    }

    private static String text(Date time) {
        return Instant.ofEpochMilli(time.getTime()).toString();
    }

    /** PostgreSQL takes every character but NUL; one in a location must not stop the sink. */
    private static String clean(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
    }

    /** {@code windowStart} is {@code window_start}: unquoted names of SQL are lower case. */
    static String snake(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }
}
