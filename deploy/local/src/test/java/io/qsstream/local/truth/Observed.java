package io.qsstream.local.truth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What the window topics say: the last revision of every key, decoded with the schema that the registry names. */
public final class Observed implements AutoCloseable {

    private final WireRecords records;
    private final TopicReader users;
    private final TopicReader sessions;
    private final Map<String, GenericRecord> lastOfUsers = new TreeMap<>();
    private final Map<String, GenericRecord> lastOfSessions = new TreeMap<>();
    private final List<String> broken = new ArrayList<>();

    public Observed(String bootstrapServers, String registry) {
        this.records = new WireRecords(registry);
        this.users = new TopicReader(bootstrapServers, "zoom.qss.user-windows.v1");
        this.sessions = new TopicReader(bootstrapServers, "zoom.qss.session-windows.v1");
    }

    /** Reads on. */
    public void update() throws IOException, InterruptedException {
        take(users.newRecords(), lastOfUsers);
        take(sessions.newRecords(), lastOfSessions);
    }

    private void take(List<ConsumerRecord<byte[], byte[]>> records, Map<String, GenericRecord> last)
            throws IOException, InterruptedException {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            GenericRecord value = this.records.decode(record.value());
            GenericRecord before = last.put(key, value);
            int revision = (int) value.get("revision");
            int expected = before == null ? 1 : (int) before.get("revision") + 1;
            if (revision != expected) {
                broken.add(key + ": revision " + revision + " where " + expected + " was due");
            }
            String state = value.get("state").toString();
            if (!state.equals(revision == 1 ? "FINAL" : "REVISED")) {
                broken.add(key + ": revision " + revision + " is " + state);
            }
        }
    }

    /** Where a window came twice, skipped a revision or named the wrong state; must be empty. */
    public List<String> broken() {
        return List.copyOf(broken);
    }

    /** Number of windows that were revised: without any, a test of late data has tested nothing. */
    public long revised() {
        return lastOfUsers.values().stream()
                .filter(window -> (int) window.get("revision") > 1)
                .count();
    }

    /** Windows of these sessions, in the truth's words. */
    public Map<String, Truth.UserWindow> userWindows(Set<String> ofSessions) {
        Map<String, Truth.UserWindow> windows = new TreeMap<>();
        lastOfUsers.forEach((key, record) -> {
            String session = record.get("accountId") + "|" + record.get("sessionId");
            if (ofSessions.contains(session)) {
                same(key, session + "|" + record.get("userId") + "|" + record.get("windowStart"));
                windows.put(key, userWindow(record));
            }
        });
        return windows;
    }

    /** Windows of these sessions, in the truth's words. */
    public Map<String, Truth.SessionWindow> sessionWindows(Set<String> ofSessions) {
        Map<String, Truth.SessionWindow> windows = new TreeMap<>();
        lastOfSessions.forEach((key, record) -> {
            String session = record.get("accountId") + "|" + record.get("sessionId");
            if (ofSessions.contains(session)) {
                same(key, session + "|" + record.get("windowStart"));
                windows.put(key, sessionWindow(record));
            }
        });
        return windows;
    }

    private static void same(String key, String fields) {
        if (!key.equals(fields)) {
            throw new AssertionError("Key " + key + " holds the window of " + fields);
        }
    }

    private static Truth.UserWindow userWindow(GenericRecord record) {
        Map<String, Map<String, Truth.Stats>> groups = new TreeMap<>();
        for (Object stream : (List<?>) record.get("streams")) {
            put(groups, ((GenericRecord) stream).get("type").toString(), (GenericRecord) stream);
        }
        put(groups, "cpu", (GenericRecord) record.get("cpu"));
        put(groups, "wifi", (GenericRecord) record.get("wifi"));
        return new Truth.UserWindow((int) record.get("sampleCount"), groups);
    }

    private static void put(Map<String, Map<String, Truth.Stats>> groups, String name, GenericRecord group) {
        if (group == null) {
            return;
        }
        Map<String, Truth.Stats> measures = new TreeMap<>();
        for (Schema.Field field : group.getSchema().getFields()) {
            if (group.get(field.pos()) instanceof GenericRecord stats) {
                measures.put(
                        field.name(),
                        new Truth.Stats(
                                (int) stats.get("count"),
                                (double) stats.get("min"),
                                (double) stats.get("mean"),
                                (double) stats.get("max"),
                                (double) stats.get("p95"),
                                (double) stats.get("last")));
            }
        }
        if (!measures.isEmpty()) {
            groups.put(name, measures);
        }
    }

    private static Truth.SessionWindow sessionWindow(GenericRecord record) {
        Map<String, Truth.MediaWindow> media = new TreeMap<>();
        for (Object each : (List<?>) record.get("media")) {
            GenericRecord stats = (GenericRecord) each;
            Map<String, Truth.OverUsers> measures = new TreeMap<>();
            for (Schema.Field field : stats.getSchema().getFields()) {
                if (stats.get(field.pos()) instanceof GenericRecord over) {
                    measures.put(
                            field.name(),
                            new Truth.OverUsers(
                                    (int) over.get("userCount"),
                                    (double) over.get("mean"),
                                    (double) over.get("p95"),
                                    (double) over.get("worst")));
                }
            }
            media.put(stats.get("media").toString(), new Truth.MediaWindow((int) stats.get("userCount"), measures));
        }
        return new Truth.SessionWindow((int) record.get("userCount"), (int) record.get("sampleCount"), media);
    }

    @Override
    public void close() {
        users.close();
        sessions.close();
        records.close();
    }
}
