package io.qsstream.processor.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.processor.alert.LegAlerts.Leg;
import io.qsstream.processor.state.StateCodec;
import io.qsstream.schema.SessionKey;
import io.qsstream.schema.rules.AlertRules;
import io.qsstream.schema.rules.Direction;
import io.qsstream.schema.rules.Metric;
import io.qsstream.schema.rules.UserRule;
import io.qsstream.v1.AlertTransition;
import io.qsstream.v1.Cause;
import io.qsstream.v1.CauseClass;
import io.qsstream.v1.LegAlertState;
import io.qsstream.v1.Media;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.SessionKind;
import io.qsstream.v1.Severity;
import io.qsstream.v1.StreamQos;
import io.qsstream.v1.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LegAlertsTest {

    private static final Instant START = Instant.parse("2026-11-20T14:00:00Z");
    private static final Leg LEG = new Leg(new SessionKey("acc", "m1"), "u1");

    /** Three of the last five over 40 ms; three in a row under 30 ms clear. */
    private static final UserRule JITTER = new UserRule(
            "jitter",
            1,
            Metric.JITTER_MS,
            Set.of(Media.AUDIO),
            Set.of(),
            Direction.ABOVE,
            40,
            30,
            3,
            5,
            Duration.ofMinutes(10),
            Severity.WARNING,
            true);

    private static final AlertRules RULES = new AlertRules(List.of(JITTER), List.of());

    private LegAlertState state = LegAlertState.newBuilder().build();
    private final List<AlertTransition> transitions = new ArrayList<>();

    @Test
    void jitterAboveTheThresholdInThreeOfFiveSamplesRaisesOneAlert() {
        // When
        jitter(0, 50);
        jitter(1, 10);
        jitter(2, 50);
        assertThat(transitions).isEmpty();
        jitter(3, 60);

        // Then
        assertThat(transitions).hasSize(1);
        AlertTransition raised = transitions.get(0);
        assertThat(raised.getTransition()).isEqualTo(Transition.RAISED);
        assertThat(raised.getSequence()).isEqualTo(1);
        assertThat(raised.getRuleId()).isEqualTo("jitter");
        assertThat(raised.getStreamType()).isEqualTo("audio_input");
        assertThat(raised.getMetric()).isEqualTo("jitterMs");
        assertThat(raised.getObserved()).isEqualTo(60);
        assertThat(raised.getThreshold()).isEqualTo(40);
        assertThat(raised.getOnsetTime()).isEqualTo(minute(0));
        assertThat(raised.getTransitionTime()).isEqualTo(minute(3));
        assertThat(raised.getSeverity()).isEqualTo(Severity.WARNING);
        jitter(4, 70);
        assertThat(transitions).as("one alert, however long it lasts").hasSize(1);
    }

    @Test
    void threeOfSixAreNotThreeOfTheLastFive() {
        // When
        jitter(0, 50);
        jitter(1, 10);
        jitter(2, 50);
        jitter(3, 10);
        jitter(4, 10);
        jitter(5, 50);

        // Then
        assertThat(transitions).isEmpty();
    }

    @Test
    void anAlertClearsAfterAsManySamplesInARowOnTheGoodSideOfTheClearThreshold() {
        // Given
        raise();

        // When
        jitter(3, 20);
        jitter(4, 35);
        jitter(5, 20);
        jitter(6, 20);
        assertThat(transitions).hasSize(1);
        jitter(7, 25);

        // Then
        AlertTransition cleared = transitions.get(1);
        assertThat(cleared.getTransition()).isEqualTo(Transition.CLEARED);
        assertThat(cleared.getSequence()).isEqualTo(2);
        assertThat(cleared.getAlertId()).isEqualTo(transitions.get(0).getAlertId());
        assertThat(cleared.getClearReason()).isEqualTo("RECOVERED");
        assertThat(cleared.getThreshold()).isEqualTo(30);
    }

    @Test
    void missingDataFreezesAnAlert() {
        // Given
        raise();

        // When nothing is measured for a while, and then two good samples come around a gap
        jitter(3, 20);
        missing(4);
        missing(5);
        jitter(6, 20);
        assertThat(transitions).hasSize(1);
        jitter(7, 20);

        // Then
        assertThat(transitions).hasSize(2);
    }

    @Test
    void aMutedStreamNeitherRaisesNorClears() {
        // Given
        raise();

        // When
        for (int minute = 3; minute < 12; minute++) {
            take(sample(minute(minute), stream("audio_input", 0.0, 0.0)));
        }

        // Then
        assertThat(transitions).hasSize(1);
    }

    @Test
    void aDuplicateOrALateSampleNeverRaisesOrClearsTwice() {
        // Given
        raise();
        for (int minute = 3; minute < 6; minute++) {
            jitter(minute, 20);
        }
        assertThat(transitions).hasSize(2);

        // When the breaches are delivered again, and some that were missing come late
        jitter(0, 50);
        jitter(1, 50);
        jitter(2, 50);
        take(sample(minute(1).plusSeconds(10), stream("audio_input", 60.0, 64.0)));
        take(sample(minute(2).plusSeconds(10), stream("audio_input", 60.0, 64.0)));
        take(sample(minute(3).plusSeconds(10), stream("audio_input", 60.0, 64.0)));

        // Then
        assertThat(transitions).hasSize(2);
    }

    @Test
    void samplesOutOfOrderAreCountedInTheirOrder() {
        // When
        jitter(2, 50);
        jitter(0, 50);
        jitter(1, 50);

        // Then
        assertThat(transitions).hasSize(1);
        assertThat(transitions.get(0).getOnsetTime()).isEqualTo(minute(0));
    }

    @Test
    void whatIsOlderThanTheMaximumAgeWakesNobody() {
        // When an outage's samples are delivered an hour later
        Instant now = minute(60);
        for (int minute = 0; minute < 5; minute++) {
            take(sample(minute(minute), stream("audio_input", 50.0, 64.0)), now);
        }

        // Then
        assertThat(transitions).isEmpty();
    }

    @Test
    void eachStreamTypeHasItsOwnAlert() {
        // When
        for (int minute = 0; minute < 3; minute++) {
            take(sample(
                    minute(minute),
                    stream("audio_input", 50.0, 64.0),
                    stream("audio_output", 60.0, 64.0),
                    video(90.0)));
        }

        // Then
        assertThat(transitions)
                .extracting(AlertTransition::getStreamType)
                .containsExactly("audio_input", "audio_output");
        assertThat(transitions).extracting(AlertTransition::getAlertId).doesNotHaveDuplicates();
    }

    @Test
    void theEndOfTheLegClearsWhatIsRaisedAndNothingMeasuredBeforeRaisesAgain() {
        // Given
        raise();

        // When
        LegAlerts.Taken ended = LegAlerts.end(LEG, state, RULES, minute(10));
        state = ended.state();
        for (int minute = 3; minute < 9; minute++) {
            jitter(minute, 70);
        }

        // Then
        assertThat(ended.transitions()).hasSize(1);
        assertThat(ended.transitions().get(0).getClearReason()).isEqualTo("SESSION_ENDED");
        assertThat(ended.transitions().get(0).getTransitionTime()).isEqualTo(minute(10));
        assertThat(ended.transitions().get(0).getObserved()).isNull();
        assertThat(transitions).hasSize(1);
    }

    @Test
    void aValueThatOscillatesFivePercentAroundTheThresholdForAnHourRaisesAtMostOnce() {
        // When
        for (int i = 0; i < 360; i++) {
            take(sample(START.plusSeconds(10L * i), stream("audio_input", i % 2 == 0 ? 42.0 : 38.0, 64.0)));
        }

        // Then
        assertThat(transitions).hasSize(1);
    }

    @Property(tries = 1000)
    void perAlertExactlyOneRaisedAtMostOneClearedAndSequenceWithoutGaps(@ForAll long seed) {
        // Given a history with gaps, duplicates, late samples, ends and restarts, its alerts explained at random
        Random random = new Random(seed);
        Random causes = new Random(seed + 1);
        StateCodec<LegAlertState> store = StateCodec.of(new LegAlertState());
        LegAlertState leg = LegAlertState.newBuilder().build();
        LegAlertState unexplained = LegAlertState.newBuilder().build();
        List<AlertTransition> emitted = new ArrayList<>();
        List<String> withoutCauses = new ArrayList<>();
        List<QosSample> delivered = new ArrayList<>();
        Instant now = START;
        double level = 20;
        for (int i = 0; i < 150; i++) {
            now = now.plusSeconds(random.nextInt(60));
            level = random.nextInt(12) == 0 ? random.nextInt(80) : level;
            QosSample sample = !delivered.isEmpty() && random.nextInt(3) == 0
                    ? delivered.get(random.nextInt(delivered.size()))
                    : sample(
                            now.minusSeconds(random.nextInt(300)),
                            stream("audio_input", level + random.nextInt(20), random.nextInt(5) * 20.0));
            delivered.add(sample);

            // When
            boolean ends = random.nextInt(40) == 0;
            LegAlerts.Taken taken = take(ends, leg, sample, now);
            if (!ends && taken.takenIn()) {
                LegAlerts.explain(taken, sample, RULES, metric -> cause(causes));
            }
            leg = store.decode(store.encode(taken.state()));
            emitted.addAll(taken.transitions());
            LegAlerts.Taken plain = take(ends, unexplained, sample, now);
            unexplained = plain.state();
            plain.transitions().forEach(transition -> withoutCauses.add(identity(transition)));
        }

        // Then
        Map<String, Integer> lastSequence = new HashMap<>();
        for (AlertTransition transition : emitted) {
            int expected = lastSequence.merge(transition.getAlertId(), 1, Integer::sum);
            assertThat(transition.getSequence()).isEqualTo(expected);
            assertThat(transition.getTransition()).isEqualTo(expected == 1 ? Transition.RAISED : Transition.CLEARED);
        }
        assertThat(lastSequence.values()).allMatch(count -> count <= 2);
        assertThat(emitted.stream().map(LegAlertsTest::identity))
                .as("a cause explains an alert and changes none")
                .containsExactlyElementsOf(withoutCauses);
    }

    private static LegAlerts.Taken take(boolean ends, LegAlertState leg, QosSample sample, Instant now) {
        return ends ? LegAlerts.end(LEG, leg, RULES, now) : LegAlerts.takeIn(LEG, leg, sample, RULES, now);
    }

    private static Cause cause(Random random) {
        CauseClass[] classes = CauseClass.values();
        return new Cause(classes[random.nextInt(classes.length)], random.nextDouble(), List.of());
    }

    private static String identity(AlertTransition transition) {
        return transition.getAlertId() + " " + transition.getSequence() + " " + transition.getTransition() + " "
                + transition.getTransitionTime();
    }

    @Test
    void anAlertIsClearedWithTheMostConfidentCauseThatWasFound() {
        // Given
        QosSample first = sample(minute(2), stream("audio_input", 50.0, 64.0));
        QosSample second = sample(minute(3), stream("audio_input", 50.0, 64.0));
        QosSample third = sample(minute(4), stream("audio_input", 50.0, 64.0));
        jitter(0, 50);
        jitter(1, 50);

        // When
        explained(first, new Cause(CauseClass.UNKNOWN, 0.0, List.of()));
        explained(second, new Cause(CauseClass.SELF_WIFI, 0.9, List.of()));
        explained(third, new Cause(CauseClass.SELF_NETWORK, 0.7, List.of()));
        jitter(5, 5);
        jitter(6, 5);
        jitter(7, 5);

        // Then
        assertThat(transitions)
                .extracting(transition -> transition.getCause().getClass$())
                .containsExactly(CauseClass.UNKNOWN, CauseClass.SELF_WIFI);
    }

    private void explained(QosSample sample, Cause cause) {
        LegAlerts.Taken taken = LegAlerts.takeIn(LEG, state, sample, RULES, sample.getSampleTime());
        LegAlerts.explain(taken, sample, RULES, metric -> cause);
        state = taken.state();
        transitions.addAll(taken.transitions());
    }

    private void raise() {
        jitter(0, 50);
        jitter(1, 50);
        jitter(2, 50);
        assertThat(transitions).hasSize(1);
    }

    private void jitter(int minute, double jitterMs) {
        take(sample(minute(minute), stream("audio_input", jitterMs, 64.0)));
    }

    private void missing(int minute) {
        take(sample(minute(minute), stream("audio_input", null, null)));
    }

    private void take(QosSample sample) {
        take(sample, sample.getSampleTime());
    }

    private void take(QosSample sample, Instant now) {
        LegAlerts.Taken taken = LegAlerts.takeIn(LEG, state, sample, RULES, now);
        state = taken.state();
        transitions.addAll(taken.transitions());
    }

    private static Instant minute(int minute) {
        return START.plus(Duration.ofMinutes(minute));
    }

    private static StreamQos stream(String type, Double jitterMs, Double bitrateKbps) {
        StreamQos stream = new StreamQos();
        stream.setType(type);
        stream.setMedia(Media.AUDIO);
        stream.setJitterMs(jitterMs);
        stream.setBitrateKbps(bitrateKbps);
        return stream;
    }

    private static StreamQos video(double jitterMs) {
        StreamQos stream = stream("video_input", jitterMs, 900.0);
        stream.setMedia(Media.VIDEO);
        return stream;
    }

    private static QosSample sample(Instant time, StreamQos... streams) {
        return QosSample.newBuilder()
                .setAccountId("acc")
                .setSessionId("m1")
                .setSessionKind(SessionKind.MEETING)
                .setUserId("u1")
                .setSampleTime(time)
                .setReceiptTime(time)
                .setStreams(List.of(streams))
                .build();
    }
}
