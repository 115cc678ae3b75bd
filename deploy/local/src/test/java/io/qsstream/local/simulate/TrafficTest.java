package io.qsstream.local.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrafficTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant END = Instant.parse("2026-11-21T10:00:00Z");

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void theSameSeedGivesTheSameBytes(Scenario scenario) {
        Plan plan = plan(scenario, 9, 4, 7);

        assertThat(Traffic.events(plan).toList())
                .isEqualTo(Traffic.events(plan).toList())
                .isNotEmpty();
    }

    @Test
    void anotherSeedOrAnotherEndSharesNoSession() {
        Set<String> one = sessions(plan(Scenario.MIXED, 9, 4, 1));
        Set<String> two = sessions(plan(Scenario.MIXED, 9, 4, 2));
        Set<String> later = sessions(
                new Plan(Scenario.MIXED, 9, 4, Duration.ofMinutes(10), Duration.ofSeconds(10), 1, END.plusSeconds(60)));

        assertThat(one).hasSize(9).doesNotContainAnyElementsOf(two).doesNotContainAnyElementsOf(later);
    }

    @Test
    void eventsComeInOrderOfTimeAndEndBeforeTheEnd() {
        List<Instant> times =
                Traffic.events(plan(Scenario.MIXED, 18, 5, 3)).map(Event::time).toList();

        assertThat(times).isSorted().allMatch(time -> !time.isAfter(END));
    }

    /** Every key of a simulated body is in the field tree that the fixture of the event spells out. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "meeting.participant_data",
                "meeting.participant_data_summary",
                "meeting.participant_qos",
                "meeting.participant_qos_summary",
                "webinar.participant_data",
                "webinar.participant_data_summary",
                "webinar.participant_qos",
                "webinar.participant_qos_summary",
                "session.user_data",
                "session.user_data_summary",
                "session.user_qos",
                "session.user_qos_summary",
                "phone.call_qos",
                "phone.call_qos_summary"
            })
    void bodiesFollowZoomsFieldTrees(String event) throws IOException {
        Set<String> known = new TreeSet<>(paths(resource("events/" + event + ".json")));
        for (String details : List.of("qos.all_24_types", "summary.unicode_name_key_order_no_id")) {
            // These spell out every field of details for the meeting; the same sets hold for webinar and session.
            paths(resource("variants/" + details + ".json")).stream()
                    .filter(path -> path.contains(".details."))
                    .map(path ->
                            path.replace(".participant.", event.startsWith("session.") ? ".user." : ".participant."))
                    .forEach(known::add);
        }
        paths(resource("events/webinar.participant_qos_summary.json")).stream()
                .filter(path -> path.contains(".details."))
                .map(path -> path.replace(".participant.", event.startsWith("session.") ? ".user." : ".participant."))
                .forEach(known::add);
        paths(resource("events/meeting.participant_qos_summary.json")).stream()
                .filter(path -> path.contains(".details."))
                .map(path -> path.replace(".participant.", event.startsWith("session.") ? ".user." : ".participant."))
                .forEach(known::add);

        Set<String> simulated = new TreeSet<>();
        int count = 0;
        for (Event each : Traffic.events(plan(Scenario.MIXED, 18, 5, 3)).toList()) {
            if (each.name().equals(event)) {
                JsonNode body = JSON.readTree(each.body());
                assertThat(body.path("event").asText()).isEqualTo(event);
                assertThat(body.path("event_ts").asLong()).isEqualTo(each.time().toEpochMilli());
                simulated.addAll(paths(body));
                count++;
            }
        }

        assertThat(count).isPositive();
        assertThat(known).containsAll(simulated);
    }

    @Test
    void dataComesFirstAndSummariesLast() {
        Map<String, List<String>> perUser = new TreeMap<>();
        for (Event event : Traffic.events(plan(Scenario.STEADY, 1, 6, 5)).toList()) {
            perUser.computeIfAbsent(user(event), key -> new ArrayList<>()).add(event.name());
        }

        assertThat(perUser).hasSize(6).allSatisfy((user, names) -> {
            assertThat(names.getFirst()).isEqualTo("meeting.participant_data");
            assertThat(names.subList(names.size() - 2, names.size()))
                    .containsExactly("meeting.participant_data_summary", "meeting.participant_qos_summary");
        });
    }

    @Test
    void bothWaysOfTellingOccurAndRecordsAreSplitSometimes() throws IOException {
        boolean single = false;
        boolean together = false;
        boolean split = false;
        boolean twoTimes = false;
        for (Event event : Traffic.events(plan(Scenario.STEADY, 40, 3, 1)).toList()) {
            if (!event.name().equals("meeting.participant_qos")) {
                continue;
            }
            JsonNode qos = JSON.readTree(event.body()).at("/payload/object/participant/qos");
            Set<String> types = new HashSet<>();
            Set<String> times = new HashSet<>();
            for (JsonNode item : qos) {
                times.add(item.path("date_time").asText());
                split |= !types.add(
                        item.path("type").asText() + item.path("date_time").asText());
            }
            single |= qos.size() == 1;
            together |= qos.size() > 5;
            twoTimes |= times.size() == 2;
        }

        assertThat(List.of(single, together, split, twoTimes)).containsOnly(true);
    }

    @Test
    void samplesComeAtTheCadence() throws IOException {
        for (long cadence : new long[] {10, 60}) {
            Plan plan = new Plan(Scenario.STEADY, 1, 1, Duration.ofMinutes(10), Duration.ofSeconds(cadence), 1, END);
            Set<String> times = new TreeSet<>();
            for (Event event : Traffic.events(plan).toList()) {
                for (JsonNode item : JSON.readTree(event.body()).at("/payload/object/participant/qos")) {
                    if (item.has("date_time")) {
                        times.add(item.path("date_time").asText());
                    }
                }
            }
            assertThat((double) times.size()).isCloseTo(600.0 / cadence, withinPercentage(15));
        }
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void troubleIsFarOverTheThresholdsWhereItIsLabelledAndNowhereElse(Scenario scenario) throws IOException {
        Plan plan = plan(scenario, scenario == Scenario.MIXED ? 16 : 2, 6, 11);
        List<FaultLabel> labels = Traffic.labels(plan).toList();
        Map<String, Integer> hits = new TreeMap<>();
        for (Event event : Traffic.events(plan).toList()) {
            if (!event.name().endsWith("_qos")) {
                continue;
            }
            JsonNode object = JSON.readTree(event.body()).at("/payload/object");
            JsonNode person = person(object);
            JsonNode items = person.path("qos").isArray()
                    ? person.path("qos")
                    : JSON.createArrayNode().add(person.path("qos"));
            String userId = id(person);
            for (JsonNode item : items) {
                Instant time = Instant.parse(item.path("date_time").asText());
                JsonNode details = item.path("details");
                List<FaultLabel> now = labels.stream()
                        .filter(label -> label.sessionId().equals(sessionId(object))
                                && label.userIds().contains(userId)
                                && !time.isBefore(label.from())
                                && time.isBefore(label.to())
                                && !label.expectedCause().equals("NONE"))
                        .toList();
                String type = item.path("type").asText();
                boolean network = now.stream().anyMatch(label -> suffers(type, label.fault()));
                double latency =
                        number(details.has("latency") ? details.path("latency") : details.path("network_delay"));
                double jitter = number(details.path("jitter"));
                double loss = number(details.path("avg_loss"));
                if (details.has("avg_loss")) {
                    if (network) {
                        assertThat(latency).isGreaterThan(200);
                        assertThat(jitter).isGreaterThan(50);
                        assertThat(loss).isGreaterThan(4);
                        hits.merge(userId + item.path("type").asText(), 1, Integer::sum);
                    } else {
                        assertThat(latency).isLessThan(110);
                        assertThat(jitter).isLessThan(20);
                        assertThat(loss).isLessThan(0.9);
                    }
                }
                if (details.has("zoom_avg_cpu_usage")) {
                    boolean hog = now.stream().anyMatch(label -> label.fault().equals("cpu-hog"));
                    assertThat(number(details.path("system_max_cpu_usage"))).satisfies(system -> {
                        if (hog) {
                            assertThat(system).isGreaterThan(95);
                        } else {
                            assertThat(system).isLessThan(50);
                        }
                    });
                }
            }
        }

        assertThat(hits.values()).allMatch(samples -> samples >= 8);
        assertThat(labels.isEmpty()).isEqualTo(scenario == Scenario.STEADY);
    }

    /** Whether a fault makes a stream travel badly. */
    private static boolean suffers(String type, String fault) {
        boolean sent = type.endsWith("_input") || type.contains("_to_");
        return switch (fault) {
            case "cpu-hog" -> false;
            case "bad-uplink" -> sent;
            case "bad-sender" -> !sent && !type.startsWith("as_");
            case "bad-gateway" -> type.endsWith("_crc") || type.endsWith("_rwg");
            default -> true;
        };
    }

    @Test
    void aBadSenderIsAFaultOfHisOwnAndAnotherOfAllWhoHearHim() {
        List<FaultLabel> labels =
                Traffic.labels(plan(Scenario.BAD_SENDER, 1, 6, 1)).toList();

        assertThat(labels).extracting(FaultLabel::expectedCause).containsExactlyInAnyOrder("SENDER", "SELF_NETWORK");
        assertThat(labels.get(0).userIds())
                .doesNotContainAnyElementsOf(labels.get(1).userIds());
        assertThat(labels.stream().mapToInt(label -> label.userIds().size()).sum())
                .isEqualTo(6);
    }

    @Test
    void aBrownoutHitsManyUsersOfOneDataCentreAndNobodyElse() throws IOException {
        Plan plan = plan(Scenario.DATA_CENTER_BROWNOUT, 1, 9, 1);
        FaultLabel label = Traffic.labels(plan).toList().getFirst();
        Map<String, String> centres = new TreeMap<>();
        for (Event event : Traffic.events(plan).toList()) {
            if (event.name().equals("meeting.participant_data")) {
                JsonNode person = person(JSON.readTree(event.body()).at("/payload/object"));
                centres.put(id(person), person.at("/data/0/data_center").asText());
            }
        }

        assertThat(label.userIds()).hasSize(6);
        assertThat(label.expectedCause()).isEqualTo("DATA_CENTER");
        centres.forEach((user, centre) -> assertThat(centre.equals(label.dataCenter()))
                .isEqualTo(label.userIds().contains(user)));
    }

    @Test
    void aWebinarOfAThousandStartsWithoutMakingAllOfItUp() {
        Plan plan = new Plan(Scenario.WEBINAR_1000, 1, 0, Duration.ofHours(8), Duration.ofSeconds(10), 1, END);

        long begin = System.nanoTime();
        long first = Traffic.events(plan).limit(2_000).count();

        assertThat(first).isEqualTo(2_000);
        // All of it is 2.9 million events, which would take minutes.
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void peopleLiveInDocumentationRangesOnly() {
        Set<String> addresses = new TreeSet<>();
        Set<String> mails = new TreeSet<>();
        for (Event event : Traffic.events(plan(Scenario.MIXED, 16, 10, 2)).toList()) {
            var address = java.util.regex.Pattern.compile("\"signaling_ip_address\":\"([^\"]*)\"")
                    .matcher(event.body());
            while (address.find()) {
                addresses.add(address.group(1));
            }
            var mail = java.util.regex.Pattern.compile("email\":\"([^\"]+)\"").matcher(event.body());
            while (mail.find()) {
                mails.add(mail.group(1));
            }
        }

        assertThat(addresses)
                .isNotEmpty()
                .allMatch(each -> each.matches("(192\\.0\\.2|198\\.51\\.100|203\\.0\\.113)\\.\\d+|2001:db8:.*"));
        assertThat(mails).isNotEmpty().allMatch(each -> each.matches("[a-z]+\\.[a-z]+@example\\.com"));
    }

    private static Plan plan(Scenario scenario, int sessions, int users, long seed) {
        return new Plan(scenario, sessions, users, Duration.ofMinutes(10), Duration.ofSeconds(10), seed, END);
    }

    private static Set<String> sessions(Plan plan) {
        return Traffic.events(plan)
                .map(event -> {
                    try {
                        return sessionId(JSON.readTree(event.body()).at("/payload/object"));
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                })
                .collect(Collectors.toSet());
    }

    private static String sessionId(JsonNode object) {
        return Stream.of("uuid", "session_id", "call_id")
                .filter(object::has)
                .map(name -> object.path(name).asText())
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode person(JsonNode object) {
        return Stream.of("participant", "user", "call_qos")
                .filter(object::has)
                .map(object::path)
                .findFirst()
                .orElseThrow();
    }

    private static String id(JsonNode person) {
        return Stream.of("user_id", "participant_id", "id")
                .filter(person::has)
                .map(name -> person.path(name).asText())
                .findFirst()
                .orElseThrow();
    }

    private static String user(Event event) {
        try {
            return id(person(JSON.readTree(event.body()).at("/payload/object")));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static double number(JsonNode text) {
        return text.isMissingNode()
                ? Double.NaN
                : Double.parseDouble(text.asText().replaceAll("[^0-9.]", ""));
    }

    /** Dotted paths of all fields; positions in arrays do not count. */
    private static Set<String> paths(JsonNode node) {
        Set<String> paths = new TreeSet<>();
        collect("", node, paths);
        return paths;
    }

    private static void collect(String path, JsonNode node, Set<String> paths) {
        if (node.isObject()) {
            node.properties().forEach(each -> {
                paths.add(path + "." + each.getKey());
                collect(path + "." + each.getKey(), each.getValue(), paths);
            });
        } else {
            node.forEach(each -> collect(path, each, paths));
        }
    }

    private static JsonNode resource(String file) throws IOException {
        try (InputStream in = TrafficTest.class.getResourceAsStream("/fixtures/" + file)) {
            return JSON.readTree(Objects.requireNonNull(in, file));
        }
    }
}
