package io.qsstream.schema.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.v1.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ShippedRulesTest {

    private static final Path FILE = Path.of("src/main/resources", RulesFile.SHIPPED);

    @Test
    void everyThresholdHasItsSourceBesideIt() throws IOException {
        // Given
        Pattern threshold = Pattern.compile("\\s+(breach|clear|raiseShare|clearShare|minUsers):.*");
        Pattern sourced = Pattern.compile(".*\\S # (§\\d+\\.?\\d* \\S.*|§\\d+\\.?\\d*, §.*|engineering value: \\S.*)");

        // When
        List<String> thresholds = Files.readAllLines(FILE).stream()
                .filter(line -> threshold.matcher(line).matches())
                .toList();

        // Then
        AlertRules rules = RulesFile.atStart(null);
        assertThat(thresholds)
                .hasSize(2 * rules.userRules().size() + 3 * rules.sessionRules().size())
                .allMatch(line -> sourced.matcher(line).matches());
    }

    @Test
    void everyMetricThatCanBeWatchedByDefaultIsWatchedAtBothSeverities() {
        // Given
        AlertRules rules = RulesFile.atStart(null);
        // A bit rate is low or high only against what is usual, and the highest loss of a minute is one burst.
        Set<Metric> watched = EnumSet.complementOf(EnumSet.of(Metric.BITRATE_KBPS, Metric.MAX_LOSS_PCT));

        for (Severity severity : List.of(Severity.WARNING, Severity.CRITICAL)) {
            // When
            Set<Metric> metrics = rules.enabledUserRules().stream()
                    .filter(rule -> rule.severity() == severity)
                    .map(UserRule::metric)
                    .collect(Collectors.toSet());

            // Then
            assertThat(metrics).as(severity.name()).isEqualTo(watched);
        }
    }

    @Test
    void aCriticalRuleIsStricterThanItsWarningAndOtherwiseTheSame() {
        // Given
        AlertRules rules = RulesFile.atStart(null);

        for (UserRule critical : rules.userRules()) {
            if (critical.severity() != Severity.CRITICAL) {
                continue;
            }
            String warningId = critical.id().replace("-critical", "-warning");

            // When
            UserRule warning = rules.userRules().stream()
                    .filter(each -> each.id().equals(warningId))
                    .findFirst()
                    .orElseThrow();

            // Then
            assertThat(warning.severity()).isEqualTo(Severity.WARNING);
            assertThat(List.of(warning.metric(), warning.media(), warning.direction()))
                    .isEqualTo(List.of(critical.metric(), critical.media(), critical.direction()));
            assertThat(critical.direction().isBeyond(critical.breachThreshold(), warning.breachThreshold()))
                    .as(critical.id())
                    .isTrue();
        }
    }

    @Test
    void aValueThatOscillatesBy5PercentAroundAThresholdIsNeverGood() {
        // Given
        List<UserRule> rules = RulesFile.atStart(null).userRules().stream()
                .filter(rule -> !rule.metric().unit().isWhole())
                .toList();

        for (UserRule rule : rules) {
            // When
            Verdict up = rule.verdict(rule.breachThreshold() * 1.05);
            Verdict down = rule.verdict(rule.breachThreshold() * 0.95);

            // Then
            assertThat(List.of(up, down)).as(rule.id()).containsExactlyInAnyOrder(Verdict.BREACH, Verdict.BETWEEN);
        }
    }
}
