package io.qsstream.ingest.zoom.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;

class RhythmTest {

    private static final Duration LEAST = Duration.ofMinutes(15);
    /** A Monday. */
    private static final Instant START = Instant.parse("2026-11-02T00:00:00Z");

    @Test
    void aNightAndAWeekendAreNoSilenceAndAnOutageAtWorkIs() {
        // Given
        Rhythm rhythm = new Rhythm();
        Instant monday = START.plus(Duration.ofDays(14));
        officeHours(rhythm, START, monday);

        // Then
        assertThat(rhythm.silence(monday.plus(Duration.ofHours(8))))
                .as("Friday evening to Monday morning")
                .isLessThan(LEAST);
        assertThat(rhythm.silence(monday.plus(Duration.ofHours(8)).plusSeconds(60 * 40)))
                .as("40 minutes into Monday's work")
                .isGreaterThan(rhythm.limit(LEAST));
    }

    @Test
    void whoIsOftenQuietForLongIsSuspectLater() {
        // Given
        Rhythm rhythm = new Rhythm();
        Instant now = START;
        for (int i = 0; i < 500; i++) {
            now = now.plusSeconds(60 * 50);
            rhythm.heard(now);
        }

        // Then
        assertThat(rhythm.limit(LEAST)).isGreaterThan(Duration.ofMinutes(60));
        assertThat(rhythm.silence(now.plusSeconds(60 * 60))).isLessThan(rhythm.limit(LEAST));
        assertThat(rhythm.silence(now.plusSeconds(60 * 60 * 4))).isGreaterThan(rhythm.limit(LEAST));
    }

    @Test
    void nothingIsSuspectBeforeAnythingWasLearned() {
        // Given
        Rhythm rhythm = new Rhythm();

        // Then
        assertThat(rhythm.silence(START.plus(Duration.ofDays(9)))).isZero();
    }

    @Test
    void whatWasLearnedOutlivesARestart() {
        // Given
        Rhythm rhythm = new Rhythm();
        Instant end = START.plus(Duration.ofDays(14));
        officeHours(rhythm, START, end);

        // When
        Rhythm recalled = Rhythm.recall(rhythm.remember());

        // Then
        Instant later = end.plus(Duration.ofHours(9));
        assertThat(recalled.silence(later)).isEqualTo(rhythm.silence(later));
        assertThat(recalled.limit(LEAST)).isEqualTo(rhythm.limit(LEAST));
    }

    private static void officeHours(Rhythm rhythm, Instant from, Instant to) {
        for (Instant at = from; at.isBefore(to); at = at.plusSeconds(60)) {
            ZonedDateTime time = at.atZone(ZoneOffset.UTC);
            boolean works =
                    time.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) < 0 && time.getHour() >= 8 && time.getHour() < 18;
            if (works) {
                rhythm.heard(at);
            }
        }
    }
}
