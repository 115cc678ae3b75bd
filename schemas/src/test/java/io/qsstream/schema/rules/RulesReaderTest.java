package io.qsstream.schema.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.qsstream.v1.Media;
import io.qsstream.v1.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RulesReaderTest {

    private static final String VALID = """
            version: 1
            rules:
              - id: audio-jitter-warning
                metric: jitterMs
                media: AUDIO
                breach: "> 40 ms"
                clear: "< 30 ms"
                breaches: 3
                samples: 5
                maxAge: 10m
                severity: WARNING
                enabled: true
            sessionRules:
              - id: session-at-risk
                rules: [audio-jitter-warning]
                raiseShare: 0.3
                clearShare: 0.15
                minUsers: 3
                severity: CRITICAL
            """;

    /** One kind of mistake, and the only line that may be said about it. */
    record Case(String mistake, String yaml, String line) {
        @Override
        public String toString() {
            return mistake;
        }
    }

    static Stream<Case> mistakes() {
        return Stream.of(
                // The file.
                whole(
                        "not YAML: a quote is left open",
                        "version: 1\nrules:\n  - id: \"a\n",
                        "a.yml:4 rules[0].id is" + " not YAML: found unexpected end of stream"),
                whole(
                        "not YAML: a bracket is left open",
                        "rules: [a, b\n",
                        "a.yml:2 rules[1] is not YAML: expected ','" + " or ']', but got <stream end>"),
                whole("empty", "", "a.yml:1 is empty: write version: 1 and rules:"),
                whole("nothing but comments", "# later\n", "a.yml:1 is empty: write version: 1 and rules:"),
                whole(
                        "a list",
                        "- id: a\n",
                        "a.yml:1 must be a mapping with version, rules and sessionRules, was a" + " list"),
                whole(
                        "two documents",
                        VALID + "---\nversion: 1\n",
                        "a.yml:20 must hold one document: remove the ---" + " and what follows"),
                whole(
                        "a tab",
                        "version: 1\nrules:\n\t- id: a\n",
                        "a.yml:3 rules is indented with a tab: YAML takes" + " spaces only"),
                whole(
                        "an invisible character",
                        "version: 1\nrules: []\u0007\n",
                        "a.yml:2 holds the invisible character" + " U+0007: remove it"),
                whole(
                        "much depth",
                        "version: 1\nrules: [[[[[[[[[[[[]]]]]]]]]]]]\n",
                        "a.yml:2 rules[0][0][0][0][0][0][0]"
                                + "[0][0][0] is nested more than 10 deep: remove brackets"),
                // Top level.
                line(
                        "an unknown key of the file",
                        13,
                        "sesionRules:",
                        "a.yml:13 sesionRules is not a key here: did you" + " mean sessionRules?"),
                whole(
                        "no rules",
                        "version: 1\n",
                        "a.yml:1 rules is missing: write rules: and below it each rule, or" + " rules: []"),
                whole(
                        "rules without a value",
                        "version: 1\nrules:\n",
                        "a.yml:2 rules is missing: write rules: and below" + " it each rule, or rules: []"),
                whole(
                        "rules that are a mapping",
                        "version: 1\nrules:\n  id: a\n",
                        "a.yml:3 rules must be a list: begin" + " each rule with \"- id:\", was a mapping"),
                whole(
                        "a rule that is a text",
                        "version: 1\nrules:\n  - audio-jitter\n",
                        "a.yml:3 rules[0] must be a" + " mapping that begins with id:, was a text"),
                line("no version of the form", 1, "#", "a.yml:2 version is missing: write version: 1"),
                line(
                        "another version of the form",
                        1,
                        "version: 2",
                        "a.yml:1 version must be 1, the only form there" + " is, was 2"),
                // Keys.
                line(
                        "an unknown key of a rule",
                        10,
                        "    maxage: 10m",
                        "a.yml:10 rules[0].maxage is not a key here: did" + " you mean maxAge?"),
                line(
                        "a key twice",
                        12,
                        "    samples: 4",
                        "a.yml:12 rules[0].samples is there twice, first in line 9:" + " remove one"),
                line(
                        "a key that is a list",
                        12,
                        "    [enabled]: true",
                        "a.yml:12 rules[0] must have texts as keys:" + " remove the brackets or the ?"),
                line(
                        "an anchor",
                        4,
                        "    metric: &m jitterMs",
                        "a.yml:4 rules[0].metric must not carry an anchor:" + " remove &m"),
                whole(
                        "an alias",
                        "version: 1\nrules: []\nsessionRules: *rules\n",
                        "a.yml:3 sessionRules must not be an" + " alias (*rules): write the value out"),
                line(
                        "a tag of somebody's",
                        4,
                        "    metric: !metric jitterMs",
                        "a.yml:4 rules[0].metric must not carry a" + " tag: remove !metric"),
                line(
                        "a tag of Java's",
                        12,
                        "    enabled: !!java.net.URL [\"http://localhost\"]",
                        "a.yml:12" + " rules[0].enabled must not carry a tag: remove !!java.net.URL"),
                // Ids and versions.
                line("no id", 3, "  - version: 2", "a.yml:3 rules[0].id is missing: write id: audio-jitter-warning"),
                line(
                        "an id with other characters",
                        3,
                        "  - id: Audio Jitter",
                        "a.yml:3 rules[0].id must be up to 64"
                                + " lower case letters, digits and hyphens, as in audio-jitter-warning, was Audio Jitter"),
                line(
                        "an id twice",
                        14,
                        "  - id: audio-jitter-warning",
                        "a.yml:14 sessionRules[0].id must be unique,"
                                + " audio-jitter-warning is also rules[0].id in line 3: choose another"),
                line(
                        "a version that is not a number",
                        12,
                        "    version: one",
                        "a.yml:12 rules[0].version must be a" + " whole number such as 3, was one"),
                line("a version of 0", 12, "    version: 0", "a.yml:12 rules[0].version must be at least 1, was 0"),
                // Metric, media, stream types.
                line("no metric", 4, "    #", "a.yml:3 rules[0].metric is missing: write metric: jitterMs"),
                line(
                        "an unknown metric",
                        4,
                        "    metric: jiterMs",
                        "a.yml:4 rules[0].metric must be a metric, was" + " jiterMs: did you mean jitterMs?"),
                line(
                        "a metric that is a list",
                        4,
                        "    metric: [jitterMs]",
                        "a.yml:4 rules[0].metric must be a single"
                                + " value, was a list: remove the brackets or dashes"),
                line(
                        "an unknown media",
                        5,
                        "    media: [AUDIO, audio_out]",
                        "a.yml:5 rules[0].media[1] must be one of"
                                + " AUDIO, VIDEO, SCREEN_SHARE, was audio_out: did you mean AUDIO?"),
                line(
                        "no media in the list",
                        5,
                        "    media: []",
                        "a.yml:5 rules[0].media is an empty list: name at least" + " one, or remove the key"),
                line(
                        "media without a value",
                        5,
                        "    media:",
                        "a.yml:5 rules[0].media has no value: write one, or" + " remove the key"),
                line(
                        "media that is a mapping",
                        5,
                        "    media: {only: AUDIO}",
                        "a.yml:5 rules[0].media must be one text" + " or a list of texts, was a mapping"),
                line(
                        "a media in a list of lists",
                        5,
                        "    media: [[AUDIO]]",
                        "a.yml:5 rules[0].media[0] must be a text," + " was a list"),
                lines(
                        "a media without the metric",
                        4,
                        "    metric: frameRateFps",
                        6,
                        "    breach: \"< 10\"",
                        7,
                        "    clear: \"> 12\"",
                        "a.yml:5 rules[0].media must be a media that has frameRateFps (VIDEO,"
                                + " SCREEN_SHARE), was AUDIO"),
                lines(
                        "media for a metric of users",
                        4,
                        "    metric: rssiDbm",
                        6,
                        "    breach: \"< -75\"",
                        7,
                        "    clear: \"> -70\"",
                        "a.yml:5 rules[0].media does not apply to rssiDbm, which is measured per"
                                + " user: remove the key"),
                line(
                        "media and stream types",
                        12,
                        "    streamTypes: audio_input",
                        "a.yml:12 rules[0].streamTypes cannot" + " stand beside media: keep one of the two"),
                line(
                        "a stream type with other characters",
                        5,
                        "    streamTypes: [audio_input, audio-output]",
                        "a.yml:5"
                                + " rules[0].streamTypes[1] must be lower case letters, digits and _, as in audio_input, was"
                                + " audio-output"),
                line(
                        "a stream type that is no stream",
                        5,
                        "    streamTypes: wifi_rssi",
                        "a.yml:5 rules[0].streamTypes"
                                + " must be a stream, wifi_rssi is none: remove it and watch metric rssiDbm"),
                // Thresholds.
                line("no breach", 6, "    #", "a.yml:3 rules[0].breach is missing: write breach: \"> 40 ms\""),
                line("no clear", 7, "    #", "a.yml:3 rules[0].clear is missing: write clear: \"< 30 ms\""),
                line(
                        "a breach without quotes",
                        6,
                        "    breach: > 40 ms",
                        "a.yml:6 rules[0].breach needs quotes around" + " its threshold, as in \"> 40 ms\""),
                line(
                        "a breach without direction",
                        6,
                        "    breach: 40 ms",
                        "a.yml:6 rules[0].breach must begin with > or"
                                + " <: write \"> 40 ms\" or \"< 40 ms\", was 40 ms"),
                line(
                        "a breach with =",
                        6,
                        "    breach: \">= 40 ms\"",
                        "a.yml:6 rules[0].breach must begin with > or <" + " alone: remove the =, was >= 40 ms"),
                line(
                        "another unit",
                        6,
                        "    breach: \"> 40 %\"",
                        "a.yml:6 rules[0].breach must be in ms or without a" + " unit, was 40 %"),
                lines(
                        "a unit where there is none",
                        4,
                        "    metric: mos",
                        6,
                        "    breach: \"< 3 ms\"",
                        7,
                        "    clear: \"> 3.5\"",
                        "a.yml:6 rules[0].breach must be without a unit, because mos has none," + " was 3 ms"),
                line(
                        "no number",
                        6,
                        "    breach: \"> much\"",
                        "a.yml:6 rules[0].breach must be a number, with or without" + " ms, was much"),
                line(
                        "a comma",
                        6,
                        "    breach: \"> 40,5 ms\"",
                        "a.yml:6 rules[0].breach must be in ms or without a unit," + " was 40,5 ms"),
                line(
                        "nothing after the sign",
                        6,
                        "    breach: \">\"",
                        "a.yml:6 rules[0].breach must be a number, with" + " or without ms, was empty"),
                line(
                        "a threshold out of range",
                        6,
                        "    breach: \"> 40000 ms\"",
                        "a.yml:6 rules[0].breach must be from" + " 0 ms to 10000 ms, was 40000 ms"),
                line(
                        "a negative threshold",
                        7,
                        "    clear: \"< -30 ms\"",
                        "a.yml:7 rules[0].clear must be from 0 ms to" + " 10000 ms, was -30 ms"),
                line(
                        "a threshold that nothing passes",
                        7,
                        "    clear: \"< 0 ms\"",
                        "a.yml:7 rules[0].clear can never be" + " true, because jitterMs is at least 0 ms, was < 0 ms"),
                lines(
                        "an unknown label",
                        4,
                        "    metric: quality",
                        6,
                        "    breach: \"< fare\"",
                        7,
                        "    clear: \"> fair\"",
                        "a.yml:6 rules[0].breach must be one of bad, poor, fair, good, was fare:"
                                + " did you mean fair?"),
                lines(
                        "half a label",
                        4,
                        "    metric: quality",
                        6,
                        "    breach: \"< 2.5\"",
                        7,
                        "    clear: \"> fair\"",
                        "a.yml:6 rules[0].breach must be one of bad, poor, fair, good, was 2.5"),
                line(
                        "clear in the same direction",
                        7,
                        "    clear: \"> 30 ms\"",
                        "a.yml:7 rules[0].clear must begin with"
                                + " <, the other way than breach (> 40 ms), was > 30 ms"),
                line(
                        "clear on the wrong side",
                        7,
                        "    clear: \"< 45 ms\"",
                        "a.yml:7 rules[0].clear must be lower than"
                                + " breach (> 40 ms), so that an alert does not flap, was < 45 ms"),
                line(
                        "no gap",
                        7,
                        "    clear: \"< 40 ms\"",
                        "a.yml:7 rules[0].clear must be lower than breach (> 40 ms),"
                                + " so that an alert does not flap, was < 40 ms"),
                lines(
                        "labels that overlap",
                        4,
                        "    metric: quality",
                        6,
                        "    breach: \"< good\"",
                        7,
                        "    clear: \"> poor\"",
                        "a.yml:7 rules[0].clear must be higher than breach (< good), so that an"
                                + " alert does not flap, was > poor"),
                // N of M.
                line("no breaches", 8, "    breaches: 0", "a.yml:8 rules[0].breaches must be at least 1, was 0"),
                line(
                        "half a breach",
                        8,
                        "    breaches: 2.5",
                        "a.yml:8 rules[0].breaches must be a whole number such as" + " 3, was 2.5"),
                line(
                        "more breaches than samples",
                        8,
                        "    breaches: 6",
                        "a.yml:8 rules[0].breaches must be at most" + " samples (5), was 6"),
                lines(
                        "fewer samples than the usual breaches",
                        8,
                        "    #",
                        9,
                        "    samples: 2",
                        12,
                        "    #",
                        "a.yml:9 rules[0].samples must be at least breaches (3 by default), was 2"),
                line("too many samples", 9, "    samples: 17", "a.yml:9 rules[0].samples must be at most 16, was 17"),
                line(
                        "a maxAge that is no duration",
                        10,
                        "    maxAge: 10 minutes",
                        "a.yml:10 rules[0].maxAge must be a" + " duration such as 90s, 10m or 1h, was 10 minutes"),
                line(
                        "a maxAge without unit",
                        10,
                        "    maxAge: 600",
                        "a.yml:10 rules[0].maxAge must be a duration such" + " as 90s, 10m or 1h, was 600"),
                line(
                        "a maxAge of more than a day",
                        10,
                        "    maxAge: 25h",
                        "a.yml:10 rules[0].maxAge must be at most" + " 24h, was 25h"),
                line(
                        "a maxAge of 0",
                        10,
                        "    maxAge: 0s",
                        "a.yml:10 rules[0].maxAge must be longer than 0, such as" + " 10m, was 0s"),
                // The rest of a rule.
                line("no severity", 11, "    #", "a.yml:3 rules[0].severity is missing: write severity: WARNING"),
                line(
                        "an unknown severity",
                        11,
                        "    severity: warn",
                        "a.yml:11 rules[0].severity must be WARNING or" + " CRITICAL, was warn: did you mean WARNING?"),
                line(
                        "enabled that is no boolean",
                        12,
                        "    enabled: yes",
                        "a.yml:12 rules[0].enabled must be true or" + " false, was yes"),
                // Session rules.
                line(
                        "a session rule of an unknown rule",
                        15,
                        "    rules: [audio-jiter-warning]",
                        "a.yml:15"
                                + " sessionRules[0].rules[0] must be the id of a rule above, was audio-jiter-warning: did you"
                                + " mean audio-jitter-warning?"),
                line(
                        "a session rule of no rule",
                        15,
                        "    #",
                        "a.yml:14 sessionRules[0].rules is missing: write rules:"
                                + " [audio-jitter-warning] or rules: {severity: WARNING}"),
                line(
                        "a session rule of a severity that no rule has",
                        15,
                        "    rules: {severity: CRITICAL}",
                        "a.yml:15"
                                + " sessionRules[0].rules must find a rule, and none has severity CRITICAL: name one by its"
                                + " id"),
                line(
                        "a session rule of an unknown choice",
                        15,
                        "    rules: {severity: WARNING, media: AUDIO}",
                        "a.yml:15 sessionRules[0].rules.media is not a key here: did you mean severity?"),
                line(
                        "a share of 0",
                        16,
                        "    raiseShare: 0",
                        "a.yml:16 sessionRules[0].raiseShare must be a share above" + " 0 and up to 1, was 0"),
                line(
                        "a share in percent",
                        16,
                        "    raiseShare: 30 %",
                        "a.yml:16 sessionRules[0].raiseShare must be a"
                                + " share above 0 and up to 1, was 30 %: write 0.3"),
                line(
                        "a share above 1",
                        17,
                        "    clearShare: 15",
                        "a.yml:17 sessionRules[0].clearShare must be a share"
                                + " above 0 and up to 1, was 15: write 0.15"),
                line(
                        "a clear share that is no less",
                        17,
                        "    clearShare: 0.3",
                        "a.yml:17 sessionRules[0].clearShare" + " must be below raiseShare (0.3), was 0.3"),
                line(
                        "fewer than one user",
                        18,
                        "    minUsers: 0",
                        "a.yml:18 sessionRules[0].minUsers must be at least" + " 1, was 0"),
                line(
                        "no number of users",
                        18,
                        "    #",
                        "a.yml:14 sessionRules[0].minUsers is missing: write minUsers:" + " 3"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsToldInOneLineWithItsPlaceAndItsRemedy(Case wrong) {
        // When
        RulesReading reading = RulesReader.read("a.yml", wrong.yaml());

        // Then
        assertThat(lines(reading)).containsExactly(wrong.line());
    }

    @Test
    void allMistakesOfAFileAreToldInOrderOfTheirLines() {
        // Given
        String yaml = edited(4, "    metric: jiterMs", 8, "    breaches: 6", 11, "    severity: warn", 18, "    #");

        // When
        RulesReading reading = RulesReader.read("a.yml", yaml);

        // Then
        assertThat(lines(reading))
                .containsExactly(
                        "a.yml:4 rules[0].metric must be a metric, was jiterMs: did you mean jitterMs?",
                        "a.yml:8 rules[0].breaches must be at most samples (5), was 6",
                        "a.yml:11 rules[0].severity must be WARNING or CRITICAL, was warn: did you mean WARNING?",
                        "a.yml:14 sessionRules[0].minUsers is missing: write minUsers: 3");
    }

    @Test
    void aRuleThatIsWrongDoesNotMakeTheSessionRulesThatNameItWrong() {
        // When
        RulesReading reading = RulesReader.read("a.yml", edited(11, "    severity: warn"));

        // Then
        assertThat(lines(reading)).singleElement().asString().startsWith("a.yml:11 ");
    }

    @Test
    void aSessionRuleThatFindsNoRuleIsNotBlamedForTheMistakesOfOthers() {
        // Given
        String yaml = edited(1, "version: 2", 15, "    rules: {severity: CRITICAL}");

        // When
        RulesReading reading = RulesReader.read("a.yml", yaml);

        // Then
        assertThat(lines(reading)).containsExactly("a.yml:1 version must be 1, the only form there is, was 2");
    }

    @Test
    void everyKeyOfAUserRuleIsRead() {
        // When
        AlertRules rules = valid(edited(12, "    enabled: false\n    version: 7"));

        // Then
        assertThat(rules.userRules())
                .containsExactly(new UserRule(
                        "audio-jitter-warning",
                        7,
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
                        false));
    }

    @Test
    void everyKeyOfASessionRuleIsRead() {
        // When
        AlertRules rules = valid(edited(19, "    severity: CRITICAL\n    version: 2\n    enabled: false"));

        // Then
        assertThat(rules.sessionRules())
                .containsExactly(new SessionRule(
                        "session-at-risk", 2, Set.of("audio-jitter-warning"), 0.3, 0.15, 3, Severity.CRITICAL, false));
    }

    @Test
    void whatIsLeftOutHasADefault() {
        // When
        AlertRules rules = valid(edited(5, "    #", 8, "    #", 9, "    #", 10, "    #", 12, "    #"));

        // Then
        assertThat(rules.userRules())
                .containsExactly(new UserRule(
                        "audio-jitter-warning",
                        1,
                        Metric.JITTER_MS,
                        Set.of(),
                        Set.of(),
                        Direction.ABOVE,
                        40,
                        30,
                        3,
                        5,
                        Duration.ofMinutes(10),
                        Severity.WARNING,
                        true));
    }

    @Test
    void labelsUnitsAndListsMayBeWrittenInEveryPermittedWay() {
        // Given
        String rule = "version: 1\nrules:\n  - {id: a, metric: %s, breach: '%s', clear: '%s', severity: CRITICAL%s}\n";

        // When
        UserRule label = only(valid(rule.formatted("quality", "< fair", ">fair", "")));
        UserRule number = only(valid(rule.formatted("quality", "< 3", "> 3", "")));
        UserRule tight = only(valid(rule.formatted("avgLossPct", ">2%", "<  1.5", ", media: [AUDIO, VIDEO]")));
        UserRule types = only(valid(rule.formatted("rssiDbm", "< -75 dbm", "> -70 dBm", ", maxAge: 90s")));
        UserRule oneOf = only(valid(rule.formatted("mos", "< 3.5", "> 3.8", ", streamTypes: [sending, receiving]")));

        // Then
        assertThat(label.breachThreshold()).isEqualTo(3);
        assertThat(number).isEqualTo(label);
        assertThat(tight.clearThreshold()).isEqualTo(1.5);
        assertThat(tight.media()).containsExactly(Media.AUDIO, Media.VIDEO);
        assertThat(types.breachThreshold()).isEqualTo(-75);
        assertThat(types.maxAge()).isEqualTo(Duration.ofSeconds(90));
        assertThat(oneOf.streamTypes()).containsExactly("sending", "receiving");
    }

    @Test
    void aSessionRuleMayCountAllRulesOfAtLeastASeverity() {
        // Given
        String yaml = """
                version: 1
                rules:
                  - {id: warns, metric: mos, breach: "< 3.5", clear: "> 3.8", severity: WARNING}
                  - {id: alarms, metric: mos, breach: "< 3", clear: "> 3.5", severity: CRITICAL}
                sessionRules:
                  - {id: some, rules: {severity: WARNING}, raiseShare: 0.5, clearShare: 0.2, minUsers: 1, severity: WARNING}
                  - {id: bad, rules: {severity: CRITICAL}, raiseShare: 1, clearShare: 0.2, minUsers: 1, severity: WARNING}
                """;

        // When
        AlertRules rules = valid(yaml);

        // Then
        assertThat(rules.sessionRules())
                .extracting(SessionRule::userRuleIds)
                .containsExactly(Set.of("warns", "alarms"), Set.of("alarms"));
    }

    @Test
    void noRulesAtAllAreWrittenAsAnEmptyList() {
        assertThat(valid("version: 1\nrules: []\n")).isEqualTo(new AlertRules(List.of(), List.of()));
    }

    private static UserRule only(AlertRules rules) {
        return rules.userRules().getFirst();
    }

    private static AlertRules valid(String yaml) {
        return assertThat(RulesReader.read("a.yml", yaml))
                .asInstanceOf(type(RulesReading.Valid.class))
                .actual()
                .rules();
    }

    private static List<String> lines(RulesReading reading) {
        return switch (reading) {
            case RulesReading.Valid valid -> List.of();
            case RulesReading.Invalid invalid ->
                invalid.mistakes().stream().map(Mistake::toString).toList();
        };
    }

    private static Case whole(String mistake, String yaml, String line) {
        return new Case(mistake, yaml, line);
    }

    private static Case line(String mistake, int number, String text, String line) {
        return new Case(mistake, edited(number, text), line);
    }

    private static Case lines(String mistake, int one, String a, int two, String b, int three, String c, String line) {
        return new Case(mistake, edited(one, a, two, b, three, c), line);
    }

    /** The valid file with other lines; pairs of line number and text. */
    private static String edited(Object... edits) {
        List<String> lines = new ArrayList<>(VALID.lines().toList());
        for (int i = 0; i < edits.length; i += 2) {
            lines.set((Integer) edits[i] - 1, (String) edits[i + 1]);
        }
        return String.join("\n", lines) + "\n";
    }
}
