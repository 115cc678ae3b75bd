package io.qsstream.local.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.qsstream.local.truth.Truth.Stats;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The second computation against figures worked out by hand: were it wrong, it would prove nothing. */
class TruthTest {

    private static final String SESSION = "acc|uuid==";
    /** 2026-11-21T10:00:00Z. */
    private static final long START = 1_795_255_200_000L;

    private Truth truth;

    @BeforeEach
    void start() {
        truth = new Truth(Duration.ofSeconds(60));
    }

    @Test
    void statisticsAreAsTheContractWordsThem() throws IOException {
        truth.add(audio("u1", "10:00:40", "\"bitrate\":\"40 kbps\""));
        truth.add(audio("u1", "10:00:00", "\"bitrate\":\"10 kbps\""));
        truth.add(audio("u1", "10:00:20", "\"bitrate\":\"70.5kbps\""));

        Stats bitrate = truth.userWindows()
                .get(SESSION + "|u1|" + START)
                .groups()
                .get("audio_input")
                .get("bitrateKbps");

        assertThat(bitrate.count()).isEqualTo(3);
        assertThat(bitrate.min()).isEqualTo(10);
        assertThat(bitrate.max()).isEqualTo(70.5);
        assertThat(bitrate.mean()).isEqualTo(40.166666, within(1e-5));
        assertThat(bitrate.p95()).isEqualTo(70.5);
        assertThat(bitrate.last()).isEqualTo(40);
    }

    @Test
    void splitRecordsCompleteEachOtherAndDuplicatesChangeNothing() throws IOException {
        String one = audio("u1", "10:00:00", "\"bitrate\":\"10 kbps\",\"jitter\":\"4 ms\"");
        truth.add(one);
        truth.add(one);
        truth.add(audio("u1", "10:00:00", "\"jitter\":\"6 ms\",\"latency\":\"50 ms\""));

        Truth.UserWindow window = truth.userWindows().get(SESSION + "|u1|" + START);

        assertThat(window.sampleCount()).isEqualTo(1);
        assertThat(window.groups().get("audio_input")).containsOnlyKeys("bitrateKbps", "jitterMs", "latencyMs");
        assertThat(window.groups().get("audio_input").get("jitterMs")).isEqualTo(new Stats(1, 6, 6, 6, 6, 6));
    }

    @Test
    void windowsAreHalfOpen() throws IOException {
        truth.add(audio("u1", "10:00:59", "\"bitrate\":\"10 kbps\""));
        truth.add(audio("u1", "10:01:00", "\"bitrate\":\"10 kbps\""));

        assertThat(truth.userWindows()).containsOnlyKeys(SESSION + "|u1|" + START, SESSION + "|u1|" + (START + 60_000));
        assertThat(truth.sessionWindows()).containsOnlyKeys(SESSION + "|" + START, SESSION + "|" + (START + 60_000));
    }

    @Test
    void aSessionWeighsUsersNotSamples() throws IOException {
        truth.add(audio("u1", "10:00:00", "\"latency\":\"100 ms\",\"bitrate\":\"60 kbps\""));
        truth.add(audio("u1", "10:00:20", "\"latency\":\"300 ms\",\"bitrate\":\"80 kbps\""));
        truth.add(audio("u2", "10:00:00", "\"latency\":\"50 ms\",\"bitrate\":\"20 kbps\""));

        Truth.SessionWindow window = truth.sessionWindows().get(SESSION + "|" + START);

        assertThat(window.userCount()).isEqualTo(2);
        assertThat(window.sampleCount()).isEqualTo(3);
        assertThat(window.media())
                .isEqualTo(Map.of(
                        "AUDIO",
                        new Truth.MediaWindow(
                                2,
                                Map.of(
                                        "latencyMs", new Truth.OverUsers(2, 125, 200, 200),
                                        "bitrateKbps", new Truth.OverUsers(2, 45, 70, 20)))));
    }

    @Test
    void thePercentileIsTheNearestRank() {
        assertThat(rank(1)).isEqualTo(1);
        assertThat(rank(6)).isEqualTo(6);
        assertThat(rank(19)).isEqualTo(19);
        assertThat(rank(20)).isEqualTo(19);
        assertThat(rank(21)).isEqualTo(20);
        assertThat(rank(100)).isEqualTo(95);
    }

    @Test
    void aWrongAnswerIsADifference() throws IOException {
        truth.add(audio("u1", "10:00:00", "\"bitrate\":\"10 kbps\""));
        Map<String, Truth.UserWindow> right = truth.userWindows();
        Truth other = new Truth(Duration.ofSeconds(60));
        other.add(audio("u1", "10:00:00", "\"bitrate\":\"11 kbps\""));
        other.add(audio("u1", "10:01:00", "\"bitrate\":\"11 kbps\""));

        assertThat(Differences.ofUsers(right, right)).isEmpty();
        assertThat(Differences.ofUsers(right, other.userWindows()))
                .contains(
                        "extra user window " + SESSION + "|u1|" + (START + 60_000),
                        SESSION + "|u1|" + START + " audio_input.bitrateKbps min is 11.0, must be 10.0");
        assertThat(Differences.ofSessions(truth.sessionWindows(), other.sessionWindows()))
                .isNotEmpty();
    }

    private static double rank(int count) {
        return Truth.nearestRank(
                IntStream.rangeClosed(1, count).mapToObj(Double::valueOf).toList());
    }

    private static String audio(String user, String time, String details) {
        return """
            {"event":"meeting.participant_qos","event_ts":1,"payload":{"account_id":"acc","object":{"uuid":"uuid==",
            "participant":{"user_id":"%s","qos":[{"date_time":"2026-11-21T%sZ","type":"audio_input","details":{%s}}]}}}}
            """.formatted(user, time, details);
    }
}
