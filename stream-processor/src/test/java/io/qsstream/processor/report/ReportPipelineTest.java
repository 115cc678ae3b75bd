package io.qsstream.processor.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.processor.testing.Bodies;
import io.qsstream.processor.testing.Bodies.Item;
import io.qsstream.processor.testing.Pipeline;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.SessionReport;
import io.qsstream.v1.StreamReport;
import io.qsstream.v1.SummaryFigure;
import io.qsstream.v1.UserReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReportPipelineTest {

    private static final Instant START = Instant.parse("2026-11-20T14:00:00Z");
    private static final String KEY = "acc|m1";

    private final Pipeline pipeline = Pipeline.inMemory(Pipeline.MINUTES);

    @AfterEach
    void close() {
        pipeline.close();
    }

    // When

    @Test
    void aReportIsOutWithinThirtySecondsOfTheLastLeaveAlthoughTheLastWindowsAreOpen() {
        // Given
        for (int minute = 0; minute < 5; minute++) {
            measure("u1", minute, 5);
            measure("u2", minute, 5);
        }
        leave("u1", 5);
        tickUntil(6);
        assertThat(reports()).isEmpty();

        // When
        leave("u2", 6);
        Instant left = minute(6);
        tickUntil(left.plusSeconds(30));

        // Then
        SessionReport report = only();
        assertThat(report.getEndReason()).isEqualTo("LEGS_ENDED");
        assertThat(report.getRevision()).isEqualTo(1);
        assertThat(report.getStartTime()).isEqualTo(START);
        assertThat(report.getEndTime()).isEqualTo(left);
        assertThat(report.getParticipantMinutes()).isEqualTo(10);
        assertThat(report.getUsers()).extracting(UserReport::getMinutes).containsExactly(5.0, 5.0);
    }

    @Test
    void closingTheLastWindowsAddsNothingAndMakesNoRevision() {
        // Given
        measure("u1", 0, 5);
        leave("u1", 1);

        // When
        tickUntil(30);

        // Then
        assertThat(reports()).hasSize(1);
    }

    @Test
    void aSessionWithoutSummariesIsReportedAfterTenMinutesOfSilence() {
        // Given
        measure("u1", 0, 5);
        tickUntil(9);
        assertThat(reports()).isEmpty();

        // When
        tickUntil(12);

        // Then
        SessionReport report = only();
        assertThat(report.getEndReason()).isEqualTo("SILENCE");
        assertThat(report.getEndTime()).isEqualTo(minute(1));
    }

    @Test
    void aLateSampleMakesTheNextRevisionAndADuplicateMakesNone() {
        // Given
        measure("u1", 0, 5);
        measure("u1", 2, 5);
        leave("u1", 3);
        tickUntil(10);
        assertThat(only().getParticipantMinutes()).isEqualTo(2);

        // When
        receive(minute(10), "u1", minute(1), 5);
        tickUntil(13);
        SessionReport revised = only();
        receive(minute(13), "u1", minute(1), 5);
        tickUntil(16);

        // Then
        assertThat(revised.getRevision()).isEqualTo(2);
        assertThat(revised.getParticipantMinutes()).isEqualTo(3);
        assertThat(reports()).isEmpty();
    }

    @Test
    void manyLateSamplesInAMinuteMakeOneRevision() {
        // Given
        for (int minute = 0; minute < 10; minute += 2) {
            measure("u1", minute, 5);
        }
        leave("u1", 11);
        tickUntil(15);
        reports();

        // When
        for (int minute = 1; minute < 10; minute += 2) {
            receive(minute(15).plusSeconds(minute), "u1", minute(minute), 5);
        }
        tickUntil(20);

        // Then
        SessionReport revised = only();
        assertThat(revised.getRevision()).isEqualTo(2);
        assertThat(revised.getParticipantMinutes()).isEqualTo(10);
    }

    @Test
    void whoComesBackPutsTheReportOffUntilLeavingAgain() {
        // Given
        measure("u1", 0, 5);
        leave("u1", 1);
        tickUntil(3);
        assertThat(only().getRevision()).isEqualTo(1);

        // When
        for (int minute = 4; minute < 12; minute++) {
            measure("u1", minute, 5);
            tickUntil(minute(minute).plusSeconds(55));
        }
        assertThat(reports()).isEmpty();
        leave("u1", 12);
        tickUntil(14);

        // Then
        SessionReport last = only();
        assertThat(last.getRevision()).isEqualTo(2);
        assertThat(last.getParticipantMinutes()).isEqualTo(9);
        assertThat(last.getEndTime()).isEqualTo(minute(12));
    }

    @Test
    void aSessionLongerThanTheWindowsAreOpenIsToldWhole() {
        // Given
        int minutes = 5 * 60;
        for (int minute = 0; minute < minutes; minute++) {
            measure("u1", minute, minute % 7);
            tickUntil(minute(minute).plusSeconds(30));
        }

        // When
        leave("u1", minutes);
        tickUntil(minutes + 1);

        // Then
        UserReport user = only().getUsers().get(0);
        assertThat(user.getMinutes()).isEqualTo(minutes);
        StreamReport audio = user.getStreams().get(0);
        assertThat(audio.getJitterMs().getCount()).isEqualTo(minutes);
        assertThat(audio.getJitterMs().getMax()).isEqualTo(6);
        assertThat(audio.getJitterMs().getP95()).isEqualTo(6);
    }

    @Test
    void whatComesAfterTheSessionWasForgottenDoesNotReplaceTheReport() {
        // Given
        measure("u1", 0, 5);
        leave("u1", 1);
        tickUntil(3);
        reports();

        // When
        for (int minute = 200; minute < 210; minute++) {
            measure("u1", minute, 5);
            tickUntil(minute(minute).plusSeconds(30));
        }
        leave("u1", 211);
        tickUntil(215);

        // Then
        assertThat(reports()).isEmpty();
    }

    // What

    @Test
    void aUserInTroubleIsToldWhatHappenedAndWhatToDo() {
        // Given
        for (int minute = 0; minute < 10; minute++) {
            measure("u1", minute, minute >= 4 ? 200 : 5);
            measure("u2", minute, 5);
            measure("u3", minute, 5);
        }

        // When
        leave("u1", 10);
        leave("u2", 10);
        leave("u3", 10);
        tickUntil(12);

        // Then
        SessionReport report = only();
        UserReport bad = report.getUsers().get(0);
        assertThat(bad.getClassificationMinutes().getGood()).isEqualTo(4);
        assertThat(bad.getClassificationMinutes().getBad()
                        + bad.getClassificationMinutes().getPoor())
                .isEqualTo(6);
        assertThat(bad.getWorstStream()).isEqualTo("audio_input");
        assertThat(bad.getAlertIds()).isNotEmpty().doesNotHaveDuplicates();
        assertThat(bad.getCause().getClass$().name()).isEqualTo("SELF_NETWORK");
        assertThat(bad.getAdvice())
                .containsExactly("Your connection lost or delayed data for 6 of 10 minutes: use a cable or another"
                        + " network, or turn your video off.");
        UserReport good = report.getUsers().get(1);
        assertThat(good.getAdvice()).isEmpty();
        assertThat(good.getCause()).isNull();
        assertThat(report.getWorstUserId()).isEqualTo("u1");
        assertThat(report.getGoodShare()).isEqualTo(0.8);
        assertThat(report.getAffectedShare()).isEqualTo(1.0 / 3);
    }

    @Test
    void zoomsOwnSummaryStandsBesideOurs() {
        // Given
        measure("u1", 0, 4);
        measure("u1", 1, 8);

        // When
        pipeline.receive(minute(2), KEY, """
                {"event":"meeting.participant_qos_summary","event_ts":%d,"payload":{"account_id":"acc","object":{"uuid":"m1",
                "participant":{"participant_id":"u1","qos":[{"type":"audio_input","details":{"avg_jitter":"6 ms",
                "max_jitter":"33 ms","min_frame_rate":"4 fps","avg_loss":"n/a"}},{"details":{"max_bitrate":"90 kbps"},
                "type":"video_input"}]}}}}""".formatted(minute(2).toEpochMilli()));
        tickUntil(3);

        // Then
        assertThat(only().getUsers().get(0).getSummaryFigures())
                .containsExactly(
                        new SummaryFigure("audio_input", "avgJitterMs", 6.0, 6.0),
                        new SummaryFigure("audio_input", "maxJitterMs", 33.0, 8.0),
                        new SummaryFigure("audio_input", "minFrameRateFps", 4.0, null),
                        new SummaryFigure("video_input", "maxBitrateKbps", 90.0, null));
    }

    @Test
    void aReportOfTenThousandUsersFitsInARecord() {
        // Given
        int users = 10_000;
        for (int user = 0; user < users; user++) {
            receive(START.plusMillis(user), "user-" + user, START, user % 3 == 0 ? 200 : 5);
        }

        // When
        tickUntil(START.plusSeconds(10));
        tickUntil(13);

        // Then
        List<TestRecord<String, SessionReport>> records = pipeline.read(Topics.SESSION_REPORTS);
        SessionReport report = records.get(0).value();
        assertThat(report.getUsers()).hasSize(users);
        assertThat(report.getUsers().stream().filter(UserReport::getDetailed)).hasSize(SessionReports.DETAILED);
        assertThat(report.getUsers().stream().filter(UserReport::getDetailed))
                .allMatch(user -> user.getClassificationMinutes().getGood() == 0);
        assertThat(size(report)).isLessThan(Topics.LARGEST_REPORT_BYTES);
    }

    @Test
    void aLargeSessionsReportIsComposedInPartsBetweenWhichOthersAreServed() {
        // Given
        Instant due = largeSessionEnds(List.of());

        // When
        pipeline.tick(due);
        pipeline.tick(due.plusMillis(30));
        assertThat(reports()).isEmpty();
        pipeline.tick(due.plusMillis(60));

        // Then
        SessionReport report = only();
        assertThat(report.getUserCount()).isEqualTo(LARGE);
        assertThat(report.getParticipantMinutes()).isEqualTo(LARGE * HOUR);
        tickUntil(HOUR + 10);
        assertThat(reports()).isEmpty();
    }

    @Test
    void whatComesLateBetweenTwoPartsIsInTheNextRevision() {
        // Given
        Instant due = largeSessionEnds(List.of(7));
        pipeline.tick(due);

        // When
        receive(due.plusMillis(10), "u0", minute(7), 5);

        // Then
        ticked = due;
        tickUntil(HOUR + 1);
        assertThat(only().getParticipantMinutes()).isEqualTo(LARGE * HOUR - 1);
        tickUntil(HOUR + 5);
        SessionReport revised = only();
        assertThat(revised.getRevision()).isEqualTo(2);
        assertThat(revised.getParticipantMinutes()).isEqualTo(LARGE * HOUR);
    }

    @Test
    void whoComesBackBetweenTwoPartsIsInTheOneReport() {
        // Given
        Instant due = largeSessionEnds(List.of());
        pipeline.tick(due);

        // When
        receive(due.plusMillis(10), "u0", due, 5);
        ticked = due;
        tickUntil(HOUR + 3);
        assertThat(reports()).isEmpty();
        leave("u0", HOUR + 4);

        // Then
        tickUntil(HOUR + 6);
        SessionReport report = only();
        assertThat(report.getRevision()).isEqualTo(1);
        assertThat(report.getParticipantMinutes()).isEqualTo(LARGE * HOUR + 1);
    }

    private static final int LARGE = 40;
    private static final int HOUR = 60;

    /**
     * More windows than are read in one go; returns when the report is due.
     *
     * @param missing minutes of which the first user has no sample
     */
    private Instant largeSessionEnds(List<Integer> missing) {
        for (int minute = 0; minute < HOUR; minute++) {
            for (int user = 0; user < LARGE; user++) {
                if (user > 0 || !missing.contains(minute)) {
                    measure("u" + user, minute, 5);
                }
            }
        }
        for (int user = 0; user < LARGE; user++) {
            leave("u" + user, HOUR);
        }
        return minute(HOUR).plus(ReportProcessor.SETTLING);
    }

    private static int size(SessionReport report) {
        try {
            return report.toByteBuffer().remaining();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private SessionReport only() {
        List<SessionReport> reports = reports();
        assertThat(reports).hasSize(1);
        double minutes = reports.get(0).getUsers().stream()
                .mapToDouble(UserReport::getMinutes)
                .sum();
        assertThat(reports.get(0).getParticipantMinutes()).isEqualTo(minutes);
        return reports.get(0);
    }

    private List<SessionReport> reports() {
        List<SessionReport> reports = new ArrayList<>();
        pipeline.read(Topics.SESSION_REPORTS).forEach(record -> {
            assertThat(record.key()).isEqualTo(KEY);
            reports.add(record.value());
        });
        return reports;
    }

    private void measure(String user, int minute, int jitterMs) {
        receive(minute(minute), user, minute(minute), jitterMs);
    }

    private void receive(Instant receipt, String user, Instant time, int jitterMs) {
        pipeline.receive(receipt, KEY, Bodies.qos("m1", user, time, Item.audio(time, "64 kbps", jitterMs + " ms")));
    }

    private void leave(String user, int minute) {
        pipeline.receive(minute(minute), KEY, Bodies.left("m1", user, minute(minute), "name"));
    }

    private Instant ticked = START;

    private void tickUntil(int minute) {
        tickUntil(minute(minute));
    }

    private void tickUntil(Instant until) {
        while (!ticked.isAfter(until)) {
            pipeline.tick(ticked);
            ticked = ticked.plusSeconds(5);
        }
    }

    private static Instant minute(int minute) {
        return START.plus(Duration.ofMinutes(minute));
    }
}
