package io.qsstream.dashboard.model;

import io.qsstream.schema.SessionKey;
import java.time.Instant;

/** Hears of changes while they are made: it notes them and returns at once. Hears nothing unless it says so. */
public interface ModelListener {

    /** A session changed; {@code onlyHeard} where nothing but its times did. */
    default void sessionChanged(SessionKey session, boolean onlyHeard) {}

    default void userChanged(SessionKey session, String userId) {}

    /** A sample is new or revised. */
    default void sampled(SessionKey session, String userId, Instant time) {}

    default void alertChanged(String alertId) {}

    default void reported(SessionKey session, int revision) {}

    /** A person was erased: whatever was said of anybody may name that person. */
    default void erased() {}
}
