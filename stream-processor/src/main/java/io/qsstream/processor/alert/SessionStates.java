package io.qsstream.processor.alert;

import io.qsstream.processor.cause.Crowd;
import io.qsstream.processor.state.Roster;
import io.qsstream.processor.state.Roster.KnownSession;
import io.qsstream.processor.state.Roster.Slot;
import io.qsstream.processor.state.StateStore;
import io.qsstream.schema.SessionKey;
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

    private static final Slot<Session> AT_HAND = new Slot<>();

    private final StateStore<SessionAlertState> store;
    private final LegStates legs;
    private final Roster roster;

    SessionStates(StateStore<SessionAlertState> store, LegStates legs, Roster roster) {
        this.store = store;
        this.legs = legs;
        this.roster = roster;
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

    Session of(SessionKey name) {
        KnownSession session = roster.session(name);
        Session known = session.get(AT_HAND);
        if (known == null) {
            known = new Session(session.key());
            session.put(AT_HAND, known);
        }
        return known;
    }

    void delete(SessionKey name) {
        KnownSession session = roster.session(name);
        store.delete(session.key());
        session.put(AT_HAND, null);
    }

    /** Forgets what is at hand of all of them, which are then read and counted again. */
    void forgetAtHand() {
        roster.clearSessions(AT_HAND);
    }
}
