package io.qsstream.local.simulate;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What to simulate. Every body depends on these values alone.
 *
 * @param users per session; 0 for the scenario's own number
 * @param length of every session
 * @param cadence between two samples of a user, whole seconds
 * @param seed of every choice; two seeds, or two ends, share no session
 * @param end when the sessions end; sample times span the length before it
 */
public record Plan(
        Scenario scenario, int sessions, int users, Duration length, Duration cadence, long seed, Instant end) {

    public Plan {
        require(sessions >= 1 && sessions <= 100_000, "--sessions must be 1 to 100000");
        require(users >= 0 && users <= 100_000, "--users must be 1 to 100000");
        require(
                length.toSeconds() >= 10 && length.compareTo(Duration.ofHours(23)) <= 0,
                "--minutes must be at most 1380");
        require(
                cadence.toSeconds() >= 1 && cadence.toMillis() % 1000 == 0 && cadence.compareTo(length) <= 0,
                "--cadence must be whole seconds, at least 1s, and no longer than the session");
        end = end.truncatedTo(ChronoUnit.SECONDS);
    }

    public Instant start() {
        return end.minus(length);
    }

    /** Longest time from a sample to its event; Zoom's rows for one minute trickle in too. */
    Duration deliveryDelay() {
        long millis = Math.min(cadence.toMillis() / 3, 20_000);
        return Duration.ofMillis(millis);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
