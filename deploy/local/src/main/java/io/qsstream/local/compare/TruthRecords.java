package io.qsstream.local.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a truth file of {@code simulate --out} says, read by itself: nothing of the pipeline's own reading of bodies is used.
 *
 * @param cadence of the run's samples
 * @param faults that hit somebody's quality
 * @param sampleTimes of what was posted, by session and user
 */
public record TruthRecords(Duration cadence, List<Fault> faults, Map<String, Map<String, Set<Instant>>> sampleTimes) {

    /** One user who was made to suffer. */
    public record Fault(String sessionId, String userId, Instant from, Instant to, String expectedCause) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads a file; throws where a line is not what {@code simulate} writes. */
    public static TruthRecords read(Path file) throws IOException {
        Duration cadence = Duration.ZERO;
        List<Fault> faults = new ArrayList<>();
        Map<String, Map<String, Set<Instant>>> times = new LinkedHashMap<>();
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode node = JSON.readTree(line);
                switch (node.path("record").asText()) {
                    case "run" ->
                        cadence = Duration.ofSeconds(node.path("cadenceSeconds").asLong());
                    case "fault" -> addFaults(node, faults);
                    case "delivery" -> {
                        if (node.path("outcome").asText().equals("posted")) {
                            addTimes(JSON.readTree(node.path("body").asText()), times);
                        }
                    }
                    default ->
                        throw new IOException(file + " is no truth file of simulate --out: " + node.path("record"));
                }
            }
        }
        return new TruthRecords(cadence, faults, times);
    }

    private static void addFaults(JsonNode node, List<Fault> faults) {
        String cause = node.path("expectedCause").asText();
        if (cause.equals("NONE")) {
            return;
        }
        for (JsonNode user : node.path("userIds")) {
            faults.add(new Fault(
                    node.path("sessionId").asText(),
                    user.asText(),
                    Instant.parse(node.path("from").asText()),
                    Instant.parse(node.path("to").asText()),
                    cause));
        }
    }

    private static void addTimes(JsonNode body, Map<String, Map<String, Set<Instant>>> times) {
        String event = body.path("event").asText();
        if (!event.endsWith("_qos")) {
            return;
        }
        JsonNode object = body.path("payload").path("object");
        if (event.startsWith("phone.")) {
            JsonNode leg = object.path("call_qos");
            add(times, object.path("call_id").asText(), leg.path("id").asText(), leg.path("qos"));
            return;
        }
        boolean sdk = event.startsWith("session.");
        JsonNode user = sdk ? object.path("user") : object.path("participant");
        add(
                times,
                object.path(sdk ? "session_id" : "uuid").asText(),
                user.path(sdk ? "id" : user.has("user_id") ? "user_id" : "participant_id")
                        .asText(),
                user.path("qos"));
    }

    private static void add(Map<String, Map<String, Set<Instant>>> times, String session, String user, JsonNode items) {
        Iterable<JsonNode> all = items.isArray() ? items : List.of(items);
        for (JsonNode item : all) {
            times.computeIfAbsent(session, unused -> new LinkedHashMap<>())
                    .computeIfAbsent(user, unused -> new HashSet<>())
                    .add(Instant.parse(item.path("date_time").asText()));
        }
    }
}
