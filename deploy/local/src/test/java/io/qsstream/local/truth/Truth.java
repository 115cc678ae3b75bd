package io.qsstream.local.truth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the windows must say, from the bodies that were posted.
 *
 * <p>A user's sample is the union of all fields posted for its time and type, the greater value winning; the windows are
 * epoch-aligned and half-open. Everything is maps of maps, keyed by the names of the contract.
 */
public final class Truth {

    /** Statistics as the contract words them. */
    public record Stats(int count, double min, double mean, double max, double p95, double last) {

        /** Of values in order of sample time. */
        static Stats of(List<Double> inOrderOfTime) {
            List<Double> sorted = inOrderOfTime.stream().sorted().toList();
            double sum = 0;
            for (double value : inOrderOfTime) {
                sum += value;
            }
            int count = sorted.size();
            return new Stats(
                    count,
                    sorted.getFirst(),
                    sum / count,
                    sorted.getLast(),
                    nearestRank(sorted),
                    inOrderOfTime.getLast());
        }
    }

    /** One measure over users. */
    public record OverUsers(int userCount, double mean, double p95, double worst) {}

    /** {@code groups} is {@code stream type -> measure}, with {@code cpu} and {@code wifi} beside the stream types. */
    public record UserWindow(int sampleCount, Map<String, Map<String, Stats>> groups) {}

    public record MediaWindow(int userCount, Map<String, OverUsers> measures) {}

    public record SessionWindow(int userCount, int sampleCount, Map<String, MediaWindow> media) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Field of a body's {@code details} -> measure of the contract. */
    private static final Map<String, String> STREAM = Map.of(
            "bitrate", "bitrateKbps",
            "latency", "latencyMs",
            "network_delay", "latencyMs",
            "jitter", "jitterMs",
            "avg_loss", "avgLossPct",
            "max_loss", "maxLossPct",
            "frame_rate", "frameRateFps",
            "mos", "mos",
            "quality_score", "qualityScore");

    private static final Map<String, String> CPU = Map.of(
            "zoom_min_cpu_usage", "zoomMinPct",
            "zoom_avg_cpu_usage", "zoomAvgPct",
            "zoom_max_cpu_usage", "zoomMaxPct",
            "system_max_cpu_usage", "systemMaxPct");

    private static final Map<String, String> WIFI =
            Map.of("min_rssi", "minRssiDbm", "avg_rssi", "avgRssiDbm", "max_rssi", "maxRssiDbm");

    private static final Set<String> SESSION_MEASURES =
            Set.of("bitrateKbps", "latencyMs", "jitterMs", "avgLossPct", "maxLossPct", "frameRateFps");

    private static final Set<String> SMALL_IS_BAD = Set.of("bitrateKbps", "frameRateFps");

    /** {@code session key -> user -> sample time -> group -> measure -> value}. */
    private final Map<String, Map<String, Map<Long, Map<String, Map<String, Double>>>>> samples = new TreeMap<>();

    private final long windowMillis;

    public Truth(Duration window) {
        this.windowMillis = window.toMillis();
    }

    /** Of a truth file: what was posted, whatever its order. */
    public static Truth of(Path file, Duration window) throws IOException {
        Truth truth = new Truth(window);
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode record = JSON.readTree(line);
                if (record.path("record").asText().equals("delivery")
                        && record.path("outcome").asText().equals("posted")) {
                    truth.add(record.path("body").asText());
                }
            }
        }
        return truth;
    }

    /** Takes one body in. Only {@code *_qos} events carry samples. */
    public void add(String body) throws IOException {
        JsonNode root = JSON.readTree(body);
        String event = root.path("event").asText();
        if (!event.endsWith("_qos")) {
            return;
        }
        JsonNode object = root.at("/payload/object");
        String account = root.at("/payload/account_id").asText();
        if (event.startsWith("phone.")) {
            JsonNode leg = object.path("call_qos");
            item(account + "|" + object.path("call_id").asText(), leg.path("id").asText(), leg.path("qos"));
            return;
        }
        boolean videoSdk = event.startsWith("session.");
        String session =
                account + "|" + object.path(videoSdk ? "session_id" : "uuid").asText();
        JsonNode person = object.path(videoSdk ? "user" : "participant");
        String user = person.path(videoSdk ? "id" : "user_id").asText();
        for (JsonNode item : person.path("qos")) {
            item(session, user, item);
        }
    }

    private void item(String session, String user, JsonNode item) {
        long time = Instant.parse(item.path("date_time").asText()).toEpochMilli();
        String type = item.path("type").asText();
        Map<String, Map<String, Double>> sample = samples.computeIfAbsent(session, key -> new TreeMap<>())
                .computeIfAbsent(user, key -> new TreeMap<>())
                .computeIfAbsent(time, key -> new TreeMap<>());
        if (type.equals("notification")) {
            return;
        }
        boolean cpu = type.equals("cpu_usage");
        boolean wifi = type.equals("wifi_rssi");
        Map<String, Double> group = sample.computeIfAbsent(cpu ? "cpu" : wifi ? "wifi" : type, key -> new TreeMap<>());
        Map<String, String> names = cpu ? CPU : wifi ? WIFI : STREAM;
        item.path("details").properties().forEach(field -> {
            String measure = names.get(field.getKey());
            Double value = measure == null ? null : Figures.of(field.getValue());
            if (value != null) {
                group.merge(measure, value, Math::max);
            }
        });
    }

    /** The sessions that were posted. */
    public Set<String> sessions() {
        return samples.keySet();
    }

    /** By key of the topic. */
    public Map<String, UserWindow> userWindows() {
        Map<String, UserWindow> windows = new TreeMap<>();
        samples.forEach((session, users) -> users.forEach((user, times) -> byWindow(times)
                .forEach((start, inside) -> windows.put(
                        session + "|" + user + "|" + start, new UserWindow(inside.size(), statistics(inside))))));
        return windows;
    }

    /** By key of the topic. */
    public Map<String, SessionWindow> sessionWindows() {
        Map<String, SessionWindow> windows = new TreeMap<>();
        samples.forEach((session, users) -> {
            Map<Long, Map<String, Map<Long, Map<String, Map<String, Double>>>>> byStart = new TreeMap<>();
            users.forEach((user, times) -> byWindow(times)
                    .forEach((start, inside) -> byStart.computeIfAbsent(start, key -> new TreeMap<>())
                            .put(user, inside)));
            byStart.forEach((start, inside) -> windows.put(session + "|" + start, session(inside)));
        });
        return windows;
    }

    private Map<Long, Map<Long, Map<String, Map<String, Double>>>> byWindow(
            Map<Long, Map<String, Map<String, Double>>> times) {
        Map<Long, Map<Long, Map<String, Map<String, Double>>>> windows = new TreeMap<>();
        times.forEach((time, sample) -> windows.computeIfAbsent(
                        Math.floorDiv(time, windowMillis) * windowMillis, key -> new TreeMap<>())
                .put(time, sample));
        return windows;
    }

    private static Map<String, Map<String, Stats>> statistics(Map<Long, Map<String, Map<String, Double>>> samples) {
        Map<String, Map<String, List<Double>>> values = new TreeMap<>();
        samples.forEach((time, groups) -> groups.forEach((group, measures) ->
                measures.forEach((measure, value) -> values.computeIfAbsent(group, key -> new TreeMap<>())
                        .computeIfAbsent(measure, key -> new ArrayList<>())
                        .add(value))));
        Map<String, Map<String, Stats>> statistics = new TreeMap<>();
        values.forEach((group, measures) -> measures.forEach((measure, list) ->
                statistics.computeIfAbsent(group, key -> new TreeMap<>()).put(measure, Stats.of(list))));
        return statistics;
    }

    private static SessionWindow session(Map<String, Map<Long, Map<String, Map<String, Double>>>> users) {
        int sampleCount = 0;
        Map<String, Set<String>> usersOfMedia = new TreeMap<>();
        Map<String, Map<String, List<Double>>> meansOfUsers = new TreeMap<>();
        for (var user : users.entrySet()) {
            sampleCount += user.getValue().size();
            Map<String, Map<String, List<Double>>> values = new TreeMap<>();
            user.getValue()
                    .forEach((time, groups) -> groups.forEach((group, measures) -> {
                        if (group.equals("cpu") || group.equals("wifi")) {
                            return;
                        }
                        String media = media(group);
                        usersOfMedia
                                .computeIfAbsent(media, key -> new TreeSet<>())
                                .add(user.getKey());
                        measures.forEach((measure, value) -> {
                            if (SESSION_MEASURES.contains(measure)) {
                                values.computeIfAbsent(media, key -> new TreeMap<>())
                                        .computeIfAbsent(measure, key -> new ArrayList<>())
                                        .add(value);
                            }
                        });
                    }));
            values.forEach((media, measures) -> measures.forEach((measure, list) -> meansOfUsers
                    .computeIfAbsent(media, key -> new TreeMap<>())
                    .computeIfAbsent(measure, key -> new ArrayList<>())
                    .add(mean(list))));
        }
        Map<String, MediaWindow> media = new TreeMap<>();
        usersOfMedia.forEach((name, have) -> {
            Map<String, OverUsers> measures = new TreeMap<>();
            meansOfUsers.getOrDefault(name, Map.of()).forEach((measure, means) -> {
                List<Double> sorted = means.stream().sorted().toList();
                measures.put(
                        measure,
                        new OverUsers(
                                sorted.size(),
                                mean(sorted),
                                nearestRank(sorted),
                                SMALL_IS_BAD.contains(measure) ? sorted.getFirst() : sorted.getLast()));
            });
            media.put(name, new MediaWindow(have.size(), measures));
        });
        return new SessionWindow(users.size(), sampleCount, media);
    }

    private static String media(String type) {
        if (type.startsWith("audio") || type.equals("sending") || type.equals("receiving")) {
            return "AUDIO";
        }
        return type.startsWith("video") ? "VIDEO" : type.startsWith("as_") ? "SCREEN_SHARE" : "OTHER";
    }

    private static double mean(List<Double> values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.size();
    }

    /** The ceil(0.95 n)-th smallest. */
    static double nearestRank(List<Double> sorted) {
        // In whole numbers: 0.95 * 20 is more than 19 in doubles.
        return sorted.get((95 * sorted.size() + 99) / 100 - 1);
    }
}
