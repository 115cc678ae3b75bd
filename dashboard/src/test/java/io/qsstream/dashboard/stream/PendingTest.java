package io.qsstream.dashboard.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PendingTest {

    private final Pending<String> pending = new Pending<>(1_000, 10_000);

    @Test
    void aFirstChangeIsDueAtOnceAndManyAreToldAsOne() {
        pending.add("a", false);
        pending.add("a", false);

        assertThat(pending.due(0)).containsExactly("a");
        assertThat(pending.due(0)).isEmpty();
    }

    @Test
    void theNextOneWaitsForThePauseAndOneThatCanWaitForTheLongOne() {
        pending.add("a", false);
        assertThat(pending.due(0)).hasSize(1);

        // When
        pending.add("a", true);

        // Then
        assertThat(pending.due(1_000)).isEmpty();
        pending.add("a", false);
        assertThat(pending.due(999)).isEmpty();
        assertThat(pending.due(1_000)).containsExactly("a");
        pending.add("a", true);
        assertThat(pending.due(10_999)).isEmpty();
        assertThat(pending.due(11_000)).containsExactly("a");
    }
}
