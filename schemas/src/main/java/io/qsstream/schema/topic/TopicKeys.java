package io.qsstream.schema.topic;

import java.time.Instant;

/** Builds record keys as the contract spells them. Times are epoch milliseconds. */
public final class TopicKeys {

    /** {@code sessionKey|userId|windowStart}. */
    public static String userWindow(String sessionKey, String userId, Instant windowStart) {
        return sessionKey + '|' + userId + '|' + windowStart.toEpochMilli();
    }

    /** {@code sessionKey|windowStart}. */
    public static String sessionWindow(String sessionKey, Instant windowStart) {
        return sessionKey + '|' + windowStart.toEpochMilli();
    }

    /** {@code sessionKey|userId}. */
    public static String user(String sessionKey, String userId) {
        return sessionKey + '|' + userId;
    }

    private TopicKeys() {}
}
