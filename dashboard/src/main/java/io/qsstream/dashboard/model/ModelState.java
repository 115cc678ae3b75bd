package io.qsstream.dashboard.model;

import io.qsstream.schema.SessionKey;
import io.qsstream.schema.topic.TopicKeys;
import io.qsstream.v1.Severity;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/** All that is held, and the lock under which it is read and written. */
final class ModelState {

    /** A user who was not heard of for so long counts as gone; Zoom tells of each once a minute. */
    private static final Duration USER_SILENCE = Duration.ofMinutes(3);

    /** Event types of one account. */
    static final class EventTypes {
        final Map<String, Long> counts = new HashMap<>();
        final Map<String, Long> lastTimes = new HashMap<>();
    }

    final ReadWriteLock lock = new ReentrantReadWriteLock();
    final Bounds bounds;
    final Map<SessionKey, SessionEntry> sessions = new HashMap<>();
    final Map<SessionKey, String> sessionNames = new HashMap<>();
    /** By the directory's record key. */
    final Map<String, Person> people = new HashMap<>();

    final Map<String, AlertEntry> alerts = new HashMap<>();
    final Map<SessionKey, Set<String>> alertsOfSession = new HashMap<>();
    final Map<String, EventTypes> eventTypes = new HashMap<>();
    final Map<Evicted, Long> evicted = new EnumMap<>(Evicted.class);
    final Labels labels = new Labels();
    /** Greatest receipt time seen, epoch milliseconds; 0 before the first. */
    long logClock;

    long windowMs;
    long sampleCount;
    long windowCount;
    int userCount;

    ModelState(Bounds bounds) {
        this.bounds = bounds;
        for (Evicted each : Evicted.values()) {
            evicted.put(each, 0L);
        }
    }

    boolean isEnded(SessionEntry session) {
        return session.isEnded(logClock, bounds.silence().toMillis());
    }

    boolean isActive(SessionEntry session, UserEntry user) {
        return !isEnded(session) && user.isActive(logClock, USER_SILENCE.toMillis());
    }

    Person person(SessionKey session, @Nullable String userId) {
        return userId == null
                ? Person.UNKNOWN
                : people.getOrDefault(TopicKeys.user(session.toString(), userId), Person.UNKNOWN);
    }

    List<AlertEntry> alertsOf(SessionKey session) {
        return alertsOfSession.getOrDefault(session, Set.of()).stream()
                .map(alerts::get)
                .toList();
    }

    void addAlert(String alertId, AlertEntry alert) {
        alerts.put(alertId, alert);
        alertsOfSession
                .computeIfAbsent(alert.session(), key -> new LinkedHashSet<>())
                .add(alertId);
    }

    void removeAlert(String alertId) {
        AlertEntry removed = alerts.remove(alertId);
        if (removed != null) {
            Set<String> ofSession = alertsOfSession.get(removed.session());
            if (ofSession != null && ofSession.remove(alertId) && ofSession.isEmpty()) {
                alertsOfSession.remove(removed.session());
            }
        }
    }

    void removeSession(SessionEntry session) {
        sessions.remove(session.key);
        sessionNames.remove(session.key);
        userCount -= session.users.size();
        for (UserEntry user : session.users.values()) {
            sampleCount -= user.samples.size();
            windowCount -= user.windows.size();
            people.remove(TopicKeys.user(session.key.toString(), user.userId));
        }
    }

    void count(Evicted kind, long number) {
        evicted.merge(kind, number, Long::sum);
    }

    static int count(Collection<AlertEntry> alerts, Severity severity) {
        return (int) alerts.stream()
                .filter(alert -> alert.isOpen() && alert.severity() == severity)
                .count();
    }
}
