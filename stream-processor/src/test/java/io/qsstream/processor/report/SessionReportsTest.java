package io.qsstream.processor.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.schema.SessionKey;
import io.qsstream.v1.LegState;
import io.qsstream.v1.Media;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.ReportLegState;
import io.qsstream.v1.ReportedAlert;
import io.qsstream.v1.SessionReport;
import io.qsstream.v1.Severity;
import io.qsstream.v1.StreamQos;
import io.qsstream.v1.UserReport;
import io.qsstream.v1.UserWindowState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SessionReportsTest {

    private static final Instant START = Instant.parse("2026-11-20T14:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void aReportThatDoesNotFitIsCutToThoseWhoLostMost() throws IOException {
        // Given
        SessionReports reports = new SessionReports(new SessionKey("acc", "m1"));
        ReportLegState manyAlerts = new ReportLegState(
                IntStream.range(0, 100)
                        .mapToObj(
                                i -> new ReportedAlert(new UUID(0, i).toString(), Severity.WARNING, START, START, null))
                        .toList(),
                List.of());
        int users = 4_000;
        for (int i = 0; i < users; i++) {
            reports.add("user-" + i, user("user-" + i, i % 4 == 0 ? 200 : 5), manyAlerts);
        }

        // When
        SessionReport report = reports.report(1, "SILENCE", null);

        // Then
        assertThat(report.toByteBuffer().remaining()).isLessThan(SessionReports.LARGEST_BYTES);
        assertThat(report.getUsers())
                .hasSizeBetween(users / 4, users / 2)
                .extracting(UserReport::getUserId)
                .isSorted();
        assertThat(report.getUsers())
                .filteredOn(user -> user.getClassificationMinutes().getGood() == 0)
                .as("nobody who lost anything is left out")
                .hasSize(users / 4);
        assertThat(report.getUserCount()).isEqualTo(users);
        assertThat(report.getParticipantMinutes()).isEqualTo(users);
        assertThat(report.getGoodShare()).isEqualTo(0.75);
    }

    @Test
    void nobodyIsNoReport() {
        assertThat(new SessionReports(new SessionKey("acc", "m1")).report(1, "SILENCE", null))
                .isNull();
    }

    private static UserTally user(String userId, double jitterMs) {
        UserTally user = new UserTally(userId, new LegState(List.of()), MINUTE);
        user.add(
                START,
                new UserWindowState(
                        0,
                        false,
                        List.of(QosSample.newBuilder()
                                .setAccountId("acc")
                                .setSessionId("m1")
                                .setUserId(userId)
                                .setSampleTime(START)
                                .setReceiptTime(START)
                                .setStreams(List.of(StreamQos.newBuilder()
                                        .setType("audio_input")
                                        .setMedia(Media.AUDIO)
                                        .setBitrateKbps(64.0)
                                        .setJitterMs(jitterMs)
                                        .build()))
                                .build()),
                        0));
        return user;
    }
}
