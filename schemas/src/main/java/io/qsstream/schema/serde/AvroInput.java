package io.qsstream.schema.serde;

import java.nio.charset.StandardCharsets;
import org.apache.avro.AvroRuntimeException;

/**
 * Reads Avro's binary encoding from an array. Nothing is believed: no length or count makes room for more than the bytes
 * that are left. Whatever does not fit is an {@link AvroRuntimeException}.
 */
public final class AvroInput {

    private final byte[] bytes;
    private int at;

    /** @param from where the encoded record begins */
    public AvroInput(byte[] bytes, int from) {
        this.bytes = bytes;
        this.at = from;
    }

    /** Whether all was read. */
    public boolean isEnd() {
        return at == bytes.length;
    }

    boolean readBoolean() {
        byte value = readByte();
        if ((value & ~1) != 0) {
            throw new AvroRuntimeException("neither true nor false");
        }
        return value == 1;
    }

    long readLong() {
        long zigzag = readUnsigned();
        return (zigzag >>> 1) ^ -(zigzag & 1);
    }

    long readUnsigned() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = readByte();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new AvroRuntimeException("a number of too many bytes");
    }

    int readInt() {
        long value = readLong();
        if (value != (int) value) {
            throw new AvroRuntimeException("no int");
        }
        return (int) value;
    }

    double readDouble() {
        if (bytes.length - at < Double.BYTES) {
            throw tooShort();
        }
        double value = (double) AvroOutput.DOUBLE.get(bytes, at);
        at += Double.BYTES;
        return value;
    }

    String readString() {
        return readString(readLong());
    }

    String readString(long length) {
        if (length < 0 || length > bytes.length - at) {
            throw tooShort();
        }
        String text = new String(bytes, at, (int) length, StandardCharsets.UTF_8);
        at += (int) length;
        return text;
    }

    /** The number of items in the next block of an array or map; 0 at its end. An item takes one byte at least. */
    int readBlock() {
        long count = readLong();
        if (count < 0) {
            count = -count;
            readLong(); // The block's bytes, for those who skip it.
        }
        if (count < 0 || count > bytes.length - at) {
            throw tooShort();
        }
        return (int) count;
    }

    private byte readByte() {
        if (at == bytes.length) {
            throw tooShort();
        }
        return bytes[at++];
    }

    private static AvroRuntimeException tooShort() {
        return new AvroRuntimeException("more is announced than there is");
    }
}
