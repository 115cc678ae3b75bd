package io.qsstream.schema.serde;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * Reads the compact form of {@link RecordCodec} by a schema alone, as records without classes: for what another version
 * has written. Times are numbers.
 */
public final class CompactReader {

    private final RecordPart root;

    private CompactReader(RecordPart root) {
        this.root = root;
    }

    /** A reader of what was written with a schema; {@code wellKnown} is as the writer's, or with more at the end. */
    public static CompactReader of(Schema schema, List<String> wellKnown) {
        return new CompactReader(new Plan(new WellKnown(wellKnown)).record(schema));
    }

    /** Reads a record; fails with any RuntimeException where the bytes are none. */
    public GenericRecord read(AvroInput in) {
        return root.read(in);
    }

    /** One schema, decided. */
    private interface Part {
        Object read(AvroInput in);
    }

    /** Makes the parts; a record that holds itself finds its own part. */
    private static final class Plan {
        private final WellKnown texts;
        private final Map<String, RecordPart> records = new HashMap<>();

        Plan(WellKnown texts) {
            this.texts = texts;
        }

        Part part(Schema schema) {
            return switch (schema.getType()) {
                case RECORD -> record(schema);
                case ARRAY -> list(part(schema.getElementType()));
                case MAP -> map(part(schema.getValueType()));
                case ENUM -> enumeration(schema);
                case STRING -> texts::read;
                case INT -> AvroInput::readInt;
                case LONG -> AvroInput::readLong;
                case DOUBLE -> AvroInput::readDecimal;
                case BOOLEAN -> AvroInput::readBoolean;
                case UNION, NULL, FLOAT, BYTES, FIXED ->
                    throw new IllegalArgumentException("No record of the contract has a " + schema.getType() + " here");
            };
        }

        RecordPart record(Schema schema) {
            RecordPart known = records.get(schema.getFullName());
            if (known == null) {
                known = new RecordPart(schema);
                records.put(schema.getFullName(), known);
                for (Schema.Field field : schema.getFields()) {
                    if (field.schema().isUnion()) {
                        known.optional |= 1L << field.pos();
                    }
                    known.fields[field.pos()] = part(present(field.schema()));
                }
            }
            return known;
        }

        private static Schema present(Schema schema) {
            if (!schema.isUnion()) {
                return schema;
            }
            List<Schema> types = schema.getTypes();
            return types.get(types.get(0).getType() == Schema.Type.NULL ? 1 : 0);
        }

        private static Part enumeration(Schema schema) {
            Object[] symbols = schema.getEnumSymbols().stream()
                    .map(symbol -> new GenericData.EnumSymbol(schema, symbol))
                    .toArray();
            return in -> in.readEnum(symbols);
        }
    }

    private static final class RecordPart implements Part {
        private final Schema schema;
        private final Part[] fields;

        /** Fields that may be absent, a bit each. */
        private long optional;

        RecordPart(Schema schema) {
            this.schema = schema;
            this.fields = new Part[schema.getFields().size()];
        }

        @Override
        public GenericRecord read(AvroInput in) {
            GenericRecord record = new GenericData.Record(schema);
            long absent = optional == 0 ? 0 : in.readLong();
            for (int i = 0; i < fields.length; i++) {
                record.put(i, (absent & 1L << i) == 0 ? fields[i].read(in) : null);
            }
            return record;
        }
    }

    private static Part list(Part item) {
        return in -> {
            int count = in.readBlock();
            List<Object> list = new ArrayList<>(count);
            for (; count > 0; count = in.readBlock()) {
                for (int i = 0; i < count; i++) {
                    list.add(item.read(in));
                }
            }
            return list;
        };
    }

    private static Part map(Part item) {
        return in -> {
            Map<String, Object> map = new HashMap<>();
            for (int count = in.readBlock(); count > 0; count = in.readBlock()) {
                for (int i = 0; i < count; i++) {
                    map.put(in.readString(), item.read(in));
                }
            }
            return map;
        };
    }
}
