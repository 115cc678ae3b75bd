package io.qsstream.local.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qsstream.local.compare.AlertComparison.Score;
import io.qsstream.local.compare.TruthRecords.Fault;
import io.qsstream.v1.AlertScope;
import io.qsstream.v1.AlertTransition;
import io.qsstream.v1.Cause;
import io.qsstream.v1.CauseClass;
import io.qsstream.v1.ClassificationMinutes;
import io.qsstream.v1.SessionReport;
import io.qsstream.v1.Transition;
import io.qsstream.v1.UserReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {

    private static final Instant START = Instant.parse("2026-11-24T10:00:00Z");
    private static final Fault WIFI = new Fault("s1", "u1", minute(10), minute(20), "SELF_WIFI");
    private static final TruthRecords TRUTH = new TruthRecords(
            Duration.ofMinutes(1),
            List.of(WIFI),
            Map.of("s1", Map.of("u1", Set.of(minute(0), minute(1), START.plusSeconds(90)), "u2", Set.of(minute(1)))));

    // Alerts

    @Test
    void aFaultThatIsRaisedInTimeWithItsCauseIsWithinLimits() {
        // When
        AlertComparison result =
                AlertComparison.of(TRUTH, List.of(raised("a", "u1", 11, 13, CauseClass.SELF_WIFI, 0.9)));

        // Then
        assertThat(result.isWithin(0.9, 0.8)).isTrue();
        assertThat(result.scores()).containsExactly(Map.entry("SELF_WIFI", new Score(1, 1)));
    }

    @Test
    void aFaultWithoutAnAlertOrWithALateOneIsNot() {
        AlertComparison none = AlertComparison.of(TRUTH, List.of());
        AlertComparison late = AlertComparison.of(TRUTH, List.of(raised("a", "u1", 11, 18, CauseClass.SELF_WIFI, 0.9)));

        assertThat(List.of(none, late)).allSatisfy(result -> {
            assertThat(result.unraised()).containsExactly(WIFI);
            assertThat(result.isWithin(0, 0)).isFalse();
        });
    }

    @Test
    void anAlertOfAnotherUserOrAnotherTimeIsNoise() {
        AlertTransition good = raised("a", "u1", 11, 13, CauseClass.SELF_WIFI, 0.9);
        AlertTransition otherUser = raised("b", "u2", 11, 13, CauseClass.SELF_WIFI, 0.9);
        AlertTransition otherTime = raised("c", "u1", 30, 33, CauseClass.SELF_WIFI, 0.9);

        AlertComparison result = AlertComparison.of(TRUTH, List.of(good, otherUser, otherTime));

        assertThat(result.noise()).containsExactlyInAnyOrder(otherUser, otherTime);
        assertThat(result.isWithin(0, 0)).isFalse();
    }

    @Test
    void aWrongCauseCostsThePrecisionOfTheOneAndTheRecallOfTheOther() {
        Fault cpu = new Fault("s1", "u2", minute(10), minute(20), "SELF_CPU");
        TruthRecords two = new TruthRecords(TRUTH.cadence(), List.of(WIFI, cpu), TRUTH.sampleTimes());

        AlertComparison result = AlertComparison.of(
                two,
                List.of(
                        raised("a", "u1", 11, 13, CauseClass.SELF_WIFI, 0.9),
                        raised("b", "u2", 11, 13, CauseClass.SELF_WIFI, 0.9)));

        assertThat(result.scores().get("SELF_WIFI")).isEqualTo(new Score(0.5, 1));
        assertThat(result.scores().get("SELF_CPU").recall()).isZero();
        assertThat(result.isWithin(0.9, 0.8)).isFalse();
    }

    @Test
    void ofAnAlertsCausesTheLastWordCountsAndOfSeveralAlertsTheMostConfident() {
        AlertTransition cleared = raised("a", "u1", 11, 22, CauseClass.SELF_WIFI, 0.9);
        cleared.setTransition(Transition.CLEARED);

        AlertComparison result = AlertComparison.of(
                TRUTH,
                List.of(
                        raised("a", "u1", 11, 13, CauseClass.UNKNOWN, 0),
                        raised("b", "u1", 11, 13, CauseClass.SELF_CPU, 0.6),
                        cleared));

        assertThat(result.causes()).isEqualTo(Map.of("SELF_WIFI", Map.of("SELF_WIFI", 1)));
    }

    @Test
    void aFileWithoutFaultsProvesNothing() {
        TruthRecords calm = new TruthRecords(TRUTH.cadence(), List.of(), TRUTH.sampleTimes());

        assertThat(AlertComparison.of(calm, List.of()).isWithin(0, 0)).isFalse();
    }

    // Reports

    @Test
    void minutesAreThoseOfTheWindowsWithASample() {
        ReportComparison result = reports(report(1, 1, 0.5), report(2, 2, 1));

        assertThat(result.differences()).isEmpty();
        assertThat(result.minutes()).isEqualTo(3);
    }

    @Test
    void aMinuteTooManyAUserNobodyPostedAndAMissingReportAreDifferences() {
        assertThat(reports().differences()).containsExactly("s1: no report");
        assertThat(reports(report(1, 3, 1)).differences())
                .containsExactly("s1 user u1: 3.0 min, posted 2.0", "s1: 4.0 participant minutes, posted 3.0");
        SessionReport stranger = report(1, 2, 1);
        stranger.setUsers(List.of(user("u1", 2), user("u2", 1), user("u3", 0)));
        assertThat(reports(stranger).differences()).containsExactly("s1 user u3: nobody posted");
    }

    @Test
    void aRevisionThatIsLeftOutOrRepeatedIsADifference() {
        assertThat(reports(report(1, 2, 1), report(3, 2, 1)).differences()).containsExactly("s1: revision 3 follows 1");
        assertThat(reports(report(1, 2, 1), report(1, 2, 1)).differences()).containsExactly("s1: revision 1 follows 1");
    }

    // The file

    @Test
    void aTruthFileIsReadWithoutThePipelinesReader(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("truth.ndjson");
        Files.writeString(file, """
                {"record":"run","cadenceSeconds":60}
                {"record":"fault","sessionId":"s1","userIds":["u1","u2"],"from":"2026-11-24T10:10:00Z","to":"2026-11-24T10:20:00Z","expectedCause":"SENDER"}
                {"record":"fault","sessionId":"s1","userIds":["u3"],"from":"2026-11-24T10:10:00Z","to":"2026-11-24T10:20:00Z","expectedCause":"NONE"}
                {"record":"delivery","outcome":"posted","body":"{\\"event\\":\\"meeting.participant_qos\\",\\"payload\\":{\\"object\\":{\\"uuid\\":\\"s1\\",\\"participant\\":{\\"user_id\\":\\"u1\\",\\"qos\\":[{\\"date_time\\":\\"2026-11-24T10:00:00Z\\"}]}}}}"}
                {"record":"delivery","outcome":"dropped","body":"{\\"event\\":\\"meeting.participant_qos\\",\\"payload\\":{\\"object\\":{\\"uuid\\":\\"s1\\",\\"participant\\":{\\"user_id\\":\\"u1\\",\\"qos\\":[{\\"date_time\\":\\"2026-11-24T10:01:00Z\\"}]}}}}"}
                """);

        TruthRecords truth = TruthRecords.read(file);

        assertThat(truth.faults()).extracting(Fault::userId).containsExactly("u1", "u2");
        assertThat(truth.sampleTimes()).isEqualTo(Map.of("s1", Map.of("u1", Set.of(START))));
    }

    @Test
    void anotherFileIsRefused(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("other.json"), "{\"hello\":1}");

        assertThatThrownBy(() -> TruthRecords.read(file)).hasMessageContaining("is no truth file");
    }

    private static ReportComparison reports(SessionReport... reports) {
        return ReportComparison.of(TRUTH, List.of(reports), Duration.ofMinutes(1));
    }

    private static SessionReport report(int revision, double first, double second) {
        return SessionReport.newBuilder()
                .setAccountId("acc")
                .setSessionId("s1")
                .setRevision(revision)
                .setStartTime(START)
                .setEndTime(minute(2))
                .setEndReason("SILENCE")
                .setUsers(List.of(user("u1", first), user("u2", second)))
                .setParticipantMinutes(first + second)
                .build();
    }

    private static UserReport user(String userId, double minutes) {
        return UserReport.newBuilder()
                .setUserId(userId)
                .setStartTime(START)
                .setEndTime(minute(2))
                .setMinutes(minutes)
                .setClassificationMinutes(new ClassificationMinutes())
                .build();
    }

    private static AlertTransition raised(
            String alertId, String userId, int onset, int at, CauseClass cause, double confidence) {
        return AlertTransition.newBuilder()
                .setAlertId(alertId)
                .setRuleId("rule")
                .setScope(AlertScope.USER)
                .setTransition(Transition.RAISED)
                .setSequence(1)
                .setAccountId("acc")
                .setSessionId("s1")
                .setUserId(userId)
                .setMetric("jitterMs")
                .setThreshold(40)
                .setOnsetTime(minute(onset))
                .setTransitionTime(minute(at))
                .setCause(new Cause(cause, confidence, List.of()))
                .build();
    }

    private static Instant minute(int minute) {
        return START.plus(Duration.ofMinutes(minute));
    }
}
