package io.qsstream.processor.cause;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.processor.cause.StreamRole.InputMeans;
import io.qsstream.schema.rules.Metric;
import io.qsstream.v1.Cause;
import io.qsstream.v1.CauseClass;
import io.qsstream.v1.CpuPressure;
import io.qsstream.v1.CpuUsage;
import io.qsstream.v1.Media;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.StreamQos;
import io.qsstream.v1.WifiSignal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CausesTest {

    private static final long MINUTE = Instant.parse("2026-11-20T14:00:00Z").getEpochSecond() / 60;
    private static final String HERE = "Frankfurt";
    private static final String ELSEWHERE = "Sao Paulo";
    private static final List<String> OWN = List.of("audio_input", "audio_output", "video_input", "video_output");

    private final Crowd session = new Crowd();
    private final QosSample sample = new QosSample();
    private final List<Trouble> troubles = new ArrayList<>();

    CausesTest() {
        sample.setStreams(new ArrayList<>());
    }

    // SELF_CPU

    @Test
    void aBusyProcessorWithMediaThatTravelsWellIsTheUsersOwn() {
        // Given
        me(OWN, Set.of());
        others(4, HERE, OWN, Set.of());
        sample.setCpu(cpu(97.0, CpuPressure.CRITICAL));

        // When
        Cause cause = causeOf(Metric.FRAME_RATE_FPS);

        // Then
        assertThat(cause.getClass$()).isEqualTo(CauseClass.SELF_CPU);
        assertThat(cause.getEvidence()).first().asString().contains("97 %").contains("CRITICAL");
    }

    @Test
    void aLowFrameRateWithAnIdleProcessorIsUnknown() {
        me(OWN, Set.of());
        others(4, HERE, OWN, Set.of());
        sample.setCpu(cpu(30.0, CpuPressure.FAIR));

        assertThat(causeOf(Metric.FRAME_RATE_FPS)).isEqualTo(new Cause(CauseClass.UNKNOWN, 0.0, List.of()));
    }

    @Test
    void anAlertOnTheProcessorIsItsOwnCauseWhateverElseHappens() {
        me(OWN, Set.copyOf(OWN));
        others(4, HERE, OWN, Set.copyOf(OWN));
        sample.setCpu(cpu(99.0, CpuPressure.CRITICAL));

        assertThat(classOf(Metric.CPU_SYSTEM_MAX_PCT)).isEqualTo(CauseClass.SELF_CPU);
    }

    @Test
    void aBusyProcessorExplainsLatencyButNotLoss() {
        me(OWN, Set.of());
        others(4, HERE, OWN, Set.of());
        sample.setCpu(cpu(97.0, CpuPressure.CRITICAL));
        suffer("audio_input", Metric.LATENCY_MS);
        assertThat(classOf(Metric.LATENCY_MS)).isEqualTo(CauseClass.SELF_CPU);

        suffer("audio_input", Metric.AVG_LOSS_PCT);
        assertThat(classOf(Metric.AVG_LOSS_PCT)).isEqualTo(CauseClass.SELF_NETWORK);
    }

    // SELF_WIFI

    @Test
    void aWeakSignalOfOneUserAmongHealthyOnesIsTheUsersWifi() {
        me(OWN, Set.copyOf(OWN));
        others(4, HERE, OWN, Set.of());
        sample.setWifi(new WifiSignal(-88.0, -82.0, -78.0));

        Cause cause = causeOf(Metric.JITTER_MS);

        assertThat(cause.getClass$()).isEqualTo(CauseClass.SELF_WIFI);
        assertThat(cause.getEvidence()).containsExactly("Wi-Fi signal -82 dBm", "0 of 4 other users have trouble");
    }

    @Test
    void aSignalAtTheLimitIsNotWeak() {
        me(OWN, Set.copyOf(OWN));
        others(4, HERE, OWN, Set.of());
        sample.setWifi(new WifiSignal(-80.0, -75.0, -70.0));

        assertThat(classOf(Metric.JITTER_MS)).isEqualTo(CauseClass.SELF_NETWORK);
    }

    @Test
    void aWeakSignalInASessionThatSuffersAsAWholeIsNamedWithLessConfidence() {
        me(OWN, Set.copyOf(OWN));
        others(4, HERE, OWN, Set.copyOf(OWN));
        sample.setWifi(new WifiSignal(-88.0, -82.0, -78.0));

        Cause cause = causeOf(Metric.JITTER_MS);

        assertThat(cause.getClass$()).isEqualTo(CauseClass.SELF_WIFI);
        assertThat(cause.getConfidence()).isEqualTo(0.6);
    }

    // SELF_NETWORK

    @Test
    void oneUserInTroubleAmongHealthyOnesHasABadNetwork() {
        me(OWN, Set.copyOf(OWN));
        others(4, HERE, OWN, Set.of());

        assertThat(classOf(Metric.AVG_LOSS_PCT)).isEqualTo(CauseClass.SELF_NETWORK);
    }

    @Test
    void nobodyToCompareWithIsUnknown() {
        me(OWN, Set.copyOf(OWN));

        assertThat(classOf(Metric.AVG_LOSS_PCT)).isEqualTo(CauseClass.UNKNOWN);
    }

    @Test
    void halfOfTheSessionInTroubleAllOverIsUnknown() {
        me(OWN, Set.copyOf(OWN));
        others(2, HERE, OWN, Set.copyOf(OWN));
        others(2, HERE, OWN, Set.of());
        others(2, ELSEWHERE, OWN, Set.copyOf(OWN));
        others(2, ELSEWHERE, OWN, Set.of());

        assertThat(classOf(Metric.AVG_LOSS_PCT)).isEqualTo(CauseClass.UNKNOWN);
    }

    @Test
    void whoSendsBadlyWhileOthersReceiveItBadlyHasABadNetwork() {
        me(OWN, Set.of("video_input"));
        others(5, HERE, OWN, Set.of("video_output"));

        assertThat(classOf(Metric.AVG_LOSS_PCT)).isEqualTo(CauseClass.SELF_NETWORK);
    }

    // SENDER

    @Test
    void whatEverybodyReceivesBadlyAndOneSendsBadlyIsTheSenders() {
        me(OWN, Set.of("video_output"));
        others(1, HERE, OWN, Set.of("video_input"));
        others(2, HERE, OWN, Set.of("video_output"));
        others(2, ELSEWHERE, OWN, Set.of("video_output"));

        Cause cause = causeOf(Metric.AVG_LOSS_PCT);

        assertThat(cause.getClass$()).isEqualTo(CauseClass.SENDER);
        assertThat(cause.getEvidence())
                .containsExactly(
                        "of 6 users who send video 1 sends it badly",
                        "4 of 4 others receive it badly",
                        "what this user sends travels well");
    }

    @Test
    void aReceiverInTroubleWhileOthersReceiveWellIsNotTheSendersVictim() {
        me(OWN, Set.of("video_output"));
        others(1, HERE, OWN, Set.of("video_input"));
        others(4, HERE, OWN, Set.of());

        assertThat(classOf(Metric.AVG_LOSS_PCT)).isEqualTo(CauseClass.SELF_NETWORK);
    }

    @Test
    void theSendersOfADeploymentWhereInputIsReceivedAreFoundToo() {
        List<String> receives = List.of("video_input", "video_output");
        for (String type : receives) {
            sample.getStreams().add(stream(type));
        }
        suffer("video_input", Metric.AVG_LOSS_PCT);
        count(HERE, receives, Set.of("video_input"), InputMeans.RECEIVED);
        count(HERE, receives, Set.of("video_output"), InputMeans.RECEIVED);
        count(HERE, receives, Set.of("video_input"), InputMeans.RECEIVED);

        Cause cause =
                Causes.of(Metric.AVG_LOSS_PCT, new Evidence(sample, troubles, HERE, session), InputMeans.RECEIVED);

        assertThat(cause.getClass$()).isEqualTo(CauseClass.SENDER);
    }

    // DATA_CENTER

    @Test
    void allOfOneDataCenterAndNobodyElsewhereIsTheDataCenters() {
        me(OWN, Set.copyOf(OWN));
        others(2, HERE, OWN, Set.copyOf(OWN));
        others(3, ELSEWHERE, OWN, Set.of());

        Cause cause = causeOf(Metric.JITTER_MS);

        assertThat(cause.getClass$()).isEqualTo(CauseClass.DATA_CENTER);
        assertThat(cause.getEvidence())
                .containsExactly("2 of 2 others of data center Frankfurt have trouble", "0 of 3 elsewhere");
    }

    @Test
    void aDataCenterIsNotBlamedForItsOnlyUser() {
        me(OWN, Set.copyOf(OWN));
        others(3, ELSEWHERE, OWN, Set.of());

        assertThat(classOf(Metric.JITTER_MS)).isEqualTo(CauseClass.SELF_NETWORK);
    }

    @Test
    void whereAllAreOnOneDataCenterItTakesACrowd() {
        me(OWN, Set.copyOf(OWN));
        others(2, HERE, OWN, Set.copyOf(OWN));
        assertThat(classOf(Metric.JITTER_MS)).isEqualTo(CauseClass.UNKNOWN);

        others(1, HERE, OWN, Set.copyOf(OWN));
        assertThat(classOf(Metric.JITTER_MS)).isEqualTo(CauseClass.DATA_CENTER);
    }

    @Test
    void aDataCenterThatIsNotKnownIsNotBlamed() {
        me(OWN, Set.copyOf(OWN), null);
        others(3, null, OWN, Set.copyOf(OWN));

        assertThat(classOf(Metric.JITTER_MS)).isEqualTo(CauseClass.UNKNOWN);
    }

    // GATEWAY

    @Test
    void aBadGatewayStreamBesideAGoodDirectOneIsTheGateways() {
        me(List.of("audio_input", "audio_device_to_crc"), Set.of("audio_device_to_crc"));
        others(3, HERE, OWN, Set.of());

        Cause cause = causeOf(Metric.JITTER_MS);

        assertThat(cause.getClass$()).isEqualTo(CauseClass.GATEWAY);
        assertThat(cause.getConfidence()).isEqualTo(0.7);
    }

    @Test
    void allBrowserUsersAndNobodyElseIsTheGateways() {
        List<String> browser = List.of("audio_device_to_rwg", "audio_device_from_rwg");
        me(browser, Set.copyOf(browser));
        others(2, HERE, browser, Set.copyOf(browser));
        others(3, HERE, OWN, Set.of());

        assertThat(classOf(Metric.JITTER_MS)).isEqualTo(CauseClass.GATEWAY);
    }

    @Test
    void oneBrowserUserAmongHealthyOnesHasABadNetwork() {
        List<String> browser = List.of("audio_device_to_rwg", "audio_device_from_rwg");
        me(browser, Set.copyOf(browser));
        others(2, HERE, browser, Set.of());
        others(3, HERE, OWN, Set.of());

        assertThat(classOf(Metric.JITTER_MS)).isEqualTo(CauseClass.SELF_NETWORK);
    }

    // The minute

    @Test
    void aMinuteThatHasJustBegunIsReadFromTheOneBefore() {
        // Given
        others(5, HERE, OWN, Set.copyOf(OWN));
        others(5, ELSEWHERE, OWN, Set.of());
        session.add(MINUTE + 1, Group.EVERYBODY.bit(), 0, ELSEWHERE);
        OWN.forEach(type -> sample.getStreams().add(stream(type)));
        OWN.forEach(type -> suffer(type, Metric.JITTER_MS));

        // When
        Cause cause = causeOf(Metric.JITTER_MS);

        // Then
        assertThat(cause.getClass$()).isEqualTo(CauseClass.DATA_CENTER);
    }

    private void me(List<String> types, Set<String> suffering) {
        me(types, suffering, HERE);
    }

    private void me(List<String> types, Set<String> suffering, @Nullable String dataCenter) {
        types.forEach(type -> sample.getStreams().add(stream(type)));
        suffering.forEach(type -> suffer(type, Metric.AVG_LOSS_PCT));
        count(dataCenter, types, suffering, InputMeans.SENT);
        this.dataCenter = dataCenter;
    }

    private @Nullable String dataCenter = HERE;

    private void suffer(String type, Metric metric) {
        troubles.add(new Trouble(stream(type), metric));
    }

    private void others(int users, @Nullable String center, List<String> types, Set<String> suffering) {
        for (int i = 0; i < users; i++) {
            count(center, types, suffering, InputMeans.SENT);
        }
    }

    private void count(@Nullable String center, List<String> types, Set<String> suffering, InputMeans inputMeans) {
        session.add(
                MINUTE,
                Group.of(types.stream().map(CausesTest::stream).toList(), inputMeans),
                suffering.isEmpty()
                        ? 0
                        : Group.of(suffering.stream().map(CausesTest::stream).toList(), inputMeans),
                center);
    }

    private Cause causeOf(Metric metric) {
        return Causes.of(metric, new Evidence(sample, troubles, dataCenter, session), InputMeans.SENT);
    }

    private CauseClass classOf(Metric metric) {
        return causeOf(metric).getClass$();
    }

    private static CpuUsage cpu(double systemMaxPct, CpuPressure pressure) {
        return CpuUsage.newBuilder()
                .setSystemMaxPct(systemMaxPct)
                .setSystemMaxPressure(pressure)
                .build();
    }

    private static StreamQos stream(String type) {
        Map<String, Media> media = Map.of("audio", Media.AUDIO, "video", Media.VIDEO);
        return StreamQos.newBuilder()
                .setType(type)
                .setMedia(media.get(type.substring(0, 5)))
                .setBitrateKbps(50.0)
                .setJitterMs(10.0)
                .setLatencyMs(50.0)
                .build();
    }
}
