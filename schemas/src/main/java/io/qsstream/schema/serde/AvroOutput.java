package io.qsstream.schema.serde;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing byte array that is written in Avro's binary encoding and used again for the next record. Avro's own encoder
 * writes into a buffer, that into a stream, and that into a copy. Not thread-safe.
 */
public final class AvroOutput {

    /** What one great record has grown beyond this is let go. */
    private static final int KEPT_BYTES = 1 << 20;

    private static final int FIRST_BYTES = 1024;
    private static final int LONGEST_VARINT = 10;
    static final double[] SCALES = {1, 10, 100, 1000};
    private static final double LARGEST_DECIMAL = 1L << 50;
    static final VarHandle DOUBLE = MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes = new byte[FIRST_BYTES];
    private int size;

    /** Forgets what was written. */
    public void reset() {
        size = 0;
        if (bytes.length > KEPT_BYTES) {
            bytes = new byte[FIRST_BYTES];
        }
    }

    /** What was written since the last reset, as an array of its own. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    /** A byte as it is. */
    public void writeRaw(byte raw) {
        writeByte(raw);
    }

    /** Bytes as they are, without their length. */
    public void writeRaw(byte[] raw) {
        room(raw.length);
        System.arraycopy(raw, 0, bytes, size, raw.length);
        size += raw.length;
    }

    void writeByte(int value) {
        room(1);
        bytes[size++] = (byte) value;
    }

    /** Four bytes, greatest first: a schema id, which is no part of Avro. */
    void writeId(int value) {
        room(Integer.BYTES);
        bytes[size++] = (byte) (value >>> 24);
        bytes[size++] = (byte) (value >>> 16);
        bytes[size++] = (byte) (value >>> 8);
        bytes[size++] = (byte) value;
    }

    /** One byte. */
    public void writeBoolean(boolean value) {
        writeByte(value ? 1 : 0);
    }

    /** An int or a long: zig-zag, seven bits a byte, smallest first. */
    public void writeLong(long value) {
        writeUnsigned((value << 1) ^ (value >> 63));
    }

    /** Seven bits a byte, smallest first. */
    void writeUnsigned(long value) {
        room(LONGEST_VARINT);
        // Nearly all are: branches of unions, lengths, counts.
        if ((value & ~0x7FL) == 0) {
            bytes[size++] = (byte) value;
            return;
        }
        long rest = value;
        byte[] to = bytes;
        int at = size;
        while ((rest & ~0x7FL) != 0) {
            to[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        to[at++] = (byte) rest;
        size = at;
    }

    /** Eight bytes, smallest first. */
    public void writeDouble(double value) {
        room(Double.BYTES);
        DOUBLE.set(bytes, size, value);
        size += Double.BYTES;
    }

    /** Its length in UTF-8, and that. */
    public void writeString(String value) {
        int length = value.length();
        room(LONGEST_VARINT + length);
        int before = size;
        writeLong(length);
        byte[] to = bytes;
        int at = size;
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c >= 0x80) {
                size = before;
                writeEncoded(value);
                return;
            }
            to[at++] = (byte) c;
        }
        size = at;
    }

    private void writeEncoded(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        writeLong(utf8.length);
        writeRaw(utf8);
    }

    /**
     * A double that is a whole number of thousandths or more, as that number and its scale; any other, with a marker, as
     * it is. What is read is bit for bit what was written. No part of Avro.
     */
    public void writeDecimal(double value) {
        for (int scale = 0; scale < SCALES.length; scale++) {
            double scaled = value * SCALES[scale];
            if (!(Math.abs(scaled) < LARGEST_DECIMAL)) {
                break;
            }
            long whole = (long) Math.rint(scaled);
            // Not ==, to which -0.0 is 0.
            if (Double.doubleToRawLongBits(whole / SCALES[scale]) == Double.doubleToRawLongBits(value)) {
                // Two bits of scale below, and room for the marker: zig-zag by hand.
                writeUnsigned(((whole << 1 ^ whole >> 63) << 2 | scale) + 1);
                return;
            }
        }
        writeUnsigned(0);
        writeDouble(value);
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
