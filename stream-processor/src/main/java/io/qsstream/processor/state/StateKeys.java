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

    /** {@code session windowStart}. */
    public static Bytes sessionWindow(String sessionKey, Instant windowStart) {
        byte[] session = utf8(sessionKey);
        return Bytes.wrap(buffer(Short.BYTES + session.length + Long.BYTES, session)
                .putLong(windowStart.toEpochMilli())
                .array());
    }

    /** {@code windowStart}: the prefix of all users' windows of one time. */
    public static Bytes window(Instant windowStart) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES)
                .putLong(windowStart.toEpochMilli())
                .array());
    }

    /** {@code windowStart session}: the prefix of all users' windows of one session window. */
    public static Bytes userWindows(String sessionKey, Instant windowStart) {
        return userWindow(sessionKey, windowStart, "");
    }

    /**
     * {@code windowStart session userId}. The time comes first, so that what is written now stands apart from what was
     * written before: whether a new window is there already is known without a look into older files.
     */
    public static Bytes userWindow(String sessionKey, Instant windowStart, String userId) {
        return userWindow(user(sessionKey, userId), windowStart);
    }

    /** {@code windowStart session userId}, of a leg's {@code session userId}. */
    public static Bytes userWindow(Bytes leg, Instant windowStart) {
        byte[] of = leg.get();
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES + of.length)
                .putLong(windowStart.toEpochMilli())
                .put(of)
                .array());
    }

    /** The leg's {@code session userId}, from its window's key. */
    public static Bytes legOf(Bytes userWindow) {
        return Bytes.wrap(Arrays.copyOfRange(userWindow.get(), Long.BYTES, userWindow.get().length));
    }

    /** {@code session userId}, of a {@code session}. */
    public static Bytes user(Bytes session, String userId) {
        byte[] of = session.get();
        byte[] user = utf8(userId);
        byte[] key = Arrays.copyOf(of, of.length + user.length);
        System.arraycopy(user, 0, key, of.length, user.length);
        return Bytes.wrap(key);
    }

    /** {@code session userId}. */
    public static Bytes user(String sessionKey, String userId) {
        return user(session(sessionKey), userId);
    }

    /** The session's key, from a key that begins with {@code session}. */
    public static String sessionKeyOf(Bytes key) {
        return sessionKeyAt(key, 0);
    }

    /** The session's key, from a key that begins with {@code windowStart session}. */
    public static String sessionKeyOfWindow(Bytes key) {
        return sessionKeyAt(key, Long.BYTES);
    }

    private static String sessionKeyAt(Bytes key, int at) {
        int length = Short.toUnsignedInt(ByteBuffer.wrap(key.get()).getShort(at));
        return new String(key.get(), at + Short.BYTES, length, StandardCharsets.UTF_8);
    }

    /** The window's start, from a key that begins with {@code session windowStart}. */
    public static Instant windowStartOf(Bytes key) {
        ByteBuffer buffer = ByteBuffer.wrap(key.get());
        int length = Short.toUnsignedInt(buffer.getShort(0));
        return Instant.ofEpochMilli(buffer.getLong(Short.BYTES + length));
    }

    /** The window's start, from a key that begins with it. */
    public static Instant startOf(Bytes key) {
        return Instant.ofEpochMilli(ByteBuffer.wrap(key.get()).getLong());
    }

    /** The user's id, from a key that is {@code session userId}. */
    public static String userIdOf(Bytes key) {
        int from = Short.BYTES + Short.toUnsignedInt(ByteBuffer.wrap(key.get()).getShort());
        return textFrom(key, from);
    }

    /** Whether a key begins with another. */
    public static boolean begins(Bytes key, Bytes prefix) {
        int length = prefix.get().length;
        return key.get().length >= length && Arrays.equals(key.get(), 0, length, prefix.get(), 0, length);
    }

    /** The user's id, from a key that ends with it. */
    public static String userIdAfter(Bytes prefix, Bytes key) {
        return textFrom(key, prefix.get().length);
    }

    private static String textFrom(Bytes key, int from) {
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
