package io.qsstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Metrics page, Prometheus rules and Grafana dashboard say what the catalogue says, and Prometheus' own tool agrees. */
class MonitoringRulesTest {

    private static final Path HOME = Path.of(System.getProperty("qsstream.home", "../.."))
            .toAbsolutePath()
            .normalize();
    private static final Path MONITORING = HOME.resolve("deploy/monitoring");

    @Test
    void theMetricsPageIsMadeFromTheCatalogue() throws IOException {
        mustSay(HOME.resolve("docs/metrics.md"), catalogue().page());
    }

    @Test
    void theRulesAreMadeFromTheCatalogue() throws IOException {
        mustSay(MONITORING.resolve("rules.yml"), catalogue().rules());
    }

    @Test
    void everyAlarmWatchesTheMetricItStandsBesideAndNoOtherThatIsUnknown() throws IOException {
        // Given
        MetricCatalogue catalogue = catalogue();
        Set<String> alarms = new HashSet<>();

        for (MetricCatalogue.Group group : catalogue.groups()) {
            for (MetricCatalogue.Metric metric : group.metrics()) {
                for (MetricCatalogue.Alarm alarm : metric.alarms()) {
                    // When
                    Set<String> watched = PromQl.metrics(alarm.expression());

                    // Then
                    assertThat(watched).as(alarm.name()).contains(metric.name());
                    assertThat(catalogue.names()).as(alarm.name()).containsAll(watched);
                    assertThat(alarm.severity()).as(alarm.name()).isIn("critical", "warning", "info");
                    assertThat(alarms.add(alarm.name()))
                            .as(alarm.name() + " is there once")
                            .isTrue();
                }
            }
        }
        assertThat(alarms).hasSizeGreaterThan(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"check rules rules.yml", "test rules rules.test.yml", "check config prometheus.yml"})
    void prometheusOwnToolAgrees(String arguments) throws Exception {
        Needs.tool("promtool", List.of("promtool", "--version"));

        promtool(arguments.split(" ", -1));
    }

    @Test
    void everyPanelAsksForMetricsOfTheCatalogueOnly() throws IOException {
        // Given
        Set<String> known = catalogue().names();
        // Prometheus' own, of every target.
        known.add("up");

        for (GrafanaDashboard.Target target : GrafanaDashboard.read(HOME).targets()) {
            // When
            Set<String> asked = PromQl.metrics(target.expression());

            // Then
            assertThat(asked).as(target.toString()).isNotEmpty();
            assertThat(known).as(target.toString()).containsAll(asked);
        }
    }

    @Test
    void everyPanelsQueryIsPromQl(@TempDir Path folder) throws Exception {
        // Given
        Needs.tool("promtool", List.of("promtool", "--version"));
        List<GrafanaDashboard.Target> targets = GrafanaDashboard.read(HOME).targets();
        StringBuilder rules = new StringBuilder("groups:\n  - name: panels\n    rules:\n");
        for (int i = 0; i < targets.size(); i++) {
            String expression = targets.get(i).asPrometheusSees("1m");
            rules.append("      - record: panel:").append(i).append("\n        expr: '");
            rules.append(expression.replace("'", "''")).append("'\n");
        }

        // When, Then
        promtool(
                "check",
                "rules",
                Files.writeString(folder.resolve("panels.yml"), rules).toString());
    }

    @Test
    void theDashboardIsOneThatGrafanaCanProvision() throws IOException {
        // Given
        JsonNode dashboard = new ObjectMapper()
                .readTree(MONITORING.resolve("grafana/qsstream.json").toFile());
        Set<Integer> ids = new HashSet<>();
        boolean[][] taken = new boolean[1000][24];

        // Then
        assertThat(dashboard.path("uid").asText()).isEqualTo("qsstream");
        // An id of its own would be another installation's.
        assertThat(dashboard.path("id").isNull()).isTrue();
        assertThat(Files.readString(MONITORING.resolve("grafana/provisioning/datasources/prometheus.yml")))
                .contains("uid: " + GrafanaDashboard.DATA_SOURCE);
        assertThat(dashboard.path("panels")).hasSizeGreaterThan(10);
        for (JsonNode panel : dashboard.path("panels")) {
            String title = panel.path("title").asText();
            assertThat(ids.add(panel.path("id").asInt())).as(title).isTrue();
            if (!panel.path("type").asText().equals("row")) {
                assertThat(panel.path("description").asText()).as(title).isNotBlank();
                assertThat(panel.at("/datasource/uid").asText()).as(title).isEqualTo(GrafanaDashboard.DATA_SOURCE);
                assertThat(panel.at("/fieldConfig/defaults/unit").asText())
                        .as(title)
                        .isNotBlank();
            }
            JsonNode place = panel.path("gridPos");
            for (int y = place.path("y").asInt();
                    y < place.path("y").asInt() + place.path("h").asInt();
                    y++) {
                for (int x = place.path("x").asInt();
                        x < place.path("x").asInt() + place.path("w").asInt();
                        x++) {
                    assertThat(taken[y][x]).as(title + " lies over another").isFalse();
                    taken[y][x] = true;
                }
            }
        }
    }

    private static MetricCatalogue catalogue() throws IOException {
        return MetricCatalogue.read(MONITORING.resolve("metrics.yml"));
    }

    private static void mustSay(Path file, String text) throws IOException {
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(file, text);
        }
        assertThat(Files.readString(file))
                .as(
                        "%s is made from deploy/monitoring/metrics.yml: mvn -pl deploy/local -am test"
                                + " -Dtest=MonitoringRulesTest -Dgolden.update=true"
                                + " -Dsurefire.failIfNoSpecifiedTests=false",
                        HOME.relativize(file))
                .isEqualTo(text);
    }

    private static void promtool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Process promtool = new ProcessBuilder(command)
                .directory(MONITORING.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(promtool.waitFor()).as(output).isZero();
    }
}
