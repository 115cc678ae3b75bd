package io.qsstream.processor.state;

import io.qsstream.schema.registry.ReleasedSchemas;
import io.qsstream.schema.serde.AvroInput;
import io.qsstream.schema.serde.AvroOutput;
import io.qsstream.schema.serde.CompactReader;
import io.qsstream.schema.serde.RecordCodec;
import io.qsstream.schema.serde.RecordModels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Writes and reads one type of state in the compact form of {@link RecordCodec}. The first byte is the version of the
 * released schema it was written with, so that a newer build reads what an older one left. Not thread-safe: one per
 * processor.
 */
public final class StateCodec<T extends SpecificRecordBase> {

    private static final int HEADER_BYTES = 1;

    /** State that another version wrote. */
    private record Older(Schema schema, CompactReader reader) {}

    private final AvroOutput out = new AvroOutput();
    private final Class<T> type;
    private final RecordCodec<T> current;
    private final byte currentVersion;
    private final List<Schema> released;
    private final Map<Byte, Older> older = new HashMap<>();

    /** A codec for the record class of {@code prototype}. */
    @SuppressWarnings("unchecked") // A prototype's class is its own.
    public static <T extends SpecificRecordBase> StateCodec<T> of(T prototype) {
        return new StateCodec<>(
                (Class<T>) prototype.getClass(),
                ReleasedSchemas.of("state/" + prototype.getSchema().getName()));
    }

    /** @param released the versions of the schema, oldest first; the newest is the class's own */
    StateCodec(Class<T> type, List<Schema> released) {
        this.type = type;
        this.released = released;
        this.current = RecordCodec.compact(type, WellKnownTexts.ALL);
        this.currentVersion = (byte) released.size();
    }

    /** The state's bytes. */
    public byte[] encode(T state) {
        out.reset();
        out.writeRaw(currentVersion);
        current.write(state, out);
        return out.toByteArray();
    }

    /** The state in these bytes; fails where they are of a version that this build does not know. */
    public T decode(byte[] bytes) {
        AvroInput in = new AvroInput(bytes, HEADER_BYTES);
        return bytes[0] == currentVersion
                ? current.read(in)
                : upgrade(older.computeIfAbsent(bytes[0], this::versioned), in);
    }

    private Older versioned(byte version) {
        if (version < 1 || version > released.size()) {
            throw new IllegalStateException(type.getSimpleName() + " of version " + version
                    + " was written by a newer build; this one knows " + released.size());
        }
        Schema schema = released.get(version - 1);
        return new Older(schema, CompactReader.of(schema, WellKnownTexts.ALL));
    }

    /** By way of Avro, which knows how versions of a schema go together. */
    private T upgrade(Older version, AvroInput in) {
        try {
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(plain, null);
            new GenericDatumWriter<GenericRecord>(version.schema())
                    .write(version.reader().read(in), encoder);
            encoder.flush();
            SpecificData model = RecordModels.of(type);
            return new SpecificDatumReader<T>(version.schema(), model.getSchema(type), model)
                    .read(null, DecoderFactory.get().binaryDecoder(plain.toByteArray(), null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
