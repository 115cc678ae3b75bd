package io.qsstream.processor.state;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;

/**
 * Binary keys of the stores. A session's part is length-prefixed, so that no id, whatever it contains, can be mistaken
 * for another's prefix; times are big-endian, so that byte order is time order.
 */
public final class StateKeys {

    /** {@code length(sessionKey) sessionKey}: the prefix of all that belongs to one session. */
    public static Bytes session(String sessionKey) {
        byte[] session = utf8(sessionKey);
        return Bytes.wrap(buffer(Short.BYTES + session.length, session).array());
    }

    /** {@code session windowStart}: the prefix of all users' windows of one session window. */
    public static Bytes sessionWindow(String sessionKey, Instant windowStart) {
        byte[] session = utf8(sessionKey);
        return Bytes.wrap(buffer(Short.BYTES + session.length + Long.BYTES, session)
                .putLong(windowStart.toEpochMilli())
                .array());
    }

    /** {@code session windowStart userId}. */
    public static Bytes userWindow(String sessionKey, Instant windowStart, String userId) {
        byte[] session = utf8(sessionKey);
        byte[] user = utf8(userId);
        return Bytes.wrap(buffer(Short.BYTES + session.length + Long.BYTES + user.length, session)
                .putLong(windowStart.toEpochMilli())
                .put(user)
                .array());
    }

    /** {@code session userId}. */
    public static Bytes user(String sessionKey, String userId) {
        byte[] session = utf8(sessionKey);
        byte[] user = utf8(userId);
        return Bytes.wrap(buffer(Short.BYTES + session.length + user.length, session)
                .put(user)
                .array());
    }

    /** The session's key, from any key that begins with a session. */
    public static String sessionKeyOf(byte[] key, int offset) {
        int length = Short.toUnsignedInt(ByteBuffer.wrap(key).getShort(offset));
        return new String(key, offset + Short.BYTES, length, StandardCharsets.UTF_8);
    }

    /** The window's start, from a key that begins with {@code session windowStart}. */
    public static Instant windowStartOf(byte[] key, int offset) {
        ByteBuffer buffer = ByteBuffer.wrap(key);
        int length = Short.toUnsignedInt(buffer.getShort(offset));
        return Instant.ofEpochMilli(buffer.getLong(offset + Short.BYTES + length));
    }

    /** The user's id, from a key that ends with it. */
    public static String userIdAfter(Bytes prefix, Bytes key) {
        int from = prefix.get().length;
        return new String(key.get(), from, key.get().length - from, StandardCharsets.UTF_8);
    }

    /** The user's id, from a key that is {@code session windowStart userId}. */
    public static String userIdOfWindow(Bytes key) {
        int length = Short.toUnsignedInt(ByteBuffer.wrap(key.get()).getShort(0));
        int from = Short.BYTES + length + Long.BYTES;
        return new String(key.get(), from, key.get().length - from, StandardCharsets.UTF_8);
    }

    private static ByteBuffer buffer(int capacity, byte[] session) {
        return ByteBuffer.allocate(capacity).putShort((short) session.length).put(session);
    }

    /** Cut to what the length prefix can say; ingest never stores a longer one (a body is 1 MiB at most). */
    private static byte[] utf8(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= 0xFFFF ? bytes : Arrays.copyOf(bytes, 0xFFFF);
    }

    private StateKeys() {}
}
