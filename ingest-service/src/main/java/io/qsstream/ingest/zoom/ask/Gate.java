package io.qsstream.ingest.zoom.ask;

import io.qsstream.ingest.zoom.answer.ZoomAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The circuit breaker: shut after five failures in a row, and at once when the app is revoked. When its time is up one
 * call goes through; if that fails it is shut for twice as long. Time is passed in.
 */
final class Gate {

    private static final int FAILURES = 5;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
    private static final Duration FIRST_REVOKED = Duration.ofMinutes(15);
    private static final Duration LONGEST_REVOKED = Duration.ofHours(2);

    private int failures;
    private int shut;
    private ZoomAnswer.NotNow why = new ZoomAnswer.Paused(Instant.MIN);

    /** Why nothing may be asked now; empty where it may. */
    synchronized Optional<ZoomAnswer.NotNow> closed(Instant now) {
        return now.isBefore(why.until()) ? Optional.of(why) : Optional.empty();
    }

    /** Zoom answered, whatever it said. */
    synchronized void answered() {
        failures = 0;
        shut = 0;
        why = new ZoomAnswer.Paused(Instant.MIN);
    }

    /** Zoom failed, or did not answer. */
    synchronized void failed(Instant now) {
        failures++;
        if (failures >= FAILURES || shut > 0) {
            why = new ZoomAnswer.Paused(now.plus(pause(FIRST_PAUSE, LONGEST_PAUSE)));
        }
    }

    /** Credentials that were good, or never were, are not. */
    synchronized ZoomAnswer.Revoked revoked(Instant now) {
        ZoomAnswer.Revoked revoked = new ZoomAnswer.Revoked(now.plus(pause(FIRST_REVOKED, LONGEST_REVOKED)));
        why = revoked;
        return revoked;
    }

    private Duration pause(Duration first, Duration longest) {
        Duration pause = first.multipliedBy(1L << Math.min(shut, 10));
        shut++;
        return pause.compareTo(longest) > 0 ? longest : pause;
    }
}
