package io.qsstream.schema.serde;

import java.nio.charset.StandardCharsets;
import org.apache.avro.AvroRuntimeException;

/**
 * Reads Avro's binary encoding from an array. Nothing is believed: no length or count makes room for more than the bytes
 * that are left. Whatever does not fit is an {@link AvroRuntimeException}.
 */
public final class AvroInput {

    private static final long AS_IT_IS = -1;

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

    /** One byte. */
    public boolean readBoolean() {
        byte value = readByte();
        if ((value & ~1) != 0) {
            throw new AvroRuntimeException("neither true nor false");
        }
        return value == 1;
    }

    /** An int or a long. */
    public long readLong() {
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

    /** An int. */
    public int readInt() {
        long value = readLong();
        if (value != (int) value) {
            throw new AvroRuntimeException("no int");
        }
        return (int) value;
    }

    /** Eight bytes. */
    public double readDouble() {
        if (bytes.length - at < Double.BYTES) {
            throw tooShort();
        }
        double value = (double) AvroOutput.DOUBLE.get(bytes, at);
        at += Double.BYTES;
        return value;
    }

    /** Its length, and that in UTF-8. */
    public String readString() {
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

    /** Which branch a union of null and one more takes. */
    public boolean readIsNull(int nullAt) {
        long branch = readLong();
        if (branch != nullAt && branch != 1 - nullAt) {
            throw new AvroRuntimeException("a union of two has no branch " + branch);
        }
        return branch == nullAt;
    }

    /** One of an enum's symbols. */
    public <E> E readEnum(E[] symbols) {
        int symbol = readInt();
        if (symbol < 0 || symbol >= symbols.length) {
            throw new AvroRuntimeException("an enum has no symbol " + symbol);
        }
        return symbols[symbol];
    }

    /** What {@link AvroOutput#writeDecimal} has written. */
    public double readDecimal() {
        long written = readUnsigned() - 1;
        if (written == AS_IT_IS) {
            return readDouble();
        }
        long zigzag = written >>> 2;
        return ((zigzag >>> 1) ^ -(zigzag & 1)) / AvroOutput.SCALES[(int) (written & 3)];
    }

    /** The number of items in the next block of an array or map; 0 at its end. An item takes one byte at least. */
    public int readBlock() {
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
