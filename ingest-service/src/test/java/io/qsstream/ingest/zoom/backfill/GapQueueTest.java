package io.qsstream.ingest.zoom.backfill;

import static io.qsstream.ingest.zoom.backfill.Verdicts.NOW;
import static io.qsstream.ingest.zoom.backfill.Verdicts.complete;
import static io.qsstream.ingest.zoom.backfill.Verdicts.partial;
import static io.qsstream.ingest.zoom.backfill.Verdicts.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.v1.Completeness;
import io.qsstream.v1.CompletenessReason;
import io.qsstream.v1.CompletenessVerdict;
import io.qsstream.v1.SessionKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class GapQueueTest {

    private static final Duration DELAY = Duration.ofMinutes(30);
    private static final Duration MAX_AGE = Duration.ofMinutes(115);
    private static final Instant LATER = NOW.plus(DELAY);

    private final GapQueue queue = new GapQueue(Verdicts.CREDENTIALS, DELAY, MAX_AGE);
    private long offset;

    @Test
    void sessionsWithAlertsComeFirstThenThoseThatWaitedLongest() {
        // When
        take(partial("old", 3, 0), NOW.minusSeconds(60));
        take(partial("new", 3, 0), NOW);
        take(partial("alerted", 1, 2), NOW);
        take(verdict("lost", SessionKind.WEBINAR, Completeness.MISSING, 100, 0, NOW), NOW.minusSeconds(90));

        // Then
        assertThat(sessions(LATER, 10)).containsExactly("alerted", "lost", "old", "new");
        assertThat(sessions(LATER, 2)).containsExactly("alerted", "lost");
        assertThat(queue.due(LATER, 10).getFirst().request().alerted()).isTrue();
        assertThat(queue.due(LATER, 10).get(1).request().kind()).isEqualTo(Kind.WEBINAR);
        assertThat(queue.size(true)).isEqualTo(1);
        assertThat(queue.size(false)).isEqualTo(3);
    }

    @Test
    void nobodyIsAskedBeforeZoomsOwnRetriesHadTheirTime() {
        // When
        take(partial("s", 3, 0), NOW);

        // Then
        assertThat(sessions(LATER.minusMillis(1), 10)).isEmpty();
        assertThat(sessions(LATER, 10)).containsExactly("s");
    }

    @Test
    void aRevisionDoesNotMakeASessionWaitAnew() {
        // When
        take(partial("s", 3, 0), NOW);
        take(partial("s", 2, 0), NOW.plusSeconds(1_200));

        // Then
        assertThat(queue.due(LATER, 10)).extracting(GapQueue.Due::missing).containsExactly(2);
    }

    @Test
    void whatARetryHasBroughtIsNotAskedFor() {
        // Given
        take(partial("s", 3, 0), NOW);

        // When
        take(complete("s"), NOW.plusSeconds(300));

        // Then
        assertThat(sessions(LATER, 10)).isEmpty();
    }

    @Test
    void aSessionIsAskedForAgainOnlyWhereMoreIsMissing() {
        // Given
        take(partial("s", 3, 0), NOW);
        queue.asked(queue.due(LATER, 1).getFirst());

        // When
        take(partial("s", 1, 0), LATER);
        List<String> less = sessions(LATER.plus(DELAY), 10);
        take(partial("s", 4, 0), LATER);
        List<String> more = sessions(LATER.plus(DELAY), 10);

        // Then
        assertThat(less).isEmpty();
        assertThat(more).containsExactly("s");
    }

    @Test
    void whatABackfillWouldLeaveOutForItsAgeIsNotAskedFor() {
        // When
        take(
                verdict(
                        "s",
                        SessionKind.MEETING,
                        Completeness.PARTIAL,
                        3,
                        0,
                        LATER.minus(MAX_AGE).minusMillis(1)),
                NOW);

        // Then
        assertThat(sessions(LATER, 10)).isEmpty();
        assertThat(queue.size(false)).as("it does not wait for ever").isZero();
    }

    @Test
    void whatZoomsApiDoesNotKnowIsNotAskedFor() {
        // When
        take(verdict("call", SessionKind.PHONE_CALL, Completeness.PARTIAL, 3, 0, NOW), NOW);
        take(verdict("what", SessionKind.UNKNOWN, Completeness.PARTIAL, 3, 0, NOW), NOW);
        take(verdict("sdk", SessionKind.VIDEO_SDK_SESSION, Completeness.PARTIAL, 3, 0, NOW), NOW);
        take(verdict("apart", SessionKind.MEETING, Completeness.DISAGREES, 0, 0, NOW), NOW);
        take(verdict("open", SessionKind.MEETING, Completeness.UNKNOWN, 0, 0, NOW), NOW);

        // Then
        assertThat(sessions(LATER, 10))
                .as("of sessions of the Video SDK for want of credentials")
                .isEmpty();
    }

    @Test
    void aSessionThatMayHaveGoneOnUnheardIsAskedForWhereLeavesAreTold() {
        // Given
        CompletenessVerdict open = verdict("open", SessionKind.MEETING, Completeness.UNKNOWN, 0, 0, NOW);
        open.setReasons(List.of(CompletenessReason.NO_LEAVE_HEARD));

        // When
        take(open, NOW);
        List<String> nobodyTells = sessions(LATER, 10);
        take(complete("another"), NOW);
        take(open, NOW);
        List<String> othersTell = sessions(LATER, 10);
        queue.asked(queue.due(LATER, 1).getFirst());
        take(open, NOW);

        // Then
        assertThat(nobodyTells).isEmpty();
        assertThat(othersTell).containsExactly("open");
        assertThat(sessions(LATER, 10)).as("once").isEmpty();
    }

    @Test
    void aCrashReadsAgainWhatWasNotAskedFor() {
        // Given
        take(partial("first", 3, 0), NOW);
        take(partial("second", 3, 0), NOW);
        take(complete("third"), NOW);

        // Then
        assertThat(queue.restart(0, 3)).isZero();
        queue.asked(queue.due(LATER, 1).getFirst());
        assertThat(queue.restart(0, 3)).isEqualTo(1);
        queue.asked(queue.due(LATER, 1).getFirst());
        assertThat(queue.restart(0, 3)).isEqualTo(3);
    }

    @Test
    void aPartitionThatIsAnothersTakesItsSessionsAlong() {
        // Given
        take(partial("s", 3, 0), NOW);

        // When
        queue.forget(0);

        // Then
        assertThat(sessions(LATER, 10)).isEmpty();
    }

    private void take(CompletenessVerdict verdict, Instant emitted) {
        queue.take(verdict, emitted, new GapQueue.Place(0, offset++));
    }

    private List<String> sessions(Instant now, int most) {
        return queue.due(now, most).stream()
                .map(due -> due.session().sessionId())
                .toList();
    }
}
