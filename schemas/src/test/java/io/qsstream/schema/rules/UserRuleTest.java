package io.qsstream.schema.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.qsstream.v1.Media;
import io.qsstream.v1.Severity;
import io.qsstream.v1.StreamQos;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserRuleTest {

    @ParameterizedTest
    @CsvSource({
        "ABOVE, 40, 30, 40.1, BREACH",
        "ABOVE, 40, 30, 40, BETWEEN",
        "ABOVE, 40, 30, 30, BETWEEN",
        "ABOVE, 40, 30, 29.9, GOOD",
        "BELOW, 30, 40, 29.9, BREACH",
        "BELOW, 30, 40, 30, BETWEEN",
        "BELOW, 30, 40, 40, BETWEEN",
        "BELOW, 30, 40, 40.1, GOOD",
        "ABOVE, 40, 30, NaN, BETWEEN"
    })
    void aThresholdItselfIsNeitherBadNorGood(
            Direction direction, double breach, double clear, double value, Verdict verdict) {
        // Given
        UserRule rule = rule(Metric.JITTER_MS, Set.of(), Set.of(), direction, breach, clear);

        // When
        Verdict said = rule.verdict(value);

        // Then
        assertThat(said).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"1, BREACH", "2, BREACH", "3, GOOD", "4, GOOD"})
    void labelsMayBeNeighbours(double value, Verdict verdict) {
        // Given
        UserRule rule = rule(Metric.QUALITY, Set.of(), Set.of(), Direction.BELOW, 3, 2);

        // When
        Verdict said = rule.verdict(value);

        // Then
        assertThat(said).isEqualTo(verdict);
    }

    @Test
    void aRuleWatchesTheStreamsThatItNamesAndWithoutNamesAll() {
        // Given
        StreamQos video = stream("video_input", Media.VIDEO);
        StreamQos output = stream("video_output", Media.VIDEO);
        UserRule all = rule(Metric.JITTER_MS, Set.of(), Set.of(), Direction.ABOVE, 40, 30);
        UserRule audio = rule(Metric.JITTER_MS, Set.of(Media.AUDIO), Set.of(), Direction.ABOVE, 40, 30);
        UserRule input = rule(Metric.JITTER_MS, Set.of(), Set.of("video_input"), Direction.ABOVE, 40, 30);
        UserRule user = rule(Metric.CPU_ZOOM_MAX_PCT, Set.of(), Set.of(), Direction.ABOVE, 40, 30);

        // When
        boolean[] watched = {
            watch(all, video), watch(audio, video), watch(input, video), watch(input, output), watch(user, video)
        };

        // Then
        assertThat(watched).containsExactly(true, false, true, false, false);
    }

    private static boolean watch(UserRule rule, StreamQos stream) {
        return new AlertRules(List.of(rule), List.of()).ofStream(stream).contains(rule);
    }

    @Test
    void aRuleThatContradictsItselfCannotBeMade() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rule(Metric.JITTER_MS, Set.of(), Set.of(), Direction.ABOVE, 40, 40))
                .withMessageContaining("good side");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rule(Metric.JITTER_MS, Set.of(), Set.of(), Direction.ABOVE, Double.NaN, 40))
                .withMessageContaining("range");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rule(Metric.MOS, Set.of(Media.VIDEO), Set.of(), Direction.BELOW, 3, 4))
                .withMessageContaining("media");
    }

    private static StreamQos stream(String type, Media media) {
        return StreamQos.newBuilder().setType(type).setMedia(media).build();
    }

    private static UserRule rule(
            Metric metric, Set<Media> media, Set<String> types, Direction direction, double breach, double clear) {
        return new UserRule(
                "a",
                1,
                metric,
                media,
                types,
                direction,
                breach,
                clear,
                3,
                5,
                Duration.ofMinutes(10),
                Severity.WARNING,
                true);
    }
}
