package io.qsstream.dashboard.stream;

import io.qsstream.schema.SessionKey;

/** What a browser listens to. */
public sealed interface Channel {

    /** The list of sessions. */
    record Sessions() implements Channel {}

    /** All alerts. */
    record Alerts() implements Channel {}

    /** One session and all of its users. */
    record Session(SessionKey key) implements Channel {}

    Channel SESSIONS = new Sessions();
    Channel ALERTS = new Alerts();
}
