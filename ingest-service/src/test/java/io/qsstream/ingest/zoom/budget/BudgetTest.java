package io.qsstream.ingest.zoom.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qsstream.ingest.zoom.budget.Budget.Decision;
import io.qsstream.ingest.zoom.budget.Budget.Limits;
import io.qsstream.schema.settings.StartRefused;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BudgetTest {

    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    private static final Limits BUSINESS = new Limits(40, 20, 60_000);

    /** A session that ended; it wants some calls. */
    private record Ended(int number, Instant at, int calls, boolean alerted) {}

    /**
     * Ten thousand sessions end within an hour, on a simulated clock: no day has more calls than it may, no second either,
     * whoever had alerts is never behind somebody without, the backlog says what waits, and all are done in the end.
     */
    @Property(tries = 12)
    void tenThousandSessionsInAnHourNeverExceedTheDayAndAlertsComeFirst(
            @ForAll Random random, @ForAll @IntRange(min = 0, max = 23) int hour) {
        // Given
        Instant start = Instant.parse("2026-11-25T00:00:00Z").plus(Duration.ofHours(hour));
        List<Ended> sessions = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            sessions.add(
                    new Ended(i, start.plusMillis(360L * i), 2 * (1 + random.nextInt(10)), random.nextInt(10) == 0));
        }
        DayUseInMemory memory = new DayUseInMemory();
        Budget budget = new Budget(BUSINESS, memory);
        Backlog<Ended> backlog = new Backlog<>();
        Map<LocalDate, Integer> perDay = new HashMap<>();
        ArrayDeque<Instant> lastSecond = new ArrayDeque<>();
        Instant now = start;
        int arrived = 0;
        int done = 0;
        int greatestBacklog = 0;

        // When
        while (done < sessions.size()) {
            while (arrived < sessions.size() && !sessions.get(arrived).at().isAfter(now)) {
                Ended ended = sessions.get(arrived++);
                backlog.add(ended, ended.alerted());
            }
            assertThat(backlog.size(true) + backlog.size(false)).isEqualTo(arrived - done);
            greatestBacklog = Math.max(greatestBacklog, arrived - done);
            int alertedWaiting = backlog.size(true);
            Optional<Ended> next = backlog.poll();
            if (next.isEmpty()) {
                now = sessions.get(arrived).at();
                continue;
            }
            assertThat(next.get().alerted()).isEqualTo(alertedWaiting > 0);
            for (int call = 0; call < next.get().calls(); ) {
                switch (budget.take(RateLabel.HEAVY, now)) {
                    case Decision.Granted granted -> {
                        call++;
                        perDay.merge(LocalDate.ofInstant(now, ZoneOffset.UTC), 1, Integer::sum);
                        lastSecond.addLast(now);
                        while (!lastSecond.peekFirst().isAfter(now.minusSeconds(1))) {
                            lastSecond.removeFirst();
                        }
                        if (lastSecond.size() > 40) {
                            throw new AssertionError(lastSecond.size() + " calls in the second before " + now);
                        }
                        // A call takes a while, or next to no time.
                        now = now.plusMillis(random.nextInt(60));
                    }
                    case Decision.Wait wait -> now = wait.until();
                    case Decision.Spent spent -> {
                        assertThat(spent.until()).isAfter(now);
                        now = spent.until();
                    }
                }
            }
            if (random.nextInt(2_000) == 0) {
                // A crash and a restart.
                budget = new Budget(BUSINESS, memory);
            }
            done++;
        }

        // Then
        assertThat(perDay.values()).allSatisfy(calls -> assertThat(calls).isLessThanOrEqualTo(60_000));
        assertThat(perDay).as("some 110,000 calls do not fit into a day").hasSizeGreaterThan(1);
        assertThat(greatestBacklog).isGreaterThan(1_000);
    }

    @Test
    void aSecondHasNoMoreCallsThanAllowedWhereverItBegins() {
        // Given
        Budget budget = new Budget(new Limits(2, 1, 100), new DayUseInMemory());

        // When
        budget.take(RateLabel.HEAVY, NOON);
        budget.take(RateLabel.HEAVY, NOON.plusMillis(900));

        // Then
        assertThat(budget.take(RateLabel.HEAVY, NOON.plusMillis(950)))
                .isEqualTo(new Decision.Wait(NOON.plusMillis(1000)));
        assertThat(budget.take(RateLabel.HEAVY, NOON.plusMillis(1000))).isEqualTo(new Decision.Granted());
        assertThat(budget.take(RateLabel.HEAVY, NOON.plusMillis(1000)))
                .isEqualTo(new Decision.Wait(NOON.plusMillis(1900)));
    }

    @Test
    void listingsAreCountedByTheMinuteAndIntoTheSameDay() {
        // Given
        Budget budget = new Budget(new Limits(2, 1, 3), new DayUseInMemory());

        // When
        budget.take(RateLabel.RESOURCE_INTENSIVE, NOON);
        budget.take(RateLabel.HEAVY, NOON);

        // Then
        assertThat(budget.take(RateLabel.RESOURCE_INTENSIVE, NOON.plusSeconds(59)))
                .isEqualTo(new Decision.Wait(NOON.plusSeconds(60)));
        assertThat(budget.take(RateLabel.HEAVY, NOON.plusSeconds(59))).isEqualTo(new Decision.Granted());
        assertThat(budget.take(RateLabel.RESOURCE_INTENSIVE, NOON.plusSeconds(60)))
                .isEqualTo(new Decision.Spent(Instant.parse("2026-11-26T00:00:00Z")));
    }

    @Test
    void whatZoomSaysOfTheDayCountsMoreThanWhatWeCounted(@TempDir Path folder) throws Exception {
        // Given
        Instant until = NOON.plus(Duration.ofHours(3));
        try (DayUseFile file = new DayUseFile(folder)) {
            new Budget(BUSINESS, file).spent(until);
        }

        // When
        try (DayUseFile file = new DayUseFile(folder)) {
            Budget restarted = new Budget(BUSINESS, file);

            // Then
            assertThat(restarted.take(RateLabel.HEAVY, NOON)).isEqualTo(new Decision.Spent(until));
            assertThat(restarted.left(NOON)).isZero();
            assertThat(restarted.take(RateLabel.HEAVY, until)).isEqualTo(new Decision.Granted());
        }
    }

    @Test
    void aRestartForgetsNoCallOfTheDay(@TempDir Path folder) throws Exception {
        // Given
        Limits limits = new Limits(40, 20, 1_000);
        int granted = 0;

        // When
        for (int restart = 0; restart < 400; restart++) {
            try (DayUseFile file = new DayUseFile(folder)) {
                Budget budget = new Budget(limits, file);
                for (int call = 0; call < 3; call++) {
                    Instant now = NOON.plusSeconds(10 * restart + 2 * call);
                    granted += budget.take(RateLabel.HEAVY, now) instanceof Decision.Granted ? 1 : 0;
                }
            }
        }

        // Then
        assertThat(granted).isBetween(300, 1_000);
    }

    @Test
    void aSecondProcessIsKeptOutOfTheFolder(@TempDir Path folder) throws Exception {
        try (DayUseFile first = new DayUseFile(folder)) {
            assertThatThrownBy(() -> new DayUseFile(folder))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("one instance only");
        }
        new DayUseFile(folder).close();
    }

    @Test
    void aFileThatCannotBeReadRefusesTheStartRatherThanGivingTheDayAgain(@TempDir Path folder) throws Exception {
        // Given
        Files.writeString(folder.resolve("zoom-calls"), "2026-11-25 1");

        // Then
        try (DayUseFile file = new DayUseFile(folder)) {
            assertThatThrownBy(file::recall).isInstanceOf(StartRefused.class).hasMessageContaining("delete it");
        }
    }
}
