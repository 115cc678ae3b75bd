package io.qsstream.processor.score;

import static io.qsstream.v1.Classification.BAD;
import static io.qsstream.v1.Classification.FAIR;
import static io.qsstream.v1.Classification.GOOD;
import static io.qsstream.v1.Classification.POOR;
import static io.qsstream.v1.Classification.UNCLASSIFIED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.qsstream.processor.score.SessionScore.RatedMinutes;
import io.qsstream.v1.Classification;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionScoreTest {

    @Test
    void oneBadUserNeverPaintsAWebinarOfAThousandRed() {
        // Given
        Map<String, List<RatedMinutes>> users = new HashMap<>();
        for (int i = 0; i < 999; i++) {
            users.put("u" + i, List.of(new RatedMinutes(60, GOOD)));
        }
        users.put("unlucky", List.of(new RatedMinutes(60, BAD)));

        // When
        SessionScore score = SessionScore.of(users);

        // Then
        assertThat(score.participantMinutes()).isEqualTo(60_000);
        assertThat(score.score()).isCloseTo(99.9, within(1e-9));
        assertThat(score.goodShare()).isCloseTo(0.999, within(1e-9));
        assertThat(score.affectedShare()).isEqualTo(0.001);
        assertThat(score.worstUserId()).isEqualTo("unlucky");
    }

    @ParameterizedTest(name = "{0} throughout is {1}")
    @CsvSource({"GOOD, 100, 1, 0", "FAIR, 66.6667, 1, 0", "POOR, 33.3333, 0, 1", "BAD, 0, 0, 1"})
    void theFourClassesAreEquallyFarApart(
            Classification classification, double score, double goodShare, double affectedShare) {
        // When
        SessionScore rated = SessionScore.of(Map.of("u1", List.of(new RatedMinutes(7, classification))));

        // Then
        assertThat(rated.score()).isCloseTo(score, within(0.0001));
        assertThat(rated.goodShare()).isEqualTo(goodShare);
        assertThat(rated.affectedShare()).isEqualTo(affectedShare);
    }

    @Test
    void minutesWeighWhoeverLivedThroughThem() {
        // Given
        Map<String, List<RatedMinutes>> users = Map.of(
                "brief", List.of(new RatedMinutes(1, BAD)),
                "long", List.of(new RatedMinutes(50, GOOD), new RatedMinutes(9, POOR)));

        // When
        SessionScore score = SessionScore.of(users);

        // Then 1 minute lost wholly and 9 by two thirds, of 60
        assertThat(score.score()).isCloseTo(100 * (1 - 7.0 / 60), within(1e-9));
        assertThat(score.worstUserId()).as("lost 6 minutes, the brief one 1").isEqualTo("long");
        assertThat(score.affectedShare()).isEqualTo(1);
    }

    @Test
    void whatIsNotRatedCountsNeitherWay() {
        // Given
        Map<String, List<RatedMinutes>> users = Map.of(
                "talking", List.of(new RatedMinutes(10, GOOD)),
                "muted", List.of(new RatedMinutes(90, UNCLASSIFIED)));

        // When
        SessionScore score = SessionScore.of(users);

        // Then
        assertThat(score).isEqualTo(new SessionScore(100, 100.0, 1.0, 0.0, null));
    }

    @Test
    void aSessionOfSilenceHasNoScore() {
        assertThat(SessionScore.of(Map.of())).isEqualTo(new SessionScore(0, null, null, null, null));
        assertThat(SessionScore.of(Map.of("muted", List.of(new RatedMinutes(5, UNCLASSIFIED)))))
                .isEqualTo(new SessionScore(5, null, null, null, null));
    }

    @Test
    void ofTwoWhoLostTheSameTheSmallerUserIdIsNamed() {
        // When
        SessionScore score =
                SessionScore.of(Map.of("b", List.of(new RatedMinutes(3, BAD)), "a", List.of(new RatedMinutes(3, BAD))));

        // Then
        assertThat(score.worstUserId()).isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
    void minutesThatCannotBeAreRefused(double minutes) {
        assertThatIllegalArgumentException().isThrownBy(() -> new RatedMinutes(minutes, GOOD));
    }

    @Property(tries = 200)
    void orderDoesNotMatter(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int userCount) {
        // Given
        Random random = new Random(seed);
        Map<String, List<RatedMinutes>> users = users(random, userCount);
        List<String> ids = new ArrayList<>(users.keySet());
        Collections.shuffle(ids, random);
        Map<String, List<RatedMinutes>> shuffled = new LinkedHashMap<>();
        for (String id : ids) {
            List<RatedMinutes> stretches = new ArrayList<>(users.get(id));
            Collections.shuffle(stretches, random);
            shuffled.put(id, stretches);
        }

        // Then
        assertThat(SessionScore.of(shuffled)).isEqualTo(SessionScore.of(users));
    }

    @Property(tries = 200)
    void aWorseMinuteNeverRaisesTheScore(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int userCount) {
        // Given
        Map<String, List<RatedMinutes>> users = users(new Random(seed), userCount);
        users.put("x", List.of(new RatedMinutes(10, FAIR)));
        SessionScore before = SessionScore.of(users);

        // When
        users.put("x", List.of(new RatedMinutes(9, FAIR), new RatedMinutes(1, POOR)));
        SessionScore after = SessionScore.of(users);

        // Then
        assertThat(after.score()).isLessThan(before.score()).isBetween(0.0, 100.0);
        assertThat(after.goodShare()).isLessThan(before.goodShare());
        assertThat(after.affectedShare()).isGreaterThan(before.affectedShare());
    }

    private static Map<String, List<RatedMinutes>> users(Random random, int count) {
        Map<String, List<RatedMinutes>> users = new HashMap<>();
        for (int i = 0; i < count; i++) {
            List<RatedMinutes> stretches = new ArrayList<>();
            for (int j = random.nextInt(6); j >= 0; j--) {
                stretches.add(new RatedMinutes(random.nextDouble() * 30, Classification.values()[random.nextInt(5)]));
            }
            users.put("u" + i, stretches);
        }
        return users;
    }
}
