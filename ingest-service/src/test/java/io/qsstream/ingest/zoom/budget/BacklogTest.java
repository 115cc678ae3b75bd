package io.qsstream.ingest.zoom.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class BacklogTest {

    private static final Duration SOON = Duration.ofMillis(20);

    private final Backlog<String> backlog = new Backlog<>();

    @Test
    void urgentWorkGoesFirstAndElseWhatCameFirst() throws Exception {
        // Given
        backlog.add("a", false);
        backlog.add("b", false);
        backlog.add("urgent", true);
        List<String> taken = new ArrayList<>();

        // When
        for (int i = 0; i < 3; i++) {
            taken.add(backlog.take(any -> true, SOON));
        }

        // Then
        assertThat(taken).containsExactly("urgent", "a", "b");
    }

    @Test
    void whatMayNotBeDoneNowKeepsItsPlaceAndHoldsNothingUp() throws Exception {
        // Given
        backlog.add("meeting 1", true);
        backlog.add("session 1", false);
        backlog.add("meeting 2", false);
        backlog.add("session 2", false);

        // Then
        assertThat(backlog.take(each -> each.startsWith("session"), SOON)).isEqualTo("session 1");
        assertThat(backlog.take(each -> each.startsWith("session"), SOON)).isEqualTo("session 2");
        assertThat(backlog.take(any -> true, SOON)).isEqualTo("meeting 1");
        assertThat(backlog.take(any -> true, SOON)).isEqualTo("meeting 2");
    }

    @Test
    void whoeverWaitsGetsWhatComesLaterAndWhatMayBeDoneLater() throws Exception {
        // Given
        AtomicBoolean open = new AtomicBoolean();
        CompletableFuture<String> taken = CompletableFuture.supplyAsync(() -> {
            try {
                return backlog.take(any -> open.get(), SOON);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        // When
        backlog.add("a", false);
        assertThat(taken).isNotCompleted();
        open.set(true);

        // Then
        assertThat(taken.get(10, TimeUnit.SECONDS)).isEqualTo("a");
        assertThat(backlog.size(false)).isZero();
    }
}
