package io.qsstream.processor.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.processor.state.Recent.Budget;
import io.qsstream.processor.state.Roster;
import io.qsstream.processor.state.Roster.KnownLeg;
import io.qsstream.processor.state.Roster.KnownSession;
import io.qsstream.schema.SessionKey;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Whoever is said to have no window has none, whoever had to go from the roster meanwhile: a window once written is never begun anew. */
class OpenedWindowsLawsTest {

    private static final Instant START = Instant.parse("2026-11-20T14:00:00Z");

    /** A user of a session is heard of in a minute, or a minute is closed, or the task is restarted. */
    record Step(What what, int session, int user, int minute) {}

    private enum What {
        HEAR,
        CLOSE,
        RESTART
    }

    /** What is in the stores. */
    private final Set<String> sessionWindows = new HashSet<>();

    private final Set<String> userWindows = new HashSet<>();

    @Property
    void whoIsSaidToHaveNoWindowHasNone(
            @ForAll("steps") List<Step> steps,
            @ForAll @LongRange(min = 1, max = 12) long legs,
            @ForAll @IntRange(max = 2) int sessions) {
        // Given
        sessionWindows.clear();
        userWindows.clear();
        Roster roster = new Roster(new Budget(legs * 3600, new AtomicLong()), sessions);
        OpenedWindows opened = new OpenedWindows();

        for (Step step : steps) {
            switch (step.what()) {
                case HEAR -> hear(roster, opened, step);
                case CLOSE -> opened.close(start(step));
                case RESTART -> {
                    roster.close();
                    roster = new Roster(new Budget(legs * 3600, new AtomicLong()), sessions);
                    opened = new OpenedWindows();
                }
            }
        }
    }

    /** As the window stage does with a sample that is not late. */
    private void hear(Roster roster, OpenedWindows opened, Step step) {
        Instant start = start(step);
        SessionKey name = new SessionKey("acc", "s" + step.session());
        KnownLeg leg = roster.leg(name, "u" + step.user());
        KnownSession session = roster.session(name);
        String sessionWindow = step.minute() + "/" + step.session();
        String userWindow = sessionWindow + "/" + step.user();
        if (!opened.knows(start)) {
            boolean whole = userWindows.stream().noneMatch(key -> key.startsWith(step.minute() + "/"));
            opened.begin(start, whole, roster.count());
        }
        if (opened.isOpen(session, start)) {
            assertThat(sessionWindows).contains(sessionWindow);
        }
        if (opened.isNew(session, start)) {
            assertThat(sessionWindows).doesNotContain(sessionWindow);
        }
        if (opened.isNew(leg, start)) {
            assertThat(userWindows).doesNotContain(userWindow);
        }
        if (sessionWindows.add(sessionWindow)) {
            opened.open(session, start);
        }
        userWindows.add(userWindow);
        opened.see(leg, start);
    }

    @Example
    void whoIsHeardOfEveryMinuteIsKnownToHaveNoWindowYet() {
        // Given
        Roster roster = new Roster();
        OpenedWindows opened = new OpenedWindows();
        hear(roster, opened, new Step(What.HEAR, 1, 1, 0));
        SessionKey name = new SessionKey("acc", "s1");

        // When
        opened.begin(START.plusSeconds(60), true, roster.count());

        // Then
        assertThat(opened.isNew(roster.session(name), START.plusSeconds(60))).isTrue();
        assertThat(opened.isNew(roster.leg(name, "u1"), START.plusSeconds(60))).isTrue();
        assertThat(opened.isNew(roster.leg(name, "u2"), START.plusSeconds(60)))
                .as("came later")
                .isFalse();
    }

    private static Instant start(Step step) {
        return START.plusSeconds(60L * step.minute());
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.frequency(
                                Tuple.of(20, What.HEAR), Tuple.of(2, What.CLOSE), Tuple.of(1, What.RESTART)),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.integers().between(0, 3))
                .as(Step::new)
                .list()
                .ofMinSize(5)
                .ofMaxSize(80);
    }
}
