package io.qsstream.dashboard.testing;

import io.qsstream.dashboard.model.Bounds;
import io.qsstream.schema.serde.TrustedRecords;
import io.qsstream.v1.AlertScope;
import io.qsstream.v1.AlertTransition;
import io.qsstream.v1.Cause;
import io.qsstream.v1.CauseClass;
import io.qsstream.v1.Classification;
import io.qsstream.v1.ClassificationCounts;
import io.qsstream.v1.ClassificationMinutes;
import io.qsstream.v1.Completeness;
import io.qsstream.v1.CompletenessReason;
import io.qsstream.v1.CompletenessVerdict;
import io.qsstream.v1.CpuPressure;
import io.qsstream.v1.CpuUsage;
import io.qsstream.v1.Media;
import io.qsstream.v1.MediaClassification;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.SampleGap;
import io.qsstream.v1.SessionKind;
import io.qsstream.v1.SessionQosWindow;
import io.qsstream.v1.SessionReport;
import io.qsstream.v1.Severity;
import io.qsstream.v1.Stats;
import io.qsstream.v1.StreamQos;
import io.qsstream.v1.StreamReport;
import io.qsstream.v1.Transition;
import io.qsstream.v1.UserIdentity;
import io.qsstream.v1.UserQosWindow;
import io.qsstream.v1.UserReport;
import io.qsstream.v1.WifiSignal;
import io.qsstream.v1.WindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records of one account, one or several sessions, from a fixed time on. */
public final class Facts {

    public static final String ACCOUNT = "acc+1/=";
    /** As Zoom makes them, in the worst case that its documents name. */
    public static final String SESSION = "/aB//7kTQ+u==";

    public static final Instant T0 = Instant.parse("2026-03-02T10:00:00Z");

    public static final Bounds BOUNDS = new Bounds(
            Duration.ofHours(6),
            Duration.ofHours(24),
            Duration.ofDays(7),
            Duration.ofDays(7),
            Duration.ofHours(1),
            Duration.ofMinutes(10),
            1_000,
            10_000,
            100_000,
            1_000);

    static {
        TrustedRecords.trust();
    }

    public static Instant minute(int minute) {
        return T0.plus(Duration.ofMinutes(minute));
    }

    public static QosSample sample(String session, String userId, Instant time, double jitterMs) {
        return sample(session, userId, time, jitterMs, 1);
    }

    public static QosSample sample(String session, String userId, Instant time, double jitterMs, int revision) {
        return QosSample.newBuilder()
                .setAccountId(ACCOUNT)
                .setSessionId(session)
                .setSessionKind(SessionKind.VIDEO_SDK_SESSION)
                .setSessionNumber("84712639205")
                .setUserId(userId)
                .setUserKey("key-" + userId)
                .setSampleTime(time)
                .setReceiptTime(time.plusSeconds(2))
                .setRevision(revision)
                .setEventType("session.user_qos")
                .setStreams(List.of(
                        stream("audio_input", Media.AUDIO, jitterMs), stream("audio_output", Media.AUDIO, 1), video()))
                .setCpu(CpuUsage.newBuilder()
                        .setZoomAvgPct(12.5)
                        .setZoomMaxPct(20.0)
                        .setSystemMaxPct(55.0)
                        .setSystemMaxPressure(CpuPressure.FAIR)
                        .build())
                .setWifi(WifiSignal.newBuilder()
                        .setAvgRssiDbm(-61.0)
                        .setMinRssiDbm(-70.0)
                        .setMaxRssiDbm(-55.0)
                        .build())
                .build();
    }

    private static StreamQos stream(String type, Media media, double jitterMs) {
        return StreamQos.newBuilder()
                .setType(type)
                .setMedia(media)
                .setBitrateKbps(27.15)
                .setLatencyMs(126.0)
                .setJitterMs(jitterMs)
                .setAvgLossPct(0.03)
                .setMaxLossPct(0.4)
                .build();
    }

    private static StreamQos video() {
        StreamQos video = stream("video_input", Media.VIDEO, 3);
        video.setFrameRateFps(24.0);
        video.setWidthPx(1280.0);
        video.setHeightPx(720.0);
        return video;
    }

    public static UserQosWindow userWindow(
            String session, String userId, Instant start, int revision, Classification classification) {
        return UserQosWindow.newBuilder()
                .setAccountId(ACCOUNT)
                .setSessionId(session)
                .setSessionKind(SessionKind.VIDEO_SDK_SESSION)
                .setUserId(userId)
                .setWindowStart(start)
                .setWindowEnd(start.plus(Duration.ofMinutes(1)))
                .setState(revision == 1 ? WindowState.FINAL : WindowState.REVISED)
                .setRevision(revision)
                .setSampleCount(1)
                .setMosEstimate(3.25)
                .setClassification(classification)
                .setClassificationReason("audio_input.jitterMs")
                .setNetworkType("Wifi")
                .setDevice("Windows " + revision)
                .setNetworkPrefix("203.0.113.0/24")
                .setMediaClassifications(List.of(
                        MediaClassification.newBuilder()
                                .setMedia(Media.AUDIO)
                                .setClassification(classification)
                                .setReason("audio_input.jitterMs")
                                .build(),
                        MediaClassification.newBuilder()
                                .setMedia(Media.VIDEO)
                                .setClassification(Classification.GOOD)
                                .build()))
                .build();
    }

    public static SessionQosWindow sessionWindow(String session, Instant start, int revision, double affectedShare) {
        return SessionQosWindow.newBuilder()
                .setAccountId(ACCOUNT)
                .setSessionId(session)
                .setSessionKind(SessionKind.VIDEO_SDK_SESSION)
                .setWindowStart(start)
                .setWindowEnd(start.plus(Duration.ofMinutes(1)))
                .setRevision(revision)
                .setUserCount(4)
                .setClassifiedUserCount(4)
                .setAffectedUserCount((int) (4 * affectedShare))
                .setAffectedShare(affectedShare)
                .setAtRisk(affectedShare >= 0.5)
                .setScore(100 - 100 * affectedShare)
                .setClassifications(new ClassificationCounts(0, 0, 0, 0, 0))
                .build();
    }

    public static AlertTransition raised(String alertId, String session, @Nullable String userId, Instant time) {
        return transition(alertId, session, userId, time, Transition.RAISED);
    }

    public static AlertTransition cleared(String alertId, String session, @Nullable String userId, Instant time) {
        return transition(alertId, session, userId, time, Transition.CLEARED);
    }

    private static AlertTransition transition(
            String alertId, String session, @Nullable String userId, Instant time, Transition transition) {
        boolean raised = transition == Transition.RAISED;
        return AlertTransition.newBuilder()
                .setAlertId(alertId)
                .setRuleId("audio-jitter")
                .setScope(userId == null ? AlertScope.SESSION : AlertScope.USER)
                .setTransition(transition)
                .setSequence(raised ? 1 : 2)
                .setSeverity(Severity.CRITICAL)
                .setAccountId(ACCOUNT)
                .setSessionId(session)
                .setUserId(userId)
                .setStreamType("audio_input")
                .setMetric("jitterMs")
                .setObserved(raised ? 80.0 : 5.0)
                .setThreshold(40.0)
                .setOnsetTime(T0)
                .setTransitionTime(time)
                .setClearReason(raised ? null : "RECOVERED")
                .setCause(Cause.newBuilder()
                        .setClass$(CauseClass.SELF_WIFI)
                        .setConfidence(0.8)
                        .setEvidence(List.of("wifi.avgRssiDbm -82"))
                        .build())
                .setSuggestedActions(List.of("Move closer to the access point"))
                .build();
    }

    public static SessionReport report(String session, int revision, Instant end, String... userIds) {
        return SessionReport.newBuilder()
                .setAccountId(ACCOUNT)
                .setSessionId(session)
                .setSessionKind(SessionKind.VIDEO_SDK_SESSION)
                .setRevision(revision)
                .setStartTime(T0)
                .setEndTime(end)
                .setEndReason("LEGS_ENDED")
                .setParticipantMinutes(12.0)
                .setGoodShare(0.75)
                .setScore(81.5)
                .setUsers(List.of(userIds).stream().map(Facts::userReport).toList())
                .build();
    }

    public static CompletenessVerdict verdict(String session, int revision, Completeness verdict, SampleGap... gaps) {
        int missing =
                List.of(gaps).stream().mapToInt(SampleGap::getMissingSamples).sum();
        return CompletenessVerdict.newBuilder()
                .setAccountId(ACCOUNT)
                .setSessionId(session)
                .setSessionKind(SessionKind.VIDEO_SDK_SESSION)
                .setRevision(revision)
                .setVerdict(verdict)
                .setReasons(gaps.length == 0 ? List.of() : List.of(CompletenessReason.GAPS))
                .setStartTime(T0)
                .setEndTime(minute(60))
                .setExpectedSamples(100)
                .setReceivedSamples(100 - missing)
                .setCoverage((100 - missing) / 100.0)
                .setGaps(List.of(gaps))
                .setGapCount(gaps.length)
                .build();
    }

    private static UserReport userReport(String userId) {
        return UserReport.newBuilder()
                .setUserId(userId)
                .setStartTime(T0)
                .setEndTime(T0.plus(Duration.ofMinutes(6)))
                .setMinutes(6.0)
                .setClassificationMinutes(new ClassificationMinutes(3.0, 1.0, 1.0, 1.0, 0.0))
                .setWorstStream("audio_input")
                .setStreams(List.of(StreamReport.newBuilder()
                        .setType("audio_input")
                        .setMedia(Media.AUDIO)
                        .setBitrateKbps(stats(6, 12, 59, 82, 80, 60))
                        .setLatencyMs(stats(6, 31, 49, 143, 140, 50))
                        .setJitterMs(stats(6, 1, 6.25, 33, 30, 5))
                        .setAvgLossPct(stats(6, 0, 0.3, 4.9, 4, 0))
                        .build()))
                .setCause(Cause.newBuilder()
                        .setClass$(CauseClass.SELF_WIFI)
                        .setConfidence(0.8)
                        .setEvidence(List.of("wifi.avgRssiDbm -82"))
                        .build())
                .setAdvice(List.of("Use a cable."))
                .build();
    }

    private static Stats stats(int count, double min, double mean, double max, double p95, double last) {
        return new Stats(count, min, mean, max, p95, last);
    }

    public static UserIdentity identity(String session, String userId, String name) {
        return UserIdentity.newBuilder()
                .setAccountId(ACCOUNT)
                .setSessionId(session)
                .setUserId(userId)
                .setName(name)
                .setEmail(userId + "@example.com")
                .setSessionName("triage-room-12")
                .build();
    }

    private Facts() {}
}
