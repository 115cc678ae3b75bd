package io.qsstream.processor.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.qsstream.processor.testing.Pipeline;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Nobody is named outside of raw events, dead letters and the directory: over many records whose every name, e-mail,
 * address and serial number is unmistakable. {@code -Dprivacy.records=1000000} is the whole run.
 */
class PrivacyTest {

    private static final int RECORDS = Integer.getInteger("privacy.records", 20_000);
    private static final int SESSIONS = 25;
    private static final int USERS = 8;

    /** What must never be seen: every trait that {@link #person} gives, and no network prefix of one. */
    private static final Pattern TRAIT = Pattern.compile(
            "(?i)unmistak|@qz|203\\.0\\.113\\.[1-9]|198\\.18\\.5\\.[1-9]|2001:db8:7:7:|de-ad-be|serial-qz|host-qz");

    private final Map<String, Integer> seen = new HashMap<>();

    @Test
    void noTraitOfAPersonIsInAnyOtherTopicStoreLogLineHeaderOrMetric() {
        // Given
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        root.addAppender(log);
        Logger own = (Logger) LoggerFactory.getLogger("io.qsstream");
        Level before = own.getLevel();
        own.setLevel(Level.TRACE);
        long directory = 0;
        long deadLetters = 0;
        try (Pipeline pipeline = Pipeline.inMemory(Pipeline.MINUTES)) {
            // When
            Instant now = Instant.parse("2026-11-20T14:00:00Z");
            for (int i = 0; i < RECORDS; i++) {
                receive(pipeline, now, i);
                if (i % 200 == 199) {
                    now = now.plusSeconds(10);
                    pipeline.tick(now);
                    directory += pipeline.directory().size();
                    deadLetters += letters(pipeline);
                    look(pipeline);
                    look(log);
                }
            }
            pipeline.tick(now.plusSeconds(4 * 3600));
            look(pipeline);
            lookIntoStores(pipeline);

            // Then
            look(log);
            pipeline.meters().getMeters().forEach(meter -> look("metric", meter.getId() + " " + meter.measure()));
        } finally {
            own.setLevel(before);
            root.detachAppender(log);
        }
        assertThat(directory).as("people are in the directory").isGreaterThan(SESSIONS);
        assertThat(deadLetters).as("dead letters name people, too").isGreaterThan(RECORDS / 20);
        assertThat(seen).containsKeys(Topics.SAMPLES.name(), Topics.USER_WINDOWS.name(), "changelogs", "metric");
        System.out.println("privacy: " + RECORDS + " records, looked at " + seen);
    }

    private static void receive(Pipeline pipeline, Instant now, int i) {
        // Others from time to time, so that what is over is forgotten.
        String session = "s" + i % SESSIONS + "-" + i / 50_000;
        String user = "u" + i / SESSIONS % USERS;
        String key = "acc|" + session;
        String head = "{\"event\":\"session.%s\",\"event_ts\":" + now.toEpochMilli()
                + ",\"payload\":{\"account_id\":\"acc\",\"object\":{\"session_id\":\"" + session
                + "\",\"session_name\":\"Unmistakable Topic\",\"user\":{\"id\":\"" + user + "\"," + person(i);
        String qos = ",\"qos\":[{\"type\":\"audio_input\",\"date_time\":\"" + now.minusSeconds(i % 40)
                + "\",\"details\":{\"jitter\":\"" + i % 90 + " ms\",\"avg_loss\":\"" + i % 30 + "%\"}}]}}}}";
        switch (i % 10) {
            case 0 ->
                pipeline.receive(
                        now,
                        key,
                        head.formatted("user_data") + ",\"data\":[{\"device\":\"Windows\",\"data_center\":\"FRA\","
                                + "\"pc_name\":\"HOST-QZ-" + i
                                + "\",\"domain\":\"host-qz.example\",\"mac_addr\":\"DE-AD-BE-EF-0"
                                + i % 10 + "-01\",\"harddisk_id\":\"SERIAL-QZ" + i
                                + "\",\"microphone\":\"Unmistakable's Phone\","
                                + "\"signaling_ip_address\":\"203.0.113." + (1 + i % 9)
                                + "\",\"signaling_internal_ip_address\":\"198.18.5." + (1 + i % 9)
                                + "\",\"audio_internal_ip_address\":\"2001:db8:7:7::" + (1 + i % 9) + "\"}]}}}}");
            case 1 -> pipeline.receive(now, key, head.formatted("user_qos_summary") + ",\"qos\":[]}}}}");
            // Dead letters of four kinds.
            case 2 -> pipeline.receive(now, key, head.formatted("user_qos") + qos.substring(0, 40));
            case 3 -> pipeline.receive(now, "acc|another", head.formatted("user_qos") + qos);
            case 4 ->
                pipeline.receive(now, key, head.formatted("Unmistakable Event of unmistakable@qz.example") + "}}}}");
            case 5 ->
                pipeline.receive(
                        now,
                        key,
                        head.formatted("user_qos") + qos.replace("" + now.minusSeconds(i % 40), "unmistakable"));
            default -> pipeline.receive(now, key, head.formatted("user_qos") + qos);
        }
    }

    private static String person(int i) {
        return "\"user_key\":\"k" + i % 200 + "\",\"name\":\"Unmistakable Person " + i + "\",\"email\":\"unmistakable."
                + i + "@qz.example\"";
    }

    /** Their values are the inputs' own; what we wrote beside them is looked at. */
    private long letters(Pipeline pipeline) {
        List<TestRecord<String, byte[]>> letters = pipeline.deadLetters();
        letters.forEach(letter -> look("dead-letter headers", headers(letter)));
        return letters.size();
    }

    private void look(Pipeline pipeline) {
        Set<Topic<?>> allowed = Set.of(Topics.RAW_EVENTS, Topics.USER_DIRECTORY, Topics.DEAD_LETTERS);
        for (Topic<?> topic : Topics.ALL) {
            if (!allowed.contains(topic)) {
                for (TestRecord<String, ?> record : pipeline.read(topic)) {
                    look(topic.name(), record.key() + " " + record.value() + " " + headers(record));
                }
            }
        }
        // The changelogs of the stores are topics, too.
        for (String topic : pipeline.driver().producedTopicNames()) {
            if (topic.endsWith("-changelog")) {
                pipeline.driver()
                        .createOutputTopic(topic, new StringDeserializer(), new StringDeserializer())
                        .readRecordsToList()
                        .forEach(record ->
                                look("changelogs", record.key() + " " + record.value() + " " + headers(record)));
            }
        }
    }

    private void look(ListAppender<ILoggingEvent> log) {
        for (ILoggingEvent line : log.list) {
            look("log", line.getFormattedMessage() + " " + line.getKeyValuePairs() + " " + line.getThrowableProxy());
        }
        log.list.clear();
    }

    private void lookIntoStores(Pipeline pipeline) {
        pipeline.driver().getAllStateStores().keySet().stream()
                .filter(store -> !store.contains("directory"))
                .forEach(store -> {
                    try (KeyValueIterator<Object, Object> rows =
                            pipeline.driver().getKeyValueStore(store).all()) {
                        rows.forEachRemaining(row -> look("store " + store, row.key + " " + row.value));
                    }
                });
    }

    private static String headers(TestRecord<?, ?> record) {
        StringBuilder text = new StringBuilder();
        for (Header header : record.headers()) {
            text.append(header.key())
                    .append('=')
                    .append(header.value() == null ? "" : new String(header.value(), UTF_8));
        }
        return text.toString();
    }

    private void look(String where, String text) {
        seen.merge(where, 1, Integer::sum);
        Matcher trait = TRAIT.matcher(text);
        if (trait.find()) {
            throw new AssertionError(where + " names a person: ..."
                    + text.substring(Math.max(0, trait.start() - 200), Math.min(text.length(), trait.end() + 40)));
        }
    }
}
