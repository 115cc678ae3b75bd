package io.qsstream.local.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a {@code read_committed} consumer of the alerts relies on: nothing twice, nothing out of order. */
final class AlertLaws {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** A rule looks at samples one cadence apart, and faults do not begin with a sample. */
    private static final Duration SLACK = Duration.ofMinutes(1);

    /** Whom an injected fault struck, and when. */
    private record Fault(String sessionId, Set<String> userIds, Instant from, Instant to) {

        boolean explains(GenericRecord alert) {
            Instant onset = Instant.ofEpochMilli((long) alert.get("onsetTime"));
            return alert.get("sessionId").toString().equals(sessionId)
                    && (alert.get("userId") == null
                            || userIds.contains(alert.get("userId").toString()))
                    && !onset.isBefore(from.minus(SLACK))
                    && !onset.isAfter(to.plus(SLACK));
        }
    }

    /** Alerts raised in the sessions of a truth file that none of its faults explains: noise. */
    static List<GenericRecord> unexplained(
            String bootstrapServers, String registry, Path truthFile, Set<String> sessions)
            throws IOException, InterruptedException {
        List<Fault> faults = faults(truthFile);
        List<GenericRecord> unexplained = new ArrayList<>();
        try (WireRecords records = new WireRecords(registry);
                TopicReader alerts = new TopicReader(bootstrapServers, "zoom.qss.alerts.v1")) {
            for (ConsumerRecord<byte[], byte[]> record : alerts.newRecords()) {
                GenericRecord alert = records.decode(record.value());
                if (sessions.contains(alert.get("accountId") + "|" + alert.get("sessionId"))
                        && alert.get("transition").toString().equals("RAISED")
                        && faults.stream().noneMatch(fault -> fault.explains(alert))) {
                    unexplained.add(alert);
                }
            }
        }
        return unexplained;
    }

    private static List<Fault> faults(Path truthFile) throws IOException {
        List<Fault> faults = new ArrayList<>();
        try (BufferedReader lines = Files.newBufferedReader(truthFile)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("{\"record\":\"fault\"")) {
                    continue;
                }
                JsonNode fault = JSON.readTree(line);
                Set<String> users = new HashSet<>();
                fault.path("userIds").forEach(user -> users.add(user.asText()));
                faults.add(new Fault(
                        fault.path("sessionId").asText(),
                        users,
                        Instant.parse(fault.path("from").asText()),
                        Instant.parse(fault.path("to").asText())));
            }
        }
        return faults;
    }

    /** Reads the whole topic; returns the number of alerts. */
    static int check(String bootstrapServers, String registry) throws IOException, InterruptedException {
        Map<String, List<String>> byAlert = new TreeMap<>();
        try (WireRecords records = new WireRecords(registry);
                TopicReader alerts = new TopicReader(bootstrapServers, "zoom.qss.alerts.v1")) {
            for (ConsumerRecord<byte[], byte[]> record : alerts.newRecords()) {
                GenericRecord transition = records.decode(record.value());
                String key = new String(record.key(), StandardCharsets.UTF_8);
                assertThat(transition.get("alertId")).hasToString(key);
                byAlert.computeIfAbsent(key, unused -> new ArrayList<>())
                        .add(transition.get("sequence") + " " + transition.get("transition"));
            }
        }
        byAlert.forEach(
                (alertId, transitions) -> assertThat(List.of(List.of("1 RAISED"), List.of("1 RAISED", "2 CLEARED")))
                        .as(alertId)
                        .contains(transitions));
        return byAlert.size();
    }

    private AlertLaws() {}
}
