package io.qsstream.dashboard.view;

import io.qsstream.v1.SessionKind;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is effective for an account: what arrives from it, and how long it is shown.
 *
 * @param windowSeconds length of the windows as last seen; absent before the first
 */
public record QssSettingsView(
        String accountId,
        List<EventTypeSeen> eventTypes,
        List<SessionKind> sessionKinds,
        @Nullable Long windowSeconds,
        List<String> enabledRules,
        List<String> enabledSessionRules,
        Kept kept) {

    /** An event type that arrived since the service started. */
    public record EventTypeSeen(String eventType, long count, Instant lastTime) {}

    /** How long facts are kept, in seconds, where memory does not make it shorter. */
    public record Kept(long samplesSeconds, long windowsSeconds, long alertsSeconds, long sessionsSeconds) {}
}
