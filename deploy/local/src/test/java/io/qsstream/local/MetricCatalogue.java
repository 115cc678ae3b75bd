package io.qsstream.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code deploy/monitoring/metrics.yml}: the one place where metrics and the alarms about them are written down. */
record MetricCatalogue(String intro, List<Group> groups, String end) {

    record Group(String name, String title, String intro, List<Metric> metrics) {}

    record Metric(String name, String labels, String meaning, List<Alarm> alarms) {}

    /**
     * One row's "alert when".
     *
     * @param hold how long it must last, null for at once
     * @param comment what the expression cannot say, null for nothing
     */
    record Alarm(
            String name,
            String when,
            String expression,
            String hold,
            String severity,
            String summary,
            String action,
            String comment) {}

    static MetricCatalogue read(Path file) throws IOException {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        Map<String, Object> root = new Yaml(new SafeConstructor(options)).load(Files.readString(file));
        return new MetricCatalogue(
                text(root, "intro"),
                list(root, "groups").stream()
                        .map(group -> new Group(
                                text(group, "name"),
                                text(group, "title"),
                                (String) group.getOrDefault("intro", ""),
                                list(group, "metrics").stream()
                                        .map(MetricCatalogue::metric)
                                        .toList()))
                        .toList(),
                text(root, "end"));
    }

    private static Metric metric(Map<String, Object> metric) {
        return new Metric(
                text(metric, "name"),
                (String) metric.getOrDefault("labels", ""),
                text(metric, "meaning"),
                list(metric, "alerts").stream()
                        .map(alert -> new Alarm(
                                text(alert, "alert"),
                                text(alert, "when"),
                                text(alert, "expr"),
                                (String) alert.get("for"),
                                text(alert, "severity"),
                                text(alert, "summary"),
                                text(alert, "action"),
                                (String) alert.get("comment")))
                        .toList());
    }

    private static String text(Map<String, Object> map, String key) {
        if (map.get(key) instanceof String text && !text.isBlank()) {
            return text;
        }
        throw new AssertionError("metrics.yml: no " + key + " in " + map);
    }

    @SuppressWarnings("unchecked") // What is not of this shape fails where it is read.
    private static List<Map<String, Object>> list(Map<String, Object> map, String key) {
        return (List<Map<String, Object>>) map.getOrDefault(key, List.of());
    }

    Set<String> names() {
        Set<String> names = new TreeSet<>();
        groups.forEach(group -> group.metrics().forEach(metric -> names.add(metric.name())));
        return names;
    }

    /** {@code docs/metrics.md}. */
    String page() {
        StringBuilder page = new StringBuilder("# Metrics\n\n").append(intro);
        for (Group group : groups) {
            page.append("\n## ").append(group.title()).append("\n\n");
            if (!group.intro().isEmpty()) {
                page.append(group.intro()).append('\n');
            }
            page.append("| name | labels | meaning | alert when |\n|---|---|---|---|\n");
            for (Metric metric : group.metrics()) {
                List<String> when = metric.alarms().stream().map(Alarm::when).toList();
                page.append("| `").append(metric.name()).append("` |");
                cell(page, metric.labels());
                cell(page, metric.meaning());
                cell(page, String.join("; ", when));
                page.append('\n');
            }
        }
        return page.append('\n').append(end).toString();
    }

    private static void cell(StringBuilder page, String text) {
        page.append(text.isEmpty() ? " |" : " " + text + " |");
    }

    /** {@code rules.yml}. */
    String rules() {
        StringBuilder rules = new StringBuilder("""
                # Prometheus rules for the pipeline itself (alerts about calls go from the dashboard to Alertmanager directly).
                # Made from metrics.yml, where it says how; not to be written by hand.
                #   promtool check rules deploy/monitoring/rules.yml && promtool test rules deploy/monitoring/rules.test.yml
                groups:
                """);
        for (Group group : groups) {
            List<Alarm> alarms = new ArrayList<>();
            group.metrics().forEach(metric -> alarms.addAll(metric.alarms()));
            if (!alarms.isEmpty()) {
                rules.append("  - name: ").append(group.name()).append("\n    rules:\n");
                alarms.forEach(alarm -> write(alarm, rules));
            }
        }
        return rules.toString();
    }

    private static void write(Alarm alarm, StringBuilder rules) {
        rules.append("      - alert: ").append(alarm.name()).append('\n');
        if (alarm.comment() != null) {
            rules.append("        # ").append(alarm.comment()).append('\n');
        }
        if (alarm.expression().contains("\n")) {
            rules.append("        expr: >-\n").append(alarm.expression().indent(10));
        } else {
            rules.append("        expr: ").append(alarm.expression()).append('\n');
        }
        if (alarm.hold() != null) {
            rules.append("        for: ").append(alarm.hold()).append('\n');
        }
        rules.append("        labels: {severity: ")
                .append(alarm.severity())
                .append("}\n        annotations:\n          summary: ")
                .append(alarm.summary())
                .append("\n          action: ")
                .append(alarm.action())
                .append('\n');
    }
}
