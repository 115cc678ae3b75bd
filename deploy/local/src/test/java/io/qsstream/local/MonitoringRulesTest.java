package io.qsstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code deploy/monitoring/rules.yml} and {@code docs/metrics.md} say the same, and Prometheus' own tool agrees. */
class MonitoringRulesTest {

    private static final Path HOME = Path.of(System.getProperty("qsstream.home", "../.."))
            .toAbsolutePath()
            .normalize();
    private static final Path RULES = HOME.resolve("deploy/monitoring/rules.yml");
    private static final Pattern METRIC = Pattern.compile("\\b(qsstream_[a-z_]+?)(_bucket)?(?=[{\\[)\\s])");
    /** Name, labels, meaning, and when to raise an alarm. */
    private static final Pattern ROW = Pattern.compile("\\| `(qsstream_[a-z_]+)` \\|([^|]*)\\|([^|]*)\\|([^|]*)\\|");

    @Test
    void everyAlertWhenHasARuleAndEveryRuleAnAlertWhen() throws IOException {
        // Given
        Set<String> documented = new TreeSet<>();
        for (String line : Files.readAllLines(HOME.resolve("docs/metrics.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.lookingAt() && !row.group(4).isBlank()) {
                documented.add(row.group(1));
            }
        }

        // When
        Set<String> watched = new TreeSet<>();
        boolean inExpression = false;
        for (String line : Files.readAllLines(RULES)) {
            inExpression = line.strip().startsWith("expr:")
                    || inExpression && !line.strip().matches("[a-z]+:.*");
            Matcher metric = METRIC.matcher(line + " ");
            while (inExpression && metric.find()) {
                // Compared with, not watched.
                if (!metric.group(1).equals("qsstream_processor_samples_total")) {
                    watched.add(metric.group(1));
                }
            }
        }

        // Then
        assertThat(documented).hasSizeGreaterThan(10);
        assertThat(watched).isEqualTo(documented);
    }

    @Test
    void everyRuleSaysHowBadItIsAndWhatToDo() throws IOException {
        String[] rules = Files.readString(RULES).split("- alert: ");

        assertThat(rules).hasSizeGreaterThan(10);
        for (int i = 1; i < rules.length; i++) {
            assertThat(rules[i])
                    .as(rules[i].lines().findFirst().orElse(""))
                    .contains("severity: ", "summary: ", "action: ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"check rules rules.yml", "test rules rules.test.yml"})
    void prometheusOwnToolAgrees(String arguments) throws Exception {
        Needs.tool("promtool", List.of("promtool", "--version"));
        Process promtool = new ProcessBuilder(("promtool " + arguments).split(" "))
                .directory(RULES.getParent().toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(promtool.waitFor()).as(output).isZero();
    }
}
