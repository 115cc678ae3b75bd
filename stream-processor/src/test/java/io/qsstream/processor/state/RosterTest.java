package io.qsstream.processor.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.processor.state.Recent.Budget;
import io.qsstream.processor.state.Roster.KnownLeg;
import io.qsstream.processor.state.Roster.KnownSession;
import io.qsstream.processor.state.Roster.Slot;
import io.qsstream.schema.SessionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RosterTest {

    private static final SessionKey SESSION = new SessionKey("acc", "s|1==");
    private static final Slot<String> SLOT = new Slot<>();

    /** Of two legs. */
    private final Budget budget = new Budget(2 * 3600, new AtomicLong());

    private final Roster roster = new Roster(budget, 2);

    @Test
    void whoeverIsAskedForTwiceIsTheSame() {
        // Given
        KnownLeg leg = roster.leg(SESSION, "1");
        leg.put(SLOT, "kept");

        // When
        roster.leg(SESSION, "2").put(SLOT, "another's");

        // Then
        assertThat(roster.leg(SESSION, "1")).isSameAs(leg);
        assertThat(roster.leg(StateKeys.user(SESSION.toString(), "1"))).isSameAs(leg);
        assertThat(roster.find(StateKeys.user(SESSION.toString(), "1"))).isSameAs(leg);
        assertThat(leg.get(SLOT)).isEqualTo("kept");
    }

    @Test
    void keysAreThoseOfTheStores() {
        assertThat(roster.session(SESSION).key()).isEqualTo(StateKeys.session(SESSION.toString()));
        assertThat(roster.leg(SESSION, "übel|1").key()).isEqualTo(StateKeys.user(SESSION.toString(), "übel|1"));
    }

    @Test
    void whoeverWasNeverHeardOfIsNotFoundAndDoesNotComeByThat() {
        assertThat(roster.find(StateKeys.user(SESSION.toString(), "1"))).isNull();
        assertThat(roster.count()).isZero();
    }

    @Test
    void whoeverHasToGoForOthersTakesLeaveAndComesBackAsSomebodyNew() {
        // Given
        List<String> goodbyes = new ArrayList<>();
        roster.onGoodbye(SLOT, (leg, value) -> goodbyes.add(value));
        KnownLeg first = roster.leg(SESSION, "0");
        first.put(SLOT, "0");

        // When
        for (int user = 1; user < 12; user++) {
            roster.leg(SESSION, Integer.toString(user)).put(SLOT, Integer.toString(user));
        }

        // Then
        assertThat(goodbyes).startsWith("0").doesNotHaveDuplicates();
        KnownLeg again = roster.leg(SESSION, "0");
        assertThat(again).isNotSameAs(first);
        assertThat(again.get(SLOT)).isNull();
        assertThat(again.number()).isGreaterThan(first.number());
    }

    @Test
    void nobodyWhoHasGoneIsFoundBecauseHeWasAskedForLast() {
        // Given
        KnownLeg asked = roster.leg(SESSION, "0");

        // When: by their keys, as whoever emits windows does
        for (int user = 1; user < 12; user++) {
            roster.leg(StateKeys.user(SESSION.toString(), Integer.toString(user)));
        }

        // Then
        assertThat(roster.leg(SESSION, "0")).isNotSameAs(asked);
    }

    @Test
    void aSlotOfAllSessionsIsCleared() {
        // Given
        KnownSession session = roster.session(SESSION);
        KnownSession other = roster.session(new SessionKey("acc", "other"));
        session.put(SLOT, "one");
        other.put(SLOT, "two");

        // When
        roster.clearSessions(SLOT);

        // Then
        assertThat(session.get(SLOT)).isNull();
        assertThat(other.get(SLOT)).isNull();
        assertThat(roster.session(SESSION)).isSameAs(session);
    }

    @Test
    void whatItHeldIsGivenBack() {
        // Given
        roster.leg(SESSION, "1");
        assertThat(budget.held()).hasPositiveValue();

        // When
        roster.close();

        // Then
        assertThat(budget.held()).hasValue(0);
        assertThat(roster.find(StateKeys.user(SESSION.toString(), "1"))).isNull();
    }
}
