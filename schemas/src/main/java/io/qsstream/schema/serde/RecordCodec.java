package io.qsstream.schema.serde;

import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads records of one generated class, which say themselves how ({@link Coded}); Avro's generated coders exist
 * only for records without times. Safe for many threads.
 *
 * <p>There are two forms. Avro's binary encoding is what topics hold, byte for byte as Avro's own writer makes it. The
 * compact form is for state that nobody else reads, a third of the size: one bit for each optional field, decimals as
 * whole numbers with a scale, and well-known texts by their place in a list.
 */
public final class RecordCodec<T> {

    private final Supplier<Coded> maker;
    private final long fingerprint;
    private final @Nullable WellKnown compact;

    private RecordCodec(Class<T> type, @Nullable WellKnown compact) {
        if (!Coded.class.isAssignableFrom(type)) {
            throw new IllegalArgumentException(type + " is not made by the contract's template");
        }
        Schema schema = RecordModels.of(type).getSchema(type);
        this.fingerprint = SchemaNormalization.parsingFingerprint64(schema);
        this.maker = maker(type);
        this.compact = compact;
    }

    /** Avro's binary encoding of a generated record class. */
    public static <T> RecordCodec<T> of(Class<T> type) {
        return new RecordCodec<>(type, null);
    }

    /**
     * The compact form of a generated record class.
     *
     * @param wellKnown texts to be written by their place; new ones only at the end, the places stand in state
     */
    public static <T> RecordCodec<T> compact(Class<T> type, List<String> wellKnown) {
        return new RecordCodec<>(type, new WellKnown(wellKnown));
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
        if (compact == null) {
            ((Coded) record).writeTo(out);
        } else {
            ((Coded) record).writeCompactTo(out, compact);
        }
    }

    /** Reads a record; fails with any RuntimeException where the bytes are none. */
    @SuppressWarnings("unchecked") // The maker makes the class that the codec was made for.
    public T read(AvroInput in) {
        Coded record = maker.get();
        if (compact == null) {
            record.readFrom(in);
        } else {
            record.readCompactFrom(in, compact);
        }
        return (T) record;
    }

    /** The class's constructor as a call that the JIT can see through. */
    @SuppressWarnings("unchecked")
    private static Supplier<Coded> maker(Class<?> type) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandle constructor = lookup.findConstructor(type, MethodType.methodType(void.class));
            return (Supplier<Coded>) LambdaMetafactory.metafactory(
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
