package io.qsstream.dashboard.settings;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import io.qsstream.dashboard.model.Bounds;
import io.qsstream.schema.settings.StartRefused;
import java.time.Duration;

/**
 * What an operator may set about what is held and shown. Ages are against the log's clock.
 *
 * @param sampleAge how far back samples are held
 * @param windowAge how far back windows are read at start; a session that has nothing else is let go then
 * @param alertAge how far back cleared alerts are held
 * @param sessionAge how far back reports and directory are read, and ended sessions held
 * @param sessionSilence after which a session without a report counts as ended
 * @param maxSessions sessions held at most
 * @param maxUsers users of all sessions held at most
 * @param maxSamples samples of all users held at most
 * @param maxAlerts alerts held at most
 * @param streamClients browsers that may listen at once
 * @param streamQueue events that may wait for one browser before it is dropped
 * @param streamBufferMib how much is remembered for browsers that come back
 * @param pageToken whether the page gets the token from the service itself; only ever over loopback
 */
@Context
@ConfigurationProperties("qsstream.dashboard")
public record DashboardSettings(
        @Bindable(defaultValue = "6h") Duration sampleAge,
        @Bindable(defaultValue = "24h") Duration windowAge,
        @Bindable(defaultValue = "7d") Duration alertAge,
        @Bindable(defaultValue = "7d") Duration sessionAge,
        @Bindable(defaultValue = "10m") Duration sessionSilence,
        @Bindable(defaultValue = "1500") int maxSessions,
        @Bindable(defaultValue = "40000") int maxUsers,
        @Bindable(defaultValue = "800000") int maxSamples,
        @Bindable(defaultValue = "20000") int maxAlerts,
        @Bindable(defaultValue = "500") int streamClients,
        @Bindable(defaultValue = "1000") int streamQueue,
        @Bindable(defaultValue = "32") int streamBufferMib,
        @Bindable(defaultValue = "false") boolean pageToken) {

    /** How much of its windows each user and session shows. */
    private static final Duration STRIP = Duration.ofHours(1);

    public DashboardSettings {
        between("sample-age", sampleAge, Duration.ofMinutes(1), Duration.ofDays(7));
        between("window-age", windowAge, Duration.ofMinutes(1), Duration.ofDays(30));
        between("alert-age", alertAge, Duration.ofMinutes(1), Duration.ofDays(30));
        between("session-age", sessionAge, Duration.ofMinutes(1), Duration.ofDays(365));
        between("session-silence", sessionSilence, Duration.ofMinutes(1), Duration.ofHours(24));
        between("max-sessions", maxSessions, 10, 1_000_000);
        between("max-users", maxUsers, 100, 10_000_000);
        between("max-samples", maxSamples, 1_000, 100_000_000);
        between("max-alerts", maxAlerts, 100, 1_000_000);
        between("stream-clients", streamClients, 1, 100_000);
        between("stream-queue", streamQueue, 10, 100_000);
        between("stream-buffer-mib", streamBufferMib, 1, 1024);
    }

    /** The bounds of the read model. */
    public Bounds bounds() {
        return new Bounds(
                sampleAge,
                windowAge,
                alertAge,
                sessionAge,
                STRIP,
                sessionSilence,
                maxSessions,
                maxUsers,
                maxSamples,
                maxAlerts);
    }

    private static <T extends Comparable<T>> void between(String name, T value, T least, T most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new StartRefused("qsstream.dashboard." + name + " must be between " + spell(least) + " and "
                    + spell(most) + ", was " + spell(value));
        }
    }

    private static String spell(Object value) {
        return value instanceof Duration duration ? duration.toSeconds() + "s" : value.toString();
    }
}
