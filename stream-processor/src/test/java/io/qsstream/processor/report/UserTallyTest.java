package io.qsstream.processor.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.v1.Cause;
import io.qsstream.v1.CauseClass;
import io.qsstream.v1.ReportLegState;
import io.qsstream.v1.ReportedAlert;
import io.qsstream.v1.Severity;
import io.qsstream.v1.ZoomFigure;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UserTallyTest {

    private static final Instant START = Instant.parse("2026-11-20T14:00:00Z");

    @Test
    void theLongerTroubleIsTheUsersCause() {
        Cause cause = UserTally.causeOf(
                List.of(
                        alert("a", Severity.WARNING, 0, 10, CauseClass.SELF_CPU, 0.9),
                        alert("b", Severity.WARNING, 10, 40, CauseClass.SELF_WIFI, 0.9)),
                START.plusSeconds(3600));

        assertThat(cause).isEqualTo(new Cause(CauseClass.SELF_WIFI, 0.9, List.of("b")));
    }

    @Test
    void aCriticalAlertWeighsTwiceAndAnUnclearedOneLastsToTheEnd() {
        assertThat(UserTally.causeOf(
                                List.of(
                                        alert("a", Severity.CRITICAL, 0, 20, CauseClass.SELF_CPU, 0.9),
                                        alert("b", Severity.WARNING, 0, 30, CauseClass.SELF_WIFI, 0.9)),
                                START)
                        .getClass$())
                .isEqualTo(CauseClass.SELF_CPU);
        assertThat(UserTally.causeOf(
                                List.of(
                                        alert("a", Severity.CRITICAL, 0, 20, CauseClass.SELF_CPU, 0.9),
                                        alert("b", Severity.WARNING, 0, null, CauseClass.SELF_WIFI, 0.9)),
                                START.plusSeconds(3600))
                        .getClass$())
                .isEqualTo(CauseClass.SELF_WIFI);
    }

    @Test
    void ofOneClassTheSurestJudgementSpeaks() {
        Cause cause = UserTally.causeOf(
                List.of(
                        alert("a", Severity.WARNING, 0, 10, CauseClass.SELF_WIFI, 0.6),
                        alert("b", Severity.WARNING, 10, 20, CauseClass.SELF_WIFI, 0.9)),
                START);

        assertThat(cause.getEvidence()).containsExactly("b");
    }

    @Test
    void whatIsUnknownIsNoCause() {
        assertThat(UserTally.causeOf(List.of(alert("a", Severity.CRITICAL, 0, 60, CauseClass.UNKNOWN, 0)), START))
                .isNull();
        assertThat(UserTally.causeOf(List.of(), START)).isNull();
    }

    @Test
    void ofTwoSummariesTheGreaterFigureStaysWhicheverCameFirst() {
        // Given
        ReportLegState none = new ReportLegState(List.of(), List.of());
        List<ZoomFigure> one = List.of(new ZoomFigure("video_input", "maxJitterMs", 30.0));
        List<ZoomFigure> other = List.of(
                new ZoomFigure("video_input", "maxJitterMs", 40.0), new ZoomFigure("audio_input", "avgLossPct", 1.0));

        // When
        List<ZoomFigure> inOrder =
                ZoomFigures.takeIn(ZoomFigures.takeIn(none, one), other).getFigures();
        List<ZoomFigure> turned =
                ZoomFigures.takeIn(ZoomFigures.takeIn(none, other), one).getFigures();

        // Then
        assertThat(inOrder)
                .isEqualTo(turned)
                .containsExactly(
                        new ZoomFigure("audio_input", "avgLossPct", 1.0),
                        new ZoomFigure("video_input", "maxJitterMs", 40.0));
    }

    private static ReportedAlert alert(
            String id,
            Severity severity,
            int fromMinute,
            @Nullable Integer toMinute,
            CauseClass cause,
            double confidence) {
        return new ReportedAlert(
                id,
                severity,
                START.plusSeconds(60L * fromMinute),
                toMinute == null ? null : START.plusSeconds(60L * toMinute),
                new Cause(cause, confidence, List.of(id)));
    }
}
