package io.qsstream.processor.window;

import java.time.Duration;
import java.time.Instant;

/**
 * The windows of a deployment. Half-open, [start, end), aligned to the epoch.
 *
 * @param size length of a window
 * @param grace how long after its end a window waits before its first emission, in receipt time
 * @param retention how long after its end a window stays open for revision, in receipt time
 */
public record Windowing(Duration size, Duration grace, Duration retention) {

    /** Zoom ends a meeting after 30 hours; of a session that lasts longer the last of them are told. */
    public static final Duration LONGEST_SESSION = Duration.ofHours(30);

    public Windowing {
        if (size.toMillis() < 1000 || Duration.ofDays(1).compareTo(size) < 0) {
            throw new IllegalArgumentException("window.size must be between 1s and 1d, was " + size);
        }
        if (grace.isNegative()) {
            throw new IllegalArgumentException("window.grace must not be negative, was " + grace);
        }
        if (retention.compareTo(grace) <= 0) {
            throw new IllegalArgumentException("window.retention must be longer than window.grace (" + grace
                    + "), or no window could be revised; was " + retention);
        }
    }

    /** The start of the window that holds this sample time. */
    public Instant startOf(Instant sampleTime) {
        long millis = sampleTime.toEpochMilli();
        return Instant.ofEpochMilli(millis - Math.floorMod(millis, size.toMillis()));
    }

    public Instant endOf(Instant start) {
        return start.plus(size);
    }

    /** From when on the window is closed: what arrives then or later is late. */
    public Instant closesAt(Instant start) {
        return start.plus(size).plus(grace);
    }

    /** Whether the window is closed at a time, {@link #closesAt}. */
    public boolean isClosed(Instant start, Instant at) {
        return since(start, at) >= size.toMillis() + grace.toMillis();
    }

    /** From when on the window is forgotten: what arrives then or later is a dead letter. */
    public Instant forgottenAt(Instant start) {
        return start.plus(size).plus(retention);
    }

    /** Whether the window is forgotten at a time, {@link #forgottenAt}. */
    public boolean isForgotten(Instant start, Instant at) {
        return since(start, at) >= size.toMillis() + retention.toMillis();
    }

    /** Milliseconds: whether a window is closed is asked with every sample, and costs no instants so. */
    private static long since(Instant start, Instant at) {
        return at.toEpochMilli() - start.toEpochMilli();
    }
}
