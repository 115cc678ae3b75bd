package io.qsstream.processor.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.processor.testing.Bodies;
import io.qsstream.processor.testing.Bodies.Item;
import io.qsstream.processor.testing.Pipeline;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.AlertScope;
import io.qsstream.v1.AlertTransition;
import io.qsstream.v1.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AlertPipelineTest {

    private static final Instant START = Instant.parse("2026-11-20T14:00:00Z");
    private static final String KEY = "acc|m1";
    private static final String RULE = "audio-jitter-warning";

    private final Pipeline pipeline = Pipeline.inMemory(Pipeline.MINUTES);

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    void badJitterRaisesAndGoodJitterClears() {
        // When
        for (int minute = 0; minute < 5; minute++) {
            measure("u1", minute, 60);
        }
        for (int minute = 5; minute < 15; minute++) {
            measure("u1", minute, 5);
        }

        // Then
        List<AlertTransition> alerts = of(RULE);
        assertThat(alerts)
                .extracting(AlertTransition::getTransition)
                .containsExactly(Transition.RAISED, Transition.CLEARED);
        assertThat(alerts.get(0).getAlertId()).isEqualTo(alerts.get(1).getAlertId());
        assertThat(UUID.fromString(alerts.get(0).getAlertId()).version()).isEqualTo(5);
    }

    @Test
    void duplicateDeliveriesChangeNothing() {
        // When
        for (int minute = 0; minute < 5; minute++) {
            measure("u1", minute, 60);
            measure("u1", minute, 60);
            measure("u1", 0, 60);
        }

        // Then
        assertThat(of(RULE)).hasSize(1);
    }

    @Test
    void aSummaryClearsWithSessionEnded() {
        // Given
        for (int minute = 0; minute < 5; minute++) {
            measure("u1", minute, 60);
        }

        // When
        Instant left = START.plus(Duration.ofMinutes(6));
        pipeline.receive(left, KEY, Bodies.left("m1", "u1", left, "R. Okafor"));

        // Then
        AlertTransition last = of(RULE).get(1);
        assertThat(last.getTransition()).isEqualTo(Transition.CLEARED);
        assertThat(last.getClearReason()).isEqualTo("SESSION_ENDED");
        assertThat(last.getTransitionTime()).isEqualTo(left);
    }

    @Test
    void tenMinutesOfSilenceInTheLogsTimeEndTheSession() {
        // Given
        for (int minute = 0; minute < 5; minute++) {
            measure("u1", minute, 60);
        }
        assertThat(of(RULE)).hasSize(1);
        Instant lastHeard = START.plus(Duration.ofMinutes(4));

        // When
        pipeline.tick(lastHeard.plus(Duration.ofMinutes(9)));
        assertThat(of(RULE)).isEmpty();
        pipeline.tick(lastHeard.plus(Duration.ofMinutes(11)));

        // Then
        assertThat(of(RULE)).extracting(AlertTransition::getClearReason).containsExactly("SESSION_ENDED");
    }

    @Test
    void aReJoinedUserIsANewLeg() {
        // When
        for (int minute = 0; minute < 2; minute++) {
            measure("u1", minute, 60);
        }
        Instant left = START.plusSeconds(110);
        pipeline.receive(left, KEY, Bodies.left("m1", "u1", left, "R. Okafor"));
        for (int minute = 2; minute < 4; minute++) {
            measure("u2", minute, 60);
        }

        // Then
        assertThat(of(RULE)).as("two bad samples each are not three of one leg").isEmpty();
    }

    @Test
    void aSessionOfWhichManyUsersSufferIsRaisedOnceAndClearedOnce() {
        // When all of six users suffer, then recover
        for (int minute = 0; minute < 14; minute++) {
            for (int user = 0; user < 6; user++) {
                measure("u" + user, minute, minute < 6 ? 200 : 2);
            }
        }

        // Then
        List<AlertTransition> session = transitions().stream()
                .filter(alert -> alert.getScope() == AlertScope.SESSION)
                .toList();
        assertThat(session).isNotEmpty();
        assertThat(session.stream().map(AlertTransition::getRuleId).distinct())
                .allSatisfy(rule -> assertThat(session.stream()
                                .filter(alert -> alert.getRuleId().equals(rule))
                                .map(AlertTransition::getTransition))
                        .containsExactly(Transition.RAISED, Transition.CLEARED));
        assertThat(session).allMatch(alert -> alert.getUserId() == null);
    }

    @Test
    void oneBadUserNeverRaisesAWholeSession() {
        // When
        for (int minute = 0; minute < 8; minute++) {
            for (int user = 0; user < 12; user++) {
                measure("u" + user, minute, user == 0 ? 200 : 2);
            }
        }

        // Then
        assertThat(transitions()).isNotEmpty().allMatch(alert -> alert.getScope() == AlertScope.USER);
    }

    private List<AlertTransition> of(String rule) {
        return transitions().stream()
                .filter(alert -> alert.getRuleId().equals(rule))
                .toList();
    }

    private List<AlertTransition> transitions() {
        return pipeline.read(Topics.ALERTS).stream().map(TestRecord::value).toList();
    }

    private void measure(String user, int minute, int jitterMs) {
        Instant time = START.plus(Duration.ofMinutes(minute));
        pipeline.receive(time, KEY, Bodies.qos("m1", user, time, Item.audio(time, "64 kbps", jitterMs + " ms")));
    }
}
