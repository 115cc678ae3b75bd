package io.qsstream.dashboard.model;

import io.qsstream.dashboard.view.Environment;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.UserQosWindow;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is known of one user of one session. Changed only under the model's lock. */
final class UserEntry {

    private static final long NEVER = Long.MIN_VALUE;

    final String userId;
    final SampleSeries samples = new SampleSeries();
    final WindowSeries windows = new WindowSeries();
    private @Nullable String userKey;
    private Environment environment = Environment.UNKNOWN;
    private long environmentTime = NEVER;
    private int environmentRevision;
    private long lastSample = NEVER;
    private long lastWindow = NEVER;
    private long lastHeard = NEVER;
    private long legEnd = NEVER;

    UserEntry(String userId) {
        this.userId = userId;
    }

    void take(QosSample sample) {
        userKey = Greater.of(userKey, sample.getUserKey());
        lastSample = Math.max(lastSample, sample.getSampleTime().toEpochMilli());
        lastHeard = Math.max(lastHeard, sample.getReceiptTime().toEpochMilli());
    }

    void take(UserQosWindow window) {
        userKey = Greater.of(userKey, window.getUserKey());
        long start = window.getWindowStart().toEpochMilli();
        lastWindow = Math.max(lastWindow, start);
        Instant end = window.getLegEndTime();
        if (end != null) {
            legEnd = Math.max(legEnd, end.toEpochMilli());
        }
        if (start > environmentTime || (start == environmentTime && window.getRevision() > environmentRevision)) {
            environmentTime = start;
            environmentRevision = window.getRevision();
            environment = new Environment(
                    window.getLocation(),
                    window.getNetworkType(),
                    window.getDevice(),
                    window.getDataCenter(),
                    window.getConnectionType(),
                    window.getClientVersion(),
                    window.getNetworkPrefix());
        }
    }

    @Nullable
    String userKey() {
        return userKey;
    }

    Environment environment() {
        return environment;
    }

    long lastSample() {
        return Math.max(lastSample, lastWindow);
    }

    /** Whether the user is there: has not left, and was heard of within {@code silenceMs} of the log's clock. */
    boolean isActive(long logClock, long silenceMs) {
        return legEnd < lastSample() && Math.max(lastHeard, lastWindow) >= logClock - silenceMs;
    }
}
