package io.qsstream.schema;

import io.qsstream.schema.serde.TrustedRecords;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** Makes any record that a schema allows; the same seed makes the same record. */
public final class RandomRecords {

    private static final String[] TEXTS = {"", "audio_input", "Zürich", "\u0000", "🎧 headset", "a|b|c", "x".repeat(300)
    };
    private static final double[] DOUBLES = {0.0, -0.0, 1.0, -87.5, Double.MIN_VALUE, Double.MAX_VALUE, 1e-7, 1e21};
    private static final long MAX_MILLIS =
            Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

    static {
        // Before any decoder works: Avro reads its limits once.
        TrustedRecords.trust();
    }

    private final GenericData model;
    private final Random random;

    private RandomRecords(GenericData model, long seed) {
        this.model = model;
        this.random = new Random(seed);
    }

    /** A record of the generated class. */
    public static SpecificRecord specific(Schema schema, long seed) {
        return (SpecificRecord) new RandomRecords(new SpecificData(), seed).value(schema);
    }

    /** A record without classes; times are numbers. */
    public static Object generic(Schema schema, long seed) {
        return new RandomRecords(new GenericData(), seed).value(schema);
    }

    private Object value(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> {
                Object made = model.newRecord(null, schema);
                for (Schema.Field field : schema.getFields()) {
                    model.setField(made, field.name(), field.pos(), value(field.schema()));
                }
                yield made;
            }
            case ENUM ->
                model.createEnum(
                        schema.getEnumSymbols()
                                .get(random.nextInt(schema.getEnumSymbols().size())),
                        schema);
            case UNION ->
                value(schema.getTypes().get(random.nextInt(schema.getTypes().size())));
            case ARRAY -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(value(schema.getElementType()));
                }
                yield list;
            }
            case MAP -> {
                Map<String, Object> map = new HashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put("key" + i + text(), value(schema.getValueType()));
                }
                yield map;
            }
            case STRING -> text();
            case DOUBLE ->
                random.nextBoolean() ? DOUBLES[random.nextInt(DOUBLES.length)] : random.nextGaussian() * 1000;
            case INT -> random.nextInt(5) == 0 ? Integer.MIN_VALUE : random.nextInt();
            case LONG -> {
                long millis = random.nextLong(-MAX_MILLIS, MAX_MILLIS);
                boolean time = schema.getLogicalType() != null && model instanceof SpecificData;
                yield time ? (Object) Instant.ofEpochMilli(millis) : (Object) millis;
            }
            case BOOLEAN -> random.nextBoolean();
            case NULL -> null;
            case FLOAT, BYTES, FIXED -> throw new AssertionError("The contract has no " + schema.getType() + " so far");
        };
    }

    private String text() {
        return TEXTS[random.nextInt(TEXTS.length)];
    }
}
