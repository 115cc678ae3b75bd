package io.qsstream.processor.alert;

import io.qsstream.processor.cause.Crowd;
import io.qsstream.processor.state.Generations;
import io.qsstream.processor.state.StateStore;
import io.qsstream.v1.SessionAlertState;
import java.time.Instant;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a task's sessions: what the rules know, which is written whenever it changes, and the crowd, which changes
 * with every sample and stands in no store. Both are at hand for those that were heard of last; what is missing, after a
 * restart or because so many sessions are live, is read, and the crowd counted from the legs.
 */
final class SessionStates {

    /** In each of two generations. */
    private static final int MOST = 2048;

    private final StateStore<SessionAlertState> store;
    private final LegStates legs;
    private final Generations<Bytes, Session> recent = new Generations<>(MOST);

    SessionStates(StateStore<SessionAlertState> store, LegStates legs) {
        this.store = store;
        this.legs = legs;
    }

    /** One session; good for one record. */
    final class Session {
        private final Bytes key;
        private @Nullable SessionAlertState state;
        private @Nullable Crowd crowd;

        private Session(Bytes key) {
            this.key = key;
            this.state = store.get(key);
        }

        Bytes key() {
            return key;
        }

        /** What the rules know of it; null where it was never heard of. Whoever changes it puts it. */
        @Nullable
        SessionAlertState state() {
            return state;
        }

        void put(SessionAlertState changed) {
            store.put(key, changed);
            state = changed;
        }

        /** Its users, as its legs were counted so far. */
        Crowd crowd(Instant now) {
            if (crowd == null) {
                Crowd counted = new Crowd();
                legs.forEach(key, now, (legKey, leg) -> counted.add(leg));
                crowd = counted;
            }
            return crowd;
        }
    }

    Session of(Bytes key) {
        Session known = recent.get(key);
        if (known == null) {
            known = new Session(key);
            recent.put(key, known);
        }
        return known;
    }

    void delete(Bytes key) {
        store.delete(key);
        recent.remove(key);
    }

    /** Forgets what is at hand of all of them, which are then read and counted again. */
    void forgetAtHand() {
        recent.clear();
    }
}
