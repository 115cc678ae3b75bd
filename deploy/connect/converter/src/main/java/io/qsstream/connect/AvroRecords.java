package io.qsstream.connect;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * What an Avro schema and its values are to Kafka Connect: a record is a Struct, an enum a string, timestamp-millis a
 * Timestamp, a union with null an optional. Pure.
 *
 * <p>Defaults are not passed on: sinks would put them where a value is null, and null means that nothing was measured.
 */
record AvroRecords(Schema avro, org.apache.kafka.connect.data.Schema schema) {

    static AvroRecords of(Schema avro) {
        return new AvroRecords(avro, builder(avro, null).build());
    }

    Object value(Object value) {
        return Objects.requireNonNull(value(avro, schema, value));
    }

    private static SchemaBuilder builder(Schema avro, @Nullable String doc) {
        SchemaBuilder builder = switch (avro.getType()) {
            case RECORD -> {
                SchemaBuilder struct = SchemaBuilder.struct().name(avro.getFullName());
                for (Schema.Field field : avro.getFields()) {
                    struct.field(
                            field.name(), builder(field.schema(), field.doc()).build());
                }
                yield struct;
            }
            case UNION -> builder(present(avro), doc).optional();
            case ARRAY ->
                SchemaBuilder.array(builder(avro.getElementType(), null).build());
            case MAP ->
                SchemaBuilder.map(
                        org.apache.kafka.connect.data.Schema.STRING_SCHEMA,
                        builder(avro.getValueType(), null).build());
            case ENUM, STRING -> SchemaBuilder.string();
            case INT -> SchemaBuilder.int32();
            case LONG -> isTime(avro) ? Timestamp.builder() : SchemaBuilder.int64();
            case FLOAT -> SchemaBuilder.float32();
            case DOUBLE -> SchemaBuilder.float64();
            case BOOLEAN -> SchemaBuilder.bool();
            case BYTES -> SchemaBuilder.bytes();
            case FIXED, NULL -> throw new DataException("Avro type without a counterpart: " + avro);
        };
        // A union's builder has the doc already.
        String text = doc == null ? avro.getType() == Schema.Type.RECORD ? avro.getDoc() : null : doc;
        return text == null || builder.doc() != null ? builder : builder.doc(text);
    }

    private static @Nullable Object value(
            Schema avro, org.apache.kafka.connect.data.Schema schema, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        Schema present = avro.getType() == Schema.Type.UNION ? present(avro) : avro;
        return switch (present.getType()) {
            case RECORD -> struct(present, schema, (IndexedRecord) value);
            case ARRAY -> {
                List<@Nullable Object> items = new ArrayList<>();
                for (Object item : (Iterable<?>) value) {
                    items.add(value(present.getElementType(), schema.valueSchema(), item));
                }
                yield items;
            }
            case MAP -> {
                Map<String, @Nullable Object> entries = new LinkedHashMap<>();
                ((Map<?, ?>) value)
                        .forEach((key, item) ->
                                entries.put(key.toString(), value(present.getValueType(), schema.valueSchema(), item)));
                yield entries;
            }
            case ENUM, STRING -> value.toString();
            case LONG -> isTime(present) ? new Date((Long) value) : value;
            case BYTES -> ((ByteBuffer) value).duplicate();
            case INT, FLOAT, DOUBLE, BOOLEAN, FIXED, NULL, UNION -> value;
        };
    }

    private static Struct struct(Schema avro, org.apache.kafka.connect.data.Schema schema, IndexedRecord record) {
        // An optional struct's value has the schema of the field, optional as it is.
        Struct struct = new Struct(schema);
        for (Schema.Field each : avro.getFields()) {
            Field field = schema.field(each.name());
            struct.put(field, value(each.schema(), field.schema(), record.get(each.pos())));
        }
        struct.validate();
        return struct;
    }

    private static boolean isTime(Schema avro) {
        return avro.getLogicalType() instanceof LogicalTypes.TimestampMillis;
    }

    /** The other branch of a union with null. */
    private static Schema present(Schema union) {
        List<Schema> branches = union.getTypes().stream()
                .filter(branch -> branch.getType() != Schema.Type.NULL)
                .toList();
        if (branches.size() != 1 || branches.size() == union.getTypes().size()) {
            throw new DataException("A union of more than null and one other: " + union);
        }
        return branches.getFirst();
    }
}
