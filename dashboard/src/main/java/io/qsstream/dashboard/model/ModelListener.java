package io.qsstream.dashboard.model;

import io.qsstream.schema.SessionKey;
import java.time.Instant;

/** Hears of changes while they are made: it notes them and returns at once. */
public interface ModelListener {

    /** A session changed; {@code onlyHeard} where nothing but its times did. */
    void sessionChanged(SessionKey session, boolean onlyHeard);

    void userChanged(SessionKey session, String userId);

    /** A sample is new or revised. */
    void sampled(SessionKey session, String userId, Instant time);

    void alertChanged(String alertId);

    void reported(SessionKey session, int revision);

    /** A person was erased: whatever was said of anybody may name that person. */
    void erased();

    /** Hears nothing. */
    ModelListener NONE = new ModelListener() {
        @Override
        public void sessionChanged(SessionKey session, boolean onlyHeard) {}

        @Override
        public void userChanged(SessionKey session, String userId) {}

        @Override
        public void sampled(SessionKey session, String userId, Instant time) {}

        @Override
        public void alertChanged(String alertId) {}

        @Override
        public void reported(SessionKey session, int revision) {}

        @Override
        public void erased() {}
    };
}
