package io.qsstream.schema.rules;

import io.qsstream.schema.settings.Nearest;
import io.qsstream.v1.Media;
import io.qsstream.v1.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads alert rules from YAML, and says of every mistake at once where it is and what to do. Pure. */
final class RulesReader {

    static final int FORM_VERSION = 1;
    static final int DEFAULT_BREACHES = 3;
    static final int DEFAULT_SAMPLES = 5;
    static final Duration DEFAULT_MAX_AGE = Duration.ofMinutes(10);

    static final List<String> FILE_KEYS = List.of("version", "rules", "sessionRules");
    static final List<String> RULE_KEYS = List.of(
            "id",
            "version",
            "metric",
            "media",
            "streamTypes",
            "breach",
            "clear",
            "breaches",
            "samples",
            "maxAge",
            "severity",
            "enabled");
    static final List<String> SESSION_RULE_KEYS =
            List.of("id", "version", "rules", "raiseShare", "clearShare", "minUsers", "severity", "enabled");

    private static final List<String> METRICS =
            Arrays.stream(Metric.values()).map(Metric::key).toList();
    private static final List<String> MEDIA =
            List.of(Media.AUDIO.name(), Media.VIDEO.name(), Media.SCREEN_SHARE.name());
    private static final List<String> SEVERITIES = List.of(Severity.WARNING.name(), Severity.CRITICAL.name());
    /** Items of {@code qos[]} that describe the device or the network (qss-reference §1.3), and what to watch instead. */
    private static final Map<String, Metric> NOT_STREAMS = Map.of(
            "cpu_usage", Metric.CPU_SYSTEM_MAX_PCT,
            "wifi_rssi", Metric.RSSI_DBM,
            "notification", Metric.NETWORK_NOTIFICATIONS);

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(s|m|h)");
    private static final Pattern SHARE = Pattern.compile("(-?\\d{1,9}(?:\\.\\d{1,9})?)\\s*(%?)");
    private static final int MOST = 999_999_999;

    private final Mistakes mistakes;
    /** Of every rule that has a readable id, valid or not: where it stands. */
    private final Map<String, String> places = new LinkedHashMap<>();
    /** Of every user rule that has a readable id, in order; null where its severity is not readable. */
    private final Map<String, @Nullable Severity> severities = new LinkedHashMap<>();

    /** True where a rule has no readable id: it may be the one that a session rule means. */
    private boolean nameless;

    private RulesReader(Mistakes mistakes) {
        this.mistakes = mistakes;
    }

    /** Reads. {@code file} is how mistakes call it. */
    static RulesReading read(String file, String text) {
        Mistakes mistakes = new Mistakes(file);
        AlertRules rules = new RulesReader(mistakes).file(YamlTree.read(text, mistakes));
        return rules == null ? new RulesReading.Invalid(mistakes.all()) : new RulesReading.Valid(rules);
    }

    private @Nullable AlertRules file(@Nullable Node root) {
        if (root == null) {
            return null;
        }
        if (!(root instanceof MappingNode mapping)) {
            mistakes.add(
                    root, "", "must be a mapping with version, rules and sessionRules, was a " + Section.kind(root));
            return null;
        }
        Section section = new Section(mistakes, "", mapping, FILE_KEYS);
        String version = section.requiredText("version", Integer.toString(FORM_VERSION));
        if (version != null && !version.equals(Integer.toString(FORM_VERSION))) {
            section.wrong("version", "must be 1, the only form there is, was " + Mistakes.quote(version));
        }
        List<UserRule> userRules = new ArrayList<>();
        each(section, "rules", section.required("rules", "rules: and below it each rule, or rules: []"), RULE_KEYS)
                .forEach(rule -> add(userRules, userRule(rule)));
        List<SessionRule> sessionRules = new ArrayList<>();
        each(section, "sessionRules", section.optional("sessionRules"), SESSION_RULE_KEYS)
                .forEach(rule -> add(sessionRules, sessionRule(rule)));
        return mistakes.count() == 0 ? new AlertRules(userRules, sessionRules) : null;
    }

    private List<Section> each(Section section, String key, @Nullable Node value, List<String> keys) {
        List<Section> sections = new ArrayList<>();
        if (value instanceof SequenceNode list) {
            int index = 0;
            for (Node each : list.getValue()) {
                String path = key + '[' + index++ + ']';
                if (each instanceof MappingNode mapping) {
                    sections.add(new Section(mistakes, path, mapping, keys));
                } else {
                    mistakes.add(each, path, "must be a mapping that begins with id:, was a " + Section.kind(each));
                }
            }
        } else if (value != null) {
            section.wrong(key, "must be a list: begin each rule with \"- id:\", was a " + Section.kind(value));
        }
        return sections;
    }

    private @Nullable UserRule userRule(Section rule) {
        int before = mistakes.count();
        String id = id(rule);
        Integer version = rule.positive("version", 1, MOST);
        Metric metric = metric(rule);
        Set<Media> media = media(rule, metric);
        Set<String> streamTypes = streamTypes(rule, metric);
        if (rule.has("media") && rule.has("streamTypes")) {
            rule.wrong("streamTypes", "cannot stand beside media: keep one of the two");
        }
        Threshold breach = threshold(rule, "breach", "\"> 40 ms\"", metric);
        Threshold clear = threshold(rule, "clear", "\"< 30 ms\"", metric);
        if (metric != null && breach != null && clear != null) {
            compare(rule, metric, breach, clear);
        }
        Integer breaches = rule.positive("breaches", DEFAULT_BREACHES, MOST);
        Integer samples = rule.positive("samples", DEFAULT_SAMPLES, UserRule.MAX_SAMPLES);
        if (breaches != null && samples != null && breaches > samples) {
            if (rule.has("breaches")) {
                rule.wrong("breaches", "must be at most samples (" + samples + "), was " + breaches);
            } else {
                rule.wrong("samples", "must be at least breaches (" + breaches + " by default), was " + samples);
            }
        }
        Duration maxAge = maxAge(rule);
        Severity severity = severity(rule);
        Boolean enabled = rule.flag("enabled");
        if (id == null) {
            nameless = true;
        } else {
            severities.putIfAbsent(id, severity);
        }
        if (mistakes.count() > before
                || id == null
                || version == null
                || metric == null
                || breach == null
                || clear == null
                || breaches == null
                || samples == null
                || maxAge == null
                || severity == null
                || enabled == null) {
            return null;
        }
        return new UserRule(
                id,
                version,
                metric,
                media,
                streamTypes,
                breach.direction(),
                breach.value(),
                clear.value(),
                breaches,
                samples,
                maxAge,
                severity,
                enabled);
    }

    private @Nullable SessionRule sessionRule(Section rule) {
        int before = mistakes.count();
        String id = id(rule);
        Integer version = rule.positive("version", 1, MOST);
        Set<String> userRuleIds = userRuleIds(rule);
        Double raiseShare = share(rule, "raiseShare", "0.3");
        Double clearShare = share(rule, "clearShare", "0.15");
        if (raiseShare != null && clearShare != null && clearShare >= raiseShare) {
            rule.wrong("clearShare", "must be below raiseShare (" + raiseShare + "), was " + clearShare);
        }
        String least = rule.requiredText("minUsers", "3");
        Integer minUsers = least == null ? null : rule.positive("minUsers", least, MOST);
        Severity severity = severity(rule);
        Boolean enabled = rule.flag("enabled");
        if (mistakes.count() > before
                || id == null
                || version == null
                || userRuleIds.isEmpty()
                || raiseShare == null
                || clearShare == null
                || minUsers == null
                || severity == null
                || enabled == null) {
            return null;
        }
        return new SessionRule(id, version, userRuleIds, raiseShare, clearShare, minUsers, severity, enabled);
    }

    private @Nullable String id(Section rule) {
        String id = rule.requiredText("id", "audio-jitter-warning");
        if (id == null) {
            return null;
        }
        if (!UserRule.ID.matcher(id).matches()) {
            rule.wrong(
                    "id",
                    "must be up to 64 lower case letters, digits and hyphens, as in audio-jitter-warning, was "
                            + Mistakes.quote(id));
            return null;
        }
        String first = places.putIfAbsent(id, rule.path("id") + " in line " + rule.line("id"));
        if (first != null) {
            rule.wrong("id", "must be unique, " + id + " is also " + first + ": choose another");
        }
        return id;
    }

    private @Nullable Metric metric(Section rule) {
        String key = rule.requiredText("metric", Metric.JITTER_MS.key());
        if (key == null) {
            return null;
        }
        Metric metric = Metric.of(key).orElse(null);
        if (metric == null) {
            rule.wrong(
                    "metric",
                    "must be a metric, was " + Mistakes.quote(key) + ": did you mean " + Nearest.to(key, METRICS)
                            + "?");
        }
        return metric;
    }

    private Set<Media> media(Section rule, @Nullable Metric metric) {
        Set<Media> media = new LinkedHashSet<>();
        if (isPerUser(rule, "media", metric)) {
            return media;
        }
        for (Section.Item item : rule.items("media")) {
            if (!MEDIA.contains(item.text())) {
                mistakes.add(
                        item.line(),
                        item.path(),
                        "must be one of " + String.join(", ", MEDIA) + ", was " + Mistakes.quote(item.text())
                                + ": did you mean " + Nearest.to(item.text(), MEDIA) + "?");
                continue;
            }
            Media each = Media.valueOf(item.text());
            if (metric != null && !metric.media().contains(each)) {
                mistakes.add(
                        item.line(),
                        item.path(),
                        "must be a media that has " + metric.key() + " ("
                                + String.join(
                                        ", ",
                                        metric.media().stream().map(Media::name).toList())
                                + "), was " + each);
            }
            media.add(each);
        }
        return media;
    }

    private Set<String> streamTypes(Section rule, @Nullable Metric metric) {
        Set<String> types = new LinkedHashSet<>();
        if (isPerUser(rule, "streamTypes", metric)) {
            return types;
        }
        for (Section.Item item : rule.items("streamTypes")) {
            Metric instead = NOT_STREAMS.get(item.text());
            if (instead != null) {
                mistakes.add(
                        item.line(),
                        item.path(),
                        "must be a stream, " + item.text() + " is none: remove it and watch metric " + instead.key());
            } else if (!UserRule.STREAM_TYPE.matcher(item.text()).matches()) {
                mistakes.add(
                        item.line(),
                        item.path(),
                        "must be lower case letters, digits and _, as in audio_input, was "
                                + Mistakes.quote(item.text()));
            }
            types.add(item.text());
        }
        return types;
    }

    private static boolean isPerUser(Section rule, String key, @Nullable Metric metric) {
        if (metric == null || metric.isOfStreams()) {
            return false;
        }
        if (rule.has(key)) {
            rule.wrong(key, "does not apply to " + metric.key() + ", which is measured per user: remove the key");
        }
        return true;
    }

    private static @Nullable Threshold threshold(Section rule, String key, String example, @Nullable Metric metric) {
        String text = rule.requiredText(key, example);
        return text == null ? null : Threshold.read(rule, key, text, metric);
    }

    private static void compare(Section rule, Metric metric, Threshold breach, Threshold clear) {
        Direction good = breach.direction().opposite();
        if (clear.direction() != good) {
            rule.wrong(
                    "clear",
                    "must begin with " + good.sign() + ", the other way than breach (" + breach.text(metric) + "), was "
                            + clear.text(metric));
        } else if (!breach.direction().separates(metric, breach.value(), clear.value())) {
            rule.wrong(
                    "clear",
                    "must be " + (good == Direction.BELOW ? "lower" : "higher") + " than breach (" + breach.text(metric)
                            + "), so that an alert does not flap, was " + clear.text(metric));
        }
    }

    private static @Nullable Duration maxAge(Section rule) {
        String text = rule.optionalText("maxAge");
        if (text == null) {
            return rule.has("maxAge") ? null : DEFAULT_MAX_AGE;
        }
        Matcher form = DURATION.matcher(text);
        if (!form.matches()) {
            rule.wrong("maxAge", "must be a duration such as 90s, 10m or 1h, was " + Mistakes.quote(text));
            return null;
        }
        long number = Long.parseLong(form.group(1));
        Duration maxAge = switch (form.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
        if (maxAge.isZero()) {
            rule.wrong("maxAge", "must be longer than 0, such as 10m, was " + text);
            return null;
        }
        if (maxAge.compareTo(UserRule.MAX_MAX_AGE) > 0) {
            rule.wrong("maxAge", "must be at most 24h, was " + text);
            return null;
        }
        return maxAge;
    }

    private static @Nullable Severity severity(Section rule) {
        String text = rule.requiredText("severity", Severity.WARNING.name());
        if (text == null) {
            return null;
        }
        if (!SEVERITIES.contains(text)) {
            rule.wrong(
                    "severity",
                    "must be WARNING or CRITICAL, was " + Mistakes.quote(text) + ": did you mean "
                            + Nearest.to(text, SEVERITIES) + "?");
            return null;
        }
        return Severity.valueOf(text);
    }

    /** Names, or all rules of at least a severity. */
    private Set<String> userRuleIds(Section rule) {
        Set<String> ids = new LinkedHashSet<>();
        Node value = rule.required("rules", "rules: [audio-jitter-warning] or rules: {severity: WARNING}");
        if (value instanceof MappingNode mapping) {
            Severity least = severity(new Section(mistakes, rule.path("rules"), mapping, List.of("severity")));
            if (least == null) {
                return ids;
            }
            severities.forEach((id, severity) -> {
                if (severity != null && severity.compareTo(least) >= 0) {
                    ids.add(id);
                }
            });
            // A rule that is wrong may be the one that was meant.
            if (ids.isEmpty() && mistakes.count() == 0) {
                rule.wrong("rules", "must find a rule, and none has severity " + least + ": name one by its id");
            }
        } else if (value != null) {
            for (Section.Item item : rule.items("rules")) {
                if (!nameless && !severities.containsKey(item.text())) {
                    mistakes.add(
                            item.line(),
                            item.path(),
                            "must be the id of a rule above, was " + Mistakes.quote(item.text())
                                    + (severities.isEmpty()
                                            ? ""
                                            : ": did you mean " + Nearest.to(item.text(), severities.keySet()) + "?"));
                }
                ids.add(item.text());
            }
        }
        return ids;
    }

    private static @Nullable Double share(Section rule, String key, String example) {
        String text = rule.requiredText(key, example);
        if (text == null) {
            return null;
        }
        Matcher form = SHARE.matcher(text);
        double value = form.matches() ? Double.parseDouble(form.group(1)) : Double.NaN;
        boolean percent = form.matches() && !form.group(2).isEmpty();
        if (!percent && value > 0 && value <= 1) {
            return value;
        }
        rule.wrong(
                key,
                "must be a share above 0 and up to 1, was " + Mistakes.quote(text)
                        + (value > 0 && value <= 100 ? ": write " + value / 100 : ""));
        return null;
    }

    private static <T> void add(List<T> rules, @Nullable T rule) {
        if (rule != null) {
            rules.add(rule);
        }
    }
}
