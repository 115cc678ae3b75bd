package io.qsstream.processor.completeness;

import static io.qsstream.processor.completeness.Legs.at;
import static io.qsstream.processor.completeness.Legs.fact;
import static io.qsstream.processor.completeness.Legs.joined;
import static io.qsstream.processor.completeness.Legs.left;
import static io.qsstream.processor.completeness.Legs.leg;
import static io.qsstream.processor.completeness.Legs.samples;
import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.schema.SessionKey;
import io.qsstream.v1.Completeness;
import io.qsstream.v1.CompletenessReason;
import io.qsstream.v1.CompletenessVerdict;
import io.qsstream.v1.SampleGap;
import io.qsstream.v1.SessionKind;
import io.qsstream.v1.SummaryFigure;
import java.io.IOException;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SessionLedgerTest {

    @Test
    void aLegWithASampleAMinuteFromJoinToLeaveIsComplete() {
        // When
        CompletenessVerdict verdict = verdict(leg("u1", minutes("u1", 1, 10), joined(20), left(630)));

        // Then
        assertThat(verdict.getVerdict()).isEqualTo(Completeness.COMPLETE);
        assertThat(verdict.getReasons()).isEmpty();
        assertThat(verdict.getCoverage()).isEqualTo(1.0);
        assertThat(verdict.getExpectedSamples()).isEqualTo(10);
        assertThat(verdict.getReceivedSamples()).isEqualTo(10);
        assertThat(verdict.getGaps()).isEmpty();
        assertThat(verdict.getCadenceMs()).isEqualTo(60_000);
        assertThat(verdict.getStartTime()).isEqualTo(at(20));
        assertThat(verdict.getEndTime()).isEqualTo(at(630));
    }

    @Test
    void oneDroppedSampleOfOneUserIsExactlyThatGap() {
        // Given
        SessionLedger.Leg whole = leg("u1", minutes("u1", 1, 10), joined(20), left(630));
        SessionLedger.Leg dropped =
                leg("u2", samples("u2", 60, 120, 180, 300, 360, 420, 480, 540, 600), joined(20), left(630));

        // When
        CompletenessVerdict verdict = verdict(whole, dropped);

        // Then
        assertThat(verdict.getVerdict()).isEqualTo(Completeness.PARTIAL);
        assertThat(verdict.getReasons()).containsExactly(CompletenessReason.GAPS);
        assertThat(verdict.getGaps()).containsExactly(new SampleGap("u2", at(180), at(300), 1));
        assertThat(verdict.getExpectedSamples()).isEqualTo(20);
        assertThat(verdict.getReceivedSamples()).isEqualTo(19);
        assertThat(verdict.getCoverage()).isEqualTo(0.95);
    }

    @Test
    void whatIsMissingAfterTheJoinAndBeforeTheLeaveIsAGap() {
        // When
        CompletenessVerdict verdict = verdict(leg("u1", minutes("u1", 4, 10), joined(20), left(890)));

        // Then
        assertThat(verdict.getGaps())
                .containsExactly(
                        // 60, 120 and 180 of a leg that joined at 20.
                        new SampleGap("u1", at(20), at(240), 3),
                        // 660 to 840.
                        new SampleGap("u1", at(600), at(890), 4));
    }

    @Test
    void whoJoinedAndLeftWithoutASampleIsNamed() {
        // When
        CompletenessVerdict verdict = verdict(
                leg("u1", minutes("u1", 1, 10), joined(20), left(630)), leg("u2", List.of(), joined(20), left(330)));

        // Then
        assertThat(verdict.getVerdict()).isEqualTo(Completeness.PARTIAL);
        assertThat(verdict.getReasons()).containsExactly(CompletenessReason.LEG_WITHOUT_SAMPLES);
        assertThat(verdict.getGaps()).containsExactly(new SampleGap("u2", at(20), at(330), 5));
        assertThat(verdict.getUserCount()).isEqualTo(2);
    }

    @Test
    void aSessionWithoutAnySampleIsMissing() {
        // When
        CompletenessVerdict verdict = verdict(leg("u1", List.of(), joined(0), left(600)));

        // Then
        assertThat(verdict.getVerdict()).isEqualTo(Completeness.MISSING);
        assertThat(verdict.getReasons())
                .containsExactly(CompletenessReason.LEG_WITHOUT_SAMPLES, CompletenessReason.CADENCE_ASSUMED);
        assertThat(verdict.getCoverage()).isZero();
        assertThat(verdict.getExpectedSamples()).isEqualTo(9);
        assertThat(verdict.getCadenceMs()).isNull();
    }

    @Test
    void whoIsThereForLessThanASampleOwesNone() {
        assertThat(ledger(leg("u1", List.of(), joined(0), left(85))).verdict(1, "SILENCE", 0))
                .isNull();
        assertThat(ledger(leg("u1", List.of(), joined(0))).verdict(1, "SILENCE", 0))
                .as("nobody knows for how long")
                .isNull();
    }

    @Test
    void whoseLeaveIsNotHeardIsTakenToStayUntilTheSessionsEnd() {
        // When
        CompletenessVerdict verdict = verdict(
                leg("u1", minutes("u1", 1, 10), joined(20), left(630)), leg("u2", minutes("u2", 1, 5), joined(20)));

        // Then
        assertThat(verdict.getGaps()).containsExactly(new SampleGap("u2", at(300), at(630), 5));
    }

    @Test
    void whereNobodysLeaveIsHeardNobodyKnowsWhetherTheEndIsTheEnd() {
        // When
        CompletenessVerdict verdict =
                verdict(leg("u1", minutes("u1", 1, 10)), leg("u2", minutes("u2", 1, 5), joined(20)));

        // Then
        assertThat(verdict.getVerdict()).isEqualTo(Completeness.UNKNOWN);
        assertThat(verdict.getReasons()).containsExactly(CompletenessReason.NO_LEAVE_HEARD);
        assertThat(verdict.getGaps()).isEmpty();
        assertThat(verdict.getCoverage()).isEqualTo(1.0);
    }

    @Test
    void anAbsenceBetweenALeaveAndTheNextJoinIsNoGap() {
        // When
        CompletenessVerdict verdict = verdict(leg(
                "u1",
                samples("u1", 60, 120, 180, 240, 1260, 1320, 1380),
                joined(20),
                left(250),
                joined(1210),
                left(1400)));

        // Then
        assertThat(verdict.getVerdict()).isEqualTo(Completeness.COMPLETE);
    }

    @Test
    void aSampleDatedByTheEndOfTheMinuteInWhichItsUserLeftOpensNoNewStay() {
        // When
        CompletenessVerdict verdict = verdict(
                leg("u1", samples("u1", 60, 120, 180, 240), joined(20), left(230)),
                leg("u2", minutes("u2", 1, 20), joined(20), left(1220)));

        // Then
        assertThat(verdict.getVerdict()).isEqualTo(Completeness.COMPLETE);
    }

    @Test
    void thatSomebodyAskedZoomIsNoJoin() {
        // When
        CompletenessVerdict verdict = verdict(leg("u1", minutes("u1", 1, 10), fact(0), left(630), fact(9000)));

        // Then
        assertThat(verdict.getVerdict()).isEqualTo(Completeness.COMPLETE);
        assertThat(verdict.getStartTime()).isEqualTo(at(60));
    }

    @Test
    void aShortLegIsJudgedByTheOthersCadence() {
        // When
        CompletenessVerdict verdict = verdict(
                leg("u1", samples("u1", 0, 5, 10, 15, 20, 25, 30), left(31)),
                leg("u2", samples("u2", 0, 20), left(22)));

        // Then
        assertThat(verdict.getCadenceMs()).isEqualTo(5_000);
        assertThat(verdict.getGaps()).containsExactly(new SampleGap("u2", at(0), at(20), 3));
    }

    @Test
    void aSummaryThatSaysSomethingElseDisagrees() {
        // Given
        SummaryFigure same = new SummaryFigure("audio_input", "avgLatencyMs", 110.0, 100.0);
        SummaryFigure other = new SummaryFigure("audio_input", "avgLatencyMs", 400.0, 100.0);

        // When
        CompletenessVerdict agrees = verdict(leg("u1", minutes("u1", 1, 10), List.of(same), joined(20), left(630)));
        CompletenessVerdict disagrees =
                verdict(leg("u1", minutes("u1", 1, 10), List.of(same, other), joined(20), left(630)));
        CompletenessVerdict explained = verdict(leg("u1", samples("u1", 60, 120, 180, 240, 600), List.of(other)));

        // Then
        assertThat(agrees.getVerdict()).isEqualTo(Completeness.COMPLETE);
        assertThat(agrees.getSummaryAgrees()).isTrue();
        assertThat(disagrees.getVerdict()).isEqualTo(Completeness.DISAGREES);
        assertThat(disagrees.getReasons()).containsExactly(CompletenessReason.FIGURES_DISAGREE);
        assertThat(disagrees.getSummaryAgrees()).isFalse();
        assertThat(disagrees.getComparedFigures()).isEqualTo(2);
        assertThat(disagrees.getDisagreeingFigures()).isEqualTo(1);
        assertThat(explained.getVerdict()).as("what is missing explains it").isEqualTo(Completeness.PARTIAL);
        assertThat(explained.getSummaryAgrees()).isNull();
    }

    @Test
    void figuresAreComparedByWhatTheyCanBe() {
        assertThat(agreement("maxJitterMs", 500, 100))
                .as("Zoom's greatest is of more points")
                .isEqualTo(0);
        assertThat(agreement("maxJitterMs", 100, 500)).isEqualTo(1);
        assertThat(agreement("minBitrateKbps", 10, 700)).isEqualTo(0);
        assertThat(agreement("minBitrateKbps", 700, 10)).isEqualTo(1);
        assertThat(agreement("avgLossPct", 1.9, 0.1)).as("below the floor").isEqualTo(0);
        assertThat(agreement("avgLossPct", 0, 30)).as("0 can mean not measured").isEqualTo(0);
    }

    @Test
    void deadLettersAreAReasonAndNoRevision() {
        // Given
        SessionLedger ledger = ledger(leg("u1", minutes("u1", 1, 10), joined(20), left(630)));

        // When
        CompletenessVerdict none = ledger.verdict(1, "SILENCE", 0);
        CompletenessVerdict some = ledger.verdict(2, "SILENCE", 3);

        // Then
        assertThat(some.getReasons()).containsExactly(CompletenessReason.DEAD_LETTERS);
        assertThat(some.getDeadLetteredSamples()).isEqualTo(3);
        assertThat(SessionLedger.withoutDeliveries(some)).isEqualTo(SessionLedger.withoutDeliveries(none));
    }

    @Test
    void aVerdictWithMoreGapsThanFitListsTheWorst() throws IOException {
        // Given
        SessionLedger ledger = new SessionLedger(new SessionKey("acc", "m1"), SessionKind.UNKNOWN);
        String longId = "u".repeat(200);
        for (int i = 0; i < 6_000; i++) {
            long gap = 60L * (i % 100 == 0 ? 30 : 2);
            ledger.add(leg(longId + i, samples(longId + i, 0, 60, 120, 180, 240, 240 + gap), left(250 + gap)));
        }

        // When
        CompletenessVerdict verdict = ledger.verdict(1, "SILENCE", 0);

        // Then
        assertThat(verdict.toByteBuffer().remaining()).isLessThan(SessionLedger.LARGEST_BYTES);
        assertThat(verdict.getGapCount()).isEqualTo(6_000);
        assertThat(verdict.getGaps()).hasSizeLessThan(SessionLedger.LISTED);
        assertThat(verdict.getGaps())
                .filteredOn(gap -> gap.getMissingSamples() == 29)
                .hasSize(60);
        assertThat(verdict.getGaps()).extracting(SampleGap::getUserId).isSorted();
        assertThat(verdict.getExpectedSamples() - verdict.getReceivedSamples()).isEqualTo(60 * 29 + 5_940);
    }

    private static int agreement(String metric, double zoom, double ours) {
        return Agreement.of(List.of(new SummaryFigure("audio_input", metric, zoom, ours)))
                .disagreeing();
    }

    private static List<io.qsstream.v1.QosSample> minutes(String userId, int from, int to) {
        return samples(
                userId,
                LongStream.rangeClosed(from, to).map(minute -> 60 * minute).toArray());
    }

    private static CompletenessVerdict verdict(SessionLedger.Leg... legs) {
        return ledger(legs).verdict(1, "LEGS_ENDED", 0);
    }

    private static SessionLedger ledger(SessionLedger.Leg... legs) {
        SessionLedger ledger = new SessionLedger(new SessionKey("acc", "m1"), SessionKind.UNKNOWN);
        for (SessionLedger.Leg leg : legs) {
            ledger.add(leg);
        }
        return ledger;
    }
}
