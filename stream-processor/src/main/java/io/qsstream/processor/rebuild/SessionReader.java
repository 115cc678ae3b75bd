package io.qsstream.processor.rebuild;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qsstream.processor.event.Source;
import io.qsstream.processor.normalise.Normalised;
import io.qsstream.processor.normalise.Normaliser;
import io.qsstream.processor.window.Windowing;
import io.qsstream.schema.SessionKey;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.AlertTransition;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Reads everything of some sessions of one partition, in one pass over each topic. */
final class SessionReader {

    /** Who joins is heard of before the first sample. */
    private static final Duration BEFORE_FIRST_SAMPLE = Duration.ofMinutes(15);

    /** More samples than fit into memory. */
    static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** What is known of a session. */
    record Known(AlreadySaid said, SessionHistory history) {}

    /**
     * Sessions by their key.
     *
     * @param wholeFrom what was measured before then may be missing in the raw topic
     */
    record Reading(Map<String, Known> sessions, Instant wholeFrom) {}

    private final PartitionLog log;
    private final Values values;
    private final Windowing windowing;
    private final int maxSamples;

    /** @param maxSamples of all sessions that are read together */
    SessionReader(PartitionLog log, Values values, Windowing windowing, int maxSamples) {
        this.log = log;
        this.values = values;
        this.windowing = windowing;
        this.maxSamples = maxSamples;
    }

    /**
     * Reads them.
     *
     * @param from the oldest time that is asked for
     * @throws TooLarge if they have too many samples
     */
    Reading read(int partition, Collection<SessionKey> asked, Instant from) {
        Map<String, Known> sessions = new LinkedHashMap<>();
        asked.forEach(session ->
                sessions.put(session.toString(), new Known(new AlreadySaid(session), new SessionHistory(windowing))));
        // Before the raw topic, so that whatever is said meanwhile was said of no more than is read.
        ofSessions(
                Topics.SESSION_WINDOWS,
                partition,
                from.minus(Windowing.LONGEST_SESSION),
                sessions,
                window -> new SessionKey(window.getAccountId(), window.getSessionId()),
                (known, window) -> known.said().take(window));
        Instant begin = sessions.values().stream()
                .map(known -> known.said().firstWindow())
                .filter(first -> first != null && first.isBefore(from))
                .min(Instant::compareTo)
                .orElse(from)
                .minus(BEFORE_FIRST_SAMPLE);
        ofSessions(
                Topics.USER_WINDOWS,
                partition,
                begin,
                sessions,
                window -> new SessionKey(window.getAccountId(), window.getSessionId()),
                (known, window) -> known.said().take(window));
        ofSessions(
                Topics.SESSION_REPORTS,
                partition,
                begin,
                sessions,
                report -> new SessionKey(report.getAccountId(), report.getSessionId()),
                (known, report) -> known.said().take(report));
        ofSessions(
                Topics.COMPLETENESS,
                partition,
                begin,
                sessions,
                verdict -> new SessionKey(verdict.getAccountId(), verdict.getSessionId()),
                (known, verdict) -> known.said().take(verdict));
        alerts(partition, begin, sessions);
        Instant wholeFrom = wholeFrom(partition);
        raw(partition, begin, sessions);
        return new Reading(sessions, wholeFrom);
    }

    private Instant wholeFrom(int partition) {
        Instant begin = log.beginsAt(Topics.RAW_EVENTS, partition);
        return begin.equals(Instant.MIN) || begin.equals(Instant.MAX) ? begin : begin.plus(Normaliser.MAX_LEAD);
    }

    private void raw(int partition, Instant begin, Map<String, Known> sessions) {
        int[] samples = new int[1];
        log.read(Topics.RAW_EVENTS, partition, begin, record -> {
            String key = record.key() == null ? null : new String(record.key(), UTF_8);
            Known known = key == null ? null : sessions.get(key);
            Source source = Source.of(record.headers());
            if (known == null || source == Source.TICK || record.value() == null) {
                return;
            }
            Instant receipt = Instant.ofEpochMilli(record.timestamp());
            Normalised said = Normaliser.normalise(key, record.value(), source, receipt);
            if (said.session() != null) {
                samples[0] += known.history().take(said, receipt, source == Source.WEBHOOK);
                if (samples[0] > maxSamples) {
                    throw new TooLarge();
                }
            }
        });
    }

    /** Their keys do not tell the session. */
    private void alerts(int partition, Instant begin, Map<String, Known> sessions) {
        log.read(Topics.ALERTS, partition, begin, record -> {
            AlertTransition alert = values.of(Topics.ALERTS, record);
            if (alert == null) {
                return;
            }
            Known known = sessions.get(new SessionKey(alert.getAccountId(), alert.getSessionId()).toString());
            if (known != null) {
                known.history().take(alert);
            }
        });
    }

    /** The records of these sessions; of others only the key is looked at. */
    private <V> void ofSessions(
            Topic<V> topic,
            int partition,
            Instant begin,
            Map<String, Known> sessions,
            Function<V, SessionKey> session,
            BiConsumer<Known, V> taker) {
        log.read(topic, partition, begin, record -> {
            if (record.key() == null || !mayBeOf(new String(record.key(), UTF_8), sessions)) {
                return;
            }
            V value = values.of(topic, record);
            if (value == null) {
                return;
            }
            Known known = sessions.get(session.apply(value).toString());
            if (known != null) {
                taker.accept(known, value);
            }
        });
    }

    /** A key is a session's and what follows; any id may hold the separator. */
    private static boolean mayBeOf(String key, Map<String, Known> sessions) {
        if (sessions.containsKey(key)) {
            return true;
        }
        for (int at = key.indexOf('|'); at >= 0; at = key.indexOf('|', at + 1)) {
            if (sessions.containsKey(key.substring(0, at))) {
                return true;
            }
        }
        return false;
    }
}
