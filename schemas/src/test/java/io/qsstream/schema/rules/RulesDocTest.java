package io.qsstream.schema.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.v1.Media;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RulesDocTest {

    private static final Path DOC = Path.of("../docs/alert-rules.md");
    private static final String BEGIN = "<!-- metrics -->\n";
    private static final String END = "<!-- /metrics -->\n";

    @Test
    void everyYamlBlockOfThePageIsAValidFile() throws IOException {
        // Given
        List<String> blocks = Pattern.compile("^```yaml\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(Files.readString(DOC))
                .results()
                .map(block -> block.group(1))
                .toList();

        // When
        List<RulesReading> readings = blocks.stream()
                .map(block -> RulesReader.read("alert-rules.md", block))
                .toList();

        // Then
        assertThat(readings)
                .hasSize(4)
                .allSatisfy(reading -> assertThat(reading).isInstanceOf(RulesReading.Valid.class));
    }

    @Test
    void theTableOfMetricsSaysWhatTheMetricsSay() throws IOException {
        // Given
        String page = Files.readString(DOC);
        int from = page.indexOf(BEGIN) + BEGIN.length();
        int to = page.indexOf(END);

        // When
        String table = table();

        // Then
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(DOC, page.substring(0, from) + table + page.substring(to));
            return;
        }
        assertThat(page.substring(from, to))
                .as("the table is made from Metric: mvn -pl schemas test -Dtest=RulesDocTest -Dgolden.update=true")
                .isEqualTo(table);
    }

    @Test
    void thePageExplainsEveryKeyAndNoOther() throws IOException {
        // Given
        String page = Files.readString(DOC);

        // When
        List<String> rule = keys(page, "### Of a rule", "### Of a session rule");
        List<String> sessionRule = keys(page, "### Of a session rule", "## Metrics");

        // Then
        assertThat(rule).isEqualTo(RulesReader.RULE_KEYS);
        assertThat(sessionRule).isEqualTo(RulesReader.SESSION_RULE_KEYS);
        assertThat(page)
                .contains(RulesReader.FILE_KEYS.stream()
                        .map(key -> "`" + key + "`")
                        .toList());
    }

    @Test
    void thePageTellsTheDefaults() throws IOException {
        assertThat(Files.readString(DOC))
                .contains("| `breaches` | `" + RulesReader.DEFAULT_BREACHES + "` |")
                .contains("| `samples` | `" + RulesReader.DEFAULT_SAMPLES + "` |")
                .contains("| `maxAge` | `" + RulesReader.DEFAULT_MAX_AGE.toMinutes() + "m` |")
                .contains("up to " + UserRule.MAX_SAMPLES)
                .contains("`" + RulesFile.SETTING + "`");
    }

    private static List<String> keys(String page, String from, String to) {
        return Pattern.compile("^\\| `(\\w+)` \\|", Pattern.MULTILINE)
                .matcher(page.substring(page.indexOf(from + "\n"), page.indexOf(to + "\n")))
                .results()
                .map(row -> row.group(1))
                .toList();
    }

    private static String table() {
        StringBuilder table = new StringBuilder(
                "| metric | unit or labels | thresholds | measured per | read from |\n|---|---|---|---|---|\n");
        for (Metric metric : Metric.values()) {
            String labels =
                    metric.labels().stream().map(each -> "`" + each + "`").collect(Collectors.joining(", "));
            table.append("| `")
                    .append(metric.key())
                    .append("` | ")
                    .append(
                            !labels.isEmpty()
                                    ? labels
                                    : metric.unit().symbol().isEmpty()
                                            ? "none"
                                            : metric.unit().symbol())
                    .append(" | ")
                    .append(metric.text(metric.min()))
                    .append(" to ")
                    .append(metric.text(metric.max()))
                    .append(" | ")
                    .append(
                            metric.isOfStreams()
                                    ? "stream: "
                                            + metric.media().stream()
                                                    .map(Media::name)
                                                    .collect(Collectors.joining(", "))
                                    : "user")
                    .append(" | ")
                    .append(metric.source())
                    .append(" |\n");
        }
        return table.toString();
    }
}
