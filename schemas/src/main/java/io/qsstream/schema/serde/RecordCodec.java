package io.qsstream.schema.serde;

import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads records of one schema. Avro decides anew for each value what its schema, union branch and conversion
 * are, and its generated coders exist only for records without times; here that is decided once per schema, as a tree of
 * parts each of which knows its type. Safe for many threads.
 *
 * <p>There are two forms. Avro's binary encoding is what topics hold, byte for byte as Avro's own writer makes it. The
 * compact form is for state that nobody else reads, a third of the size: one bit for each optional field, decimals as
 * whole numbers with a scale, and well-known texts by their place in a list.
 */
public final class RecordCodec<T> {

    private final Part root;
    private final long fingerprint;

    private RecordCodec(Schema schema, Part root) {
        this.fingerprint = SchemaNormalization.parsingFingerprint64(schema);
        this.root = root;
    }

    /** Avro's binary encoding of a generated record class. */
    public static <T> RecordCodec<T> of(Class<T> type) {
        SpecificData model = RecordModels.of(type);
        Schema schema = model.getSchema(type);
        return new RecordCodec<>(schema, new Plan(model, null).part(schema));
    }

    /**
     * The compact form of a generated record class.
     *
     * @param wellKnown texts to be written by their place; new ones only at the end, the places stand in state
     */
    public static <T> RecordCodec<T> compact(Class<T> type, List<String> wellKnown) {
        SpecificData model = RecordModels.of(type);
        Schema schema = model.getSchema(type);
        return new RecordCodec<>(schema, new Plan(model, new WellKnown(wellKnown)).part(schema));
    }

    /** The compact form of another version's schema, as records without classes; times are numbers. */
    public static RecordCodec<GenericRecord> compact(Schema schema, List<String> wellKnown) {
        return new RecordCodec<>(schema, new Plan(null, new WellKnown(wellKnown)).part(schema));
    }

    /** Whether what was written with this schema looks the same on the wire as what this codec writes. */
    public boolean isWrittenAs(Schema writer) {
        return SchemaNormalization.parsingFingerprint64(writer) == fingerprint;
    }

    /** CRC-64-AVRO of the schema's canonical form. */
    public long fingerprint() {
        return fingerprint;
    }

    /** Writes a record; fails with any RuntimeException where its schema does not allow it. */
    public void write(T record, AvroOutput out) {
        root.write(record, out);
    }

    /** Reads a record; fails with any RuntimeException where the bytes are none. */
    @SuppressWarnings("unchecked") // The root makes the class that the codec was made for.
    public T read(AvroInput in) {
        return (T) root.read(in);
    }

    /** One schema, decided. */
    private interface Part {
        void write(Object value, AvroOutput out);

        Object read(AvroInput in);
    }

    /** Makes the parts; a record that holds itself finds its own part. */
    private static final class Plan {
        private final @Nullable SpecificData model;
        private final @Nullable WellKnown compact;
        private final Map<String, RecordPart> records = new HashMap<>();

        /**
         * A plan.
         *
         * @param model where the classes are; null for records without classes
         * @param compact null for Avro's binary encoding
         */
        Plan(@Nullable SpecificData model, @Nullable WellKnown compact) {
            this.model = model;
            this.compact = compact;
        }

        Part part(Schema schema) {
            return switch (schema.getType()) {
                case RECORD -> record(schema);
                case ARRAY -> new ArrayPart(part(schema.getElementType()));
                case MAP -> new MapPart(part(schema.getValueType()));
                case UNION -> optional(schema);
                case ENUM -> enumeration(schema);
                case STRING -> compact == null ? new TextPart() : new WellKnownTextPart(compact);
                case INT -> new IntPart();
                case LONG -> isTime(schema) ? new TimePart() : new LongPart();
                case DOUBLE -> compact == null ? new DoublePart() : new DecimalPart();
                case BOOLEAN -> new BooleanPart();
                case NULL, FLOAT, BYTES, FIXED ->
                    throw new IllegalArgumentException("No record of the contract has a " + schema.getType());
            };
        }

        private RecordPart record(Schema schema) {
            RecordPart known = records.get(schema.getFullName());
            if (known == null) {
                known = new RecordPart(schema.getFields().size(), maker(schema));
                records.put(schema.getFullName(), known);
                for (Schema.Field field : schema.getFields()) {
                    Part part = part(field.schema());
                    if (compact != null && part instanceof OptionalPart optional) {
                        known.optional |= 1L << field.pos();
                        part = optional.some();
                    }
                    known.fields[field.pos()] = part;
                }
            }
            return known;
        }

        private Part optional(Schema union) {
            List<Schema> types = union.getTypes();
            int nullAt = types.get(0).getType() == Schema.Type.NULL ? 0 : 1;
            if (types.size() != 2 || types.get(nullAt).getType() != Schema.Type.NULL) {
                throw new IllegalArgumentException("The contract's unions are null and one more, not " + union);
            }
            return new OptionalPart(nullAt, part(types.get(1 - nullAt)));
        }

        private Part enumeration(Schema schema) {
            if (model != null) {
                return new EnumPart(model.getClass(schema).getEnumConstants());
            }
            return new EnumPart(schema.getEnumSymbols().stream()
                    .map(symbol -> new GenericData.EnumSymbol(schema, symbol))
                    .toArray());
        }

        private boolean isTime(Schema schema) {
            if (schema.getLogicalType() == null || model == null) {
                return false;
            }
            if (schema.getLogicalType() instanceof LogicalTypes.TimestampMillis) {
                return true;
            }
            throw new IllegalArgumentException("The contract's times are timestamp-millis, not " + schema);
        }

        private Supplier<IndexedRecord> maker(Schema schema) {
            return model == null ? () -> new GenericData.Record(schema) : maker(model.getClass(schema));
        }

        /** The class's constructor as a call that the JIT can see through. */
        @SuppressWarnings("unchecked")
        private static Supplier<IndexedRecord> maker(Class<?> type) {
            try {
                MethodHandles.Lookup lookup = MethodHandles.lookup();
                MethodHandle constructor = lookup.findConstructor(type, MethodType.methodType(void.class));
                return (Supplier<IndexedRecord>) LambdaMetafactory.metafactory(
                                lookup,
                                "get",
                                MethodType.methodType(Supplier.class),
                                MethodType.methodType(Object.class),
                                constructor,
                                constructor.type())
                        .getTarget()
                        .invoke();
            } catch (Throwable e) {
                throw new IllegalArgumentException(type + " is no generated record", e);
            }
        }
    }

    private static final class RecordPart implements Part {
        private final Part[] fields;
        private final Supplier<IndexedRecord> maker;

        /** Fields that may be absent, a bit each; in the compact form alone. */
        private long optional;

        RecordPart(int fields, Supplier<IndexedRecord> maker) {
            if (fields > Long.SIZE - 1) {
                throw new IllegalArgumentException("More fields than a mask has bits");
            }
            this.fields = new Part[fields];
            this.maker = maker;
        }

        @Override
        public void write(Object value, AvroOutput out) {
            IndexedRecord record = (IndexedRecord) value;
            long absent = absent(record);
            if (optional != 0) {
                out.writeLong(absent);
            }
            for (int i = 0; i < fields.length; i++) {
                if ((absent & 1L << i) == 0) {
                    fields[i].write(record.get(i), out);
                }
            }
        }

        private long absent(IndexedRecord record) {
            long absent = 0;
            for (long rest = optional; rest != 0; rest &= rest - 1) {
                if (record.get(Long.numberOfTrailingZeros(rest)) == null) {
                    absent |= Long.lowestOneBit(rest);
                }
            }
            return absent;
        }

        @Override
        public Object read(AvroInput in) {
            IndexedRecord record = maker.get();
            long absent = optional == 0 ? 0 : in.readLong();
            for (int i = 0; i < fields.length; i++) {
                if ((absent & 1L << i) == 0) {
                    record.put(i, fields[i].read(in));
                } else {
                    record.put(i, null);
                }
            }
            return record;
        }
    }

    /** Null, or something. */
    private record OptionalPart(int nullAt, Part some) implements Part {

        @Override
        public void write(@Nullable Object value, AvroOutput out) {
            if (value == null) {
                out.writeLong(nullAt);
            } else {
                out.writeLong(1 - nullAt);
                some.write(value, out);
            }
        }

        @Override
        @SuppressWarnings("NullAway") // Absent is null in a generated record.
        public Object read(AvroInput in) {
            long branch = in.readLong();
            if (branch == nullAt) {
                return null;
            }
            if (branch != 1 - nullAt) {
                throw new IllegalArgumentException("a union of two has no branch " + branch);
            }
            return some.read(in);
        }
    }

    private record ArrayPart(Part item) implements Part {

        @Override
        public void write(Object value, AvroOutput out) {
            List<?> list = (List<?>) value;
            int count = list.size();
            if (count > 0) {
                out.writeLong(count);
                for (int i = 0; i < count; i++) {
                    item.write(list.get(i), out);
                }
            }
            out.writeLong(0);
        }

        @Override
        public Object read(AvroInput in) {
            int count = in.readBlock();
            List<Object> list = new ArrayList<>(count);
            while (count > 0) {
                for (int i = 0; i < count; i++) {
                    list.add(item.read(in));
                }
                count = in.readBlock();
            }
            return list;
        }
    }

    private record MapPart(Part item) implements Part {

        @Override
        public void write(Object value, AvroOutput out) {
            Map<?, ?> map = (Map<?, ?>) value;
            if (!map.isEmpty()) {
                out.writeLong(map.size());
                map.forEach((key, each) -> {
                    out.writeString((String) key);
                    item.write(each, out);
                });
            }
            out.writeLong(0);
        }

        @Override
        public Object read(AvroInput in) {
            Map<String, Object> map = new HashMap<>();
            for (int count = in.readBlock(); count > 0; count = in.readBlock()) {
                for (int i = 0; i < count; i++) {
                    map.put(in.readString(), item.read(in));
                }
            }
            return map;
        }
    }

    private record EnumPart(Object[] symbols) implements Part {

        @Override
        public void write(Object value, AvroOutput out) {
            out.writeLong(
                    value instanceof Enum<?> constant
                            ? constant.ordinal()
                            : ((GenericData.EnumSymbol) value).getSchema().getEnumOrdinal(value.toString()));
        }

        @Override
        public Object read(AvroInput in) {
            return symbols[in.readInt()];
        }
    }

    private record TextPart() implements Part {

        @Override
        public void write(Object value, AvroOutput out) {
            out.writeString((String) value);
        }

        @Override
        public Object read(AvroInput in) {
            return in.readString();
        }
    }

    /** Texts that are said often, by their place. */
    private static final class WellKnown {
        private final String[] texts;
        private final Map<String, Integer> places = new HashMap<>();

        WellKnown(List<String> texts) {
            this.texts = texts.toArray(String[]::new);
            for (int i = 0; i < this.texts.length; i++) {
                places.put(this.texts[i], i);
            }
        }
    }

    /** A well-known text's place below 0, or the length of any other and the text itself. */
    private record WellKnownTextPart(WellKnown wellKnown) implements Part {

        @Override
        public void write(Object value, AvroOutput out) {
            Integer place = wellKnown.places.get(value);
            if (place == null) {
                out.writeString((String) value);
            } else {
                out.writeLong(-1L - place);
            }
        }

        @Override
        public Object read(AvroInput in) {
            long length = in.readLong();
            return length < 0 ? wellKnown.texts[Math.toIntExact(-1 - length)] : in.readString(length);
        }
    }

    /**
     * A double that is a whole number of thousandths or more, as that number and its scale; any other, with a marker, as
     * it is. What is read is bit for bit what was written.
     */
    private record DecimalPart() implements Part {
        private static final long AS_IT_IS = -1;
        private static final double[] SCALES = {1, 10, 100, 1000};
        private static final double LARGEST = 1L << 50;

        @Override
        public void write(Object value, AvroOutput out) {
            double number = (Double) value;
            for (int scale = 0; scale < SCALES.length; scale++) {
                double scaled = number * SCALES[scale];
                if (!(Math.abs(scaled) < LARGEST)) {
                    break;
                }
                long whole = (long) Math.rint(scaled);
                // Not ==, to which -0.0 is 0.
                if (Double.doubleToRawLongBits(whole / SCALES[scale]) == Double.doubleToRawLongBits(number)) {
                    // Two bits of scale below, and room for the marker: zig-zag by hand.
                    out.writeUnsigned(((whole << 1 ^ whole >> 63) << 2 | scale) + 1);
                    return;
                }
            }
            out.writeUnsigned(0);
            out.writeDouble(number);
        }

        @Override
        public Object read(AvroInput in) {
            long written = in.readUnsigned() - 1;
            if (written == AS_IT_IS) {
                return in.readDouble();
            }
            long zigzag = written >>> 2;
            return ((zigzag >>> 1) ^ -(zigzag & 1)) / SCALES[(int) (written & 3)];
        }
    }

    private record IntPart() implements Part {

        @Override
        public void write(Object value, AvroOutput out) {
            out.writeLong((Integer) value);
        }

        @Override
        public Object read(AvroInput in) {
            return in.readInt();
        }
    }

    private record LongPart() implements Part {

        @Override
        public void write(Object value, AvroOutput out) {
            out.writeLong((Long) value);
        }

        @Override
        public Object read(AvroInput in) {
            return in.readLong();
        }
    }

    private record TimePart() implements Part {

        @Override
        public void write(Object value, AvroOutput out) {
            out.writeLong(((Instant) value).toEpochMilli());
        }

        @Override
        public Object read(AvroInput in) {
            return Instant.ofEpochMilli(in.readLong());
        }
    }

    private record DoublePart() implements Part {

        @Override
        public void write(Object value, AvroOutput out) {
            out.writeDouble((Double) value);
        }

        @Override
        public Object read(AvroInput in) {
            return in.readDouble();
        }
    }

    private record BooleanPart() implements Part {

        @Override
        public void write(Object value, AvroOutput out) {
            out.writeBoolean((Boolean) value);
        }

        @Override
        public Object read(AvroInput in) {
            return in.readBoolean();
        }
    }
}
