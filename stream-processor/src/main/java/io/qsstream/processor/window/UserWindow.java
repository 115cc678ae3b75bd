package io.qsstream.processor.window;

import io.qsstream.processor.state.StateKeys;
import java.time.Instant;
import org.apache.kafka.common.utils.Bytes;

/**
 * One user's window.
 *
 * @param key in {@link WindowStores#USER_WINDOWS}
 * @param sessionWindow in {@link WindowStores#SESSION_WINDOWS}
 */
record UserWindow(Bytes key, Bytes sessionWindow, String sessionKey, String userId, Instant start) {

    static UserWindow of(String sessionKey, Instant start, String userId) {
        return new UserWindow(
                StateKeys.userWindow(sessionKey, start, userId),
                StateKeys.sessionWindow(sessionKey, start),
                sessionKey,
                userId,
                start);
    }
}
