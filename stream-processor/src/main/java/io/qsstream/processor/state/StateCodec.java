package io.qsstream.processor.state;

import io.qsstream.schema.registry.ReleasedSchemas;
import io.qsstream.schema.serde.RecordModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Writes and reads one type of state in Avro's single-object encoding: each value names the schema it was written with
 * (CRC-64 fingerprint), so that a newer build reads what an older one left. Not thread-safe: one per processor.
 */
public final class StateCodec<T extends SpecificRecordBase> {

    private final BinaryMessageEncoder<T> encoder;
    private final BinaryMessageDecoder<T> decoder;

    /** A codec for the record class of {@code prototype}. */
    public static <T extends SpecificRecordBase> StateCodec<T> of(T prototype) {
        return new StateCodec<>(prototype);
    }

    private StateCodec(T prototype) {
        SpecificData model = RecordModels.of(prototype.getClass());
        Schema schema = prototype.getSchema();
        encoder = new BinaryMessageEncoder<>(model, schema);
        decoder = new BinaryMessageDecoder<>(model, schema);
        ReleasedSchemas.of("state/" + schema.getName()).forEach(decoder::addSchema);
    }

    /** The state's bytes. */
    public byte[] encode(T state) {
        try {
            ByteBuffer bytes = encoder.encode(state);
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The state in these bytes; fails where no schema is known for their fingerprint. */
    public T decode(byte[] bytes) {
        try {
            return decoder.decode(ByteBuffer.wrap(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
