package io.qsstream.processor.window;

import io.qsstream.processor.state.Roster.KnownLeg;
import io.qsstream.processor.state.StateKeys;
import java.time.Instant;
import org.apache.kafka.common.utils.Bytes;

/**
 * One user's window.
 *
 * @param key in {@link WindowStores#USER_WINDOWS}
 */
record UserWindow(Bytes key, String sessionKey, String userId, Instant start) {

    static UserWindow of(KnownLeg leg, String sessionKey, Instant start, String userId) {
        return new UserWindow(StateKeys.userWindow(leg.key(), start), sessionKey, userId, start);
    }

    /** The session's window, in {@link WindowStores#SESSION_WINDOWS}. */
    Bytes sessionWindow() {
        return StateKeys.sessionWindow(sessionKey, start);
    }
}
