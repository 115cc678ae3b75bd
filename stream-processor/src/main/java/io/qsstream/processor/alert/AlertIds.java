package io.qsstream.processor.alert;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Derives alert ids, so that a replay yields the same: UUID version 5 (RFC 9562) in a namespace of our own. */
final class AlertIds {

    /** Version 5 UUID of {@code https://qsstream.io/alerts} in the URL namespace, so anybody can derive it again. */
    private static final UUID NAMESPACE =
            version5(UUID.fromString("6ba7b811-9dad-11d1-80b4-00c04fd430c8"), "https://qsstream.io/alerts");

    /** The id of the alert of one rule that began with one sample; null parts of a session's alert count as empty. */
    static String of(
            String sessionKey,
            @Nullable String userId,
            @Nullable String streamType,
            String ruleId,
            int ruleVersion,
            Instant onset) {
        // Unit separators: no id can be mistaken for two.
        String name = String.join(
                "\u001f",
                sessionKey,
                userId == null ? "" : userId,
                streamType == null ? "" : streamType,
                ruleId,
                Integer.toString(ruleVersion),
                Long.toString(onset.toEpochMilli()));
        return version5(NAMESPACE, name).toString();
    }

    static UUID version5(UUID namespace, String name) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(ByteBuffer.allocate(16)
                    .putLong(namespace.getMostSignificantBits())
                    .putLong(namespace.getLeastSignificantBits())
                    .array());
            ByteBuffer hash = ByteBuffer.wrap(sha1.digest(name.getBytes(UTF_8)));
            long high = (hash.getLong() & 0xFFFFFFFFFFFF0FFFL) | 0x0000000000005000L;
            long low = (hash.getLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
            return new UUID(high, low);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-1", e);
        }
    }

    private AlertIds() {}
}
