package io.qsstream.ingest.zoom.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * Learns when events come and how long it may be quiet between two. Hours of the week in which events came within the
 * last four weeks are busy; silence counts in busy hours only, so that nights and weekends are no silence. What is longer
 * than twice the longest silence so far is suspect. Time is passed in.
 */
final class Rhythm {

    private static final int HOURS = 168;
    private static final long HOUR_MS = Duration.ofHours(1).toMillis();
    private static final long WEEKS_REMEMBERED = 4;
    /** Each week the longest silence is forgotten by a tenth. */
    private static final double KEPT_PER_WEEK = 0.9;

    /** By hour of the week, the last week in which events came then; -1 for never. */
    private final long[] lastWeek = new long[HOURS];

    private long lastHeardMs = -1;
    private double longestMs;
    private long longestWeek;

    Rhythm() {
        Arrays.fill(lastWeek, -1);
    }

    /** An event came, or several. */
    void heard(Instant when) {
        long now = when.toEpochMilli();
        if (lastHeardMs >= 0 && now > lastHeardMs) {
            decay(week(now));
            longestMs = Math.max(longestMs, (double) busyMs(lastHeardMs, now));
        }
        lastHeardMs = Math.max(lastHeardMs, now);
        lastWeek[slot(now)] = week(now);
    }

    /** For how long, of busy hours, nothing has come. */
    Duration silence(Instant when) {
        return lastHeardMs < 0 ? Duration.ZERO : Duration.ofMillis(busyMs(lastHeardMs, when.toEpochMilli()));
    }

    /** What is longer than this is suspect. */
    Duration limit(Duration least) {
        Duration learned = Duration.ofMillis((long) (2 * longestMs));
        return learned.compareTo(least) > 0 ? learned : least;
    }

    /** As text, for {@link #recall}. */
    String remember() {
        StringBuilder text = new StringBuilder();
        text.append(lastHeardMs)
                .append(' ')
                .append((long) longestMs)
                .append(' ')
                .append(longestWeek);
        for (long week : lastWeek) {
            text.append(' ').append(week);
        }
        return text.append('\n').toString();
    }

    /** @throws IllegalArgumentException if it is no such text */
    static Rhythm recall(String text) {
        String[] parts = text.strip().split(" ", -1);
        if (parts.length != HOURS + 3) {
            throw new IllegalArgumentException("not " + (HOURS + 3) + " numbers");
        }
        Rhythm rhythm = new Rhythm();
        rhythm.lastHeardMs = Long.parseLong(parts[0]);
        rhythm.longestMs = (double) Long.parseLong(parts[1]);
        rhythm.longestWeek = Long.parseLong(parts[2]);
        for (int i = 0; i < HOURS; i++) {
            rhythm.lastWeek[i] = Long.parseLong(parts[i + 3]);
        }
        return rhythm;
    }

    private void decay(long week) {
        if (longestWeek != week) {
            longestMs *= Math.pow(KEPT_PER_WEEK, Math.max(0, Math.min(52, week - longestWeek)));
            longestWeek = week;
        }
    }

    private long busyMs(long from, long to) {
        long busy = 0;
        // More than the weeks that are remembered would be no more busy.
        long at = Math.max(from, to - WEEKS_REMEMBERED * HOURS * HOUR_MS);
        while (at < to) {
            long end = Math.min(to, (at / HOUR_MS + 1) * HOUR_MS);
            long week = lastWeek[slot(at)];
            if (week >= 0 && week(at) - week <= WEEKS_REMEMBERED) {
                busy += end - at;
            }
            at = end;
        }
        return busy;
    }

    private static int slot(long ms) {
        return (int) (ms / HOUR_MS % HOURS);
    }

    private static long week(long ms) {
        return ms / HOUR_MS / HOURS;
    }
}
