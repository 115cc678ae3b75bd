package io.qsstream.local.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * When Zoom tries again (qss-reference §3): 5, 25 and 85 minutes after the first attempt, after a 5xx or no answer within
 * 3 s, and never after the third. Pure.
 *
 * @param compression how many times faster than Zoom: 100 makes 85 min 51 s
 */
record Redelivery(double compression) {

    static final List<Duration> AFTER = List.of(Duration.ofMinutes(5), Duration.ofMinutes(25), Duration.ofMinutes(85));

    /** When to try again after so many failures; empty once Zoom gives up. */
    Optional<Instant> next(Instant firstAttempt, int failures) {
        return failures > AFTER.size()
                ? Optional.empty()
                : Optional.of(firstAttempt.plus(compressed(AFTER.get(failures - 1))));
    }

    /** A duration of Zoom's time in this schedule's. */
    Duration compressed(Duration zooms) {
        return Duration.ofNanos(Math.round(zooms.toNanos() / compression));
    }

    /** When an event first sent at this time is accepted, if every attempt that {@code fails} names fails. */
    Optional<Instant> acceptedAt(Instant firstAttempt, Predicate<Instant> fails) {
        Instant attempt = firstAttempt;
        for (int failures = 1; fails.test(attempt); failures++) {
            Optional<Instant> next = next(firstAttempt, failures);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            attempt = next.get();
        }
        return Optional.of(attempt);
    }
}
