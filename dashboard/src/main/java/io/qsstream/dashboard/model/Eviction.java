package io.qsstream.dashboard.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Keeps what is held within its bounds, and counts what it lets go. */
final class Eviction {

    /** Below a bound by so much that it is not needed again with the next record. */
    private static final double TO = 0.95;

    private static final long BETWEEN_SWEEPS_MS = 30_000;

    private final ModelState state;
    private long lastSweep = Long.MIN_VALUE;

    Eviction(ModelState state) {
        this.state = state;
    }

    /** After every record: cheap unless something is due. */
    void enforce() {
        Bounds bounds = state.bounds;
        if (state.logClock - BETWEEN_SWEEPS_MS >= lastSweep) {
            lastSweep = state.logClock;
            byAge();
        }
        if (state.sessions.size() > bounds.maxSessions() || state.userCount > bounds.maxUsers()) {
            sessionsByCount((int) (bounds.maxSessions() * TO), (int) (bounds.maxUsers() * TO));
        }
        if (state.sampleCount > bounds.maxSamples()) {
            samplesByCount((long) (bounds.maxSamples() * TO));
        }
        if (state.alerts.size() > bounds.maxAlerts()) {
            alertsByCount((int) (bounds.maxAlerts() * TO));
        }
        if (state.people.size() > 2L * bounds.maxUsers()) {
            // Directory entries of sessions that nothing else is known of.
            state.people.clear();
        }
    }

    private void byAge() {
        Bounds bounds = state.bounds;
        state.count(
                Evicted.SAMPLES_BY_AGE,
                removeSamplesBefore(state.logClock - bounds.sampleAge().toMillis()));
        long sessionsFrom = state.logClock - bounds.sessionAge().toMillis();
        long withoutReportFrom = state.logClock - bounds.windowAge().toMillis();
        List<SessionEntry> old = state.sessions.values().stream()
                .filter(session -> session.lastHeard() < (session.report() == null ? withoutReportFrom : sessionsFrom))
                .toList();
        old.forEach(state::removeSession);
        state.count(Evicted.SESSIONS_BY_AGE, old.size());
        long alertsFrom = state.logClock - bounds.alertAge().toMillis();
        List<String> oldAlerts = state.alerts.entrySet().stream()
                .filter(each -> !each.getValue().isOpen()
                        && each.getValue().raisedTime().toEpochMilli() < alertsFrom)
                .map(Map.Entry::getKey)
                .toList();
        oldAlerts.forEach(state::removeAlert);
        state.count(Evicted.ALERTS_BY_AGE, oldAlerts.size());
    }

    private long removeSamplesBefore(long time) {
        long removed = 0;
        for (SessionEntry session : state.sessions.values()) {
            for (UserEntry user : session.users.values()) {
                removed += user.samples.removeBefore(time);
            }
        }
        state.sampleCount -= removed;
        return removed;
    }

    private void sessionsByCount(int sessions, int users) {
        // Which is ended must not change while it is sorted by that.
        List<SessionEntry> order = new ArrayList<>(state.sessions.values());
        order.sort(Comparator.comparing((SessionEntry session) -> !state.isEnded(session))
                .thenComparingLong(SessionEntry::lastHeard)
                .thenComparing(session -> session.id));
        int removed = 0;
        for (SessionEntry session : order) {
            if (state.sessions.size() <= sessions && state.userCount <= users) {
                break;
            }
            state.removeSession(session);
            removed++;
        }
        state.count(Evicted.SESSIONS_BY_COUNT, removed);
    }

    /** The oldest go, whoever's they are: everybody's chart gets shorter, nobody's ends. */
    private void samplesByCount(long samples) {
        long oldest = Long.MAX_VALUE;
        long newest = Long.MIN_VALUE;
        for (SessionEntry session : state.sessions.values()) {
            for (UserEntry user : session.users.values()) {
                int size = user.samples.size();
                if (size > 0) {
                    oldest = Math.min(oldest, user.samples.time(0));
                    newest = Math.max(newest, user.samples.time(size - 1));
                }
            }
        }
        long removed = 0;
        while (state.sampleCount > samples && oldest < newest) {
            oldest += Math.max(1, (newest - oldest) / 16);
            removed += removeSamplesBefore(oldest);
        }
        state.count(Evicted.SAMPLES_BY_COUNT, removed);
    }

    private void alertsByCount(int alerts) {
        List<Map.Entry<String, AlertEntry>> order = new ArrayList<>(
                state.alerts.entrySet().stream().map(Map.Entry::copyOf).toList());
        order.sort(Comparator.comparing(
                        (Map.Entry<String, AlertEntry> each) -> each.getValue().isOpen())
                .thenComparing(each -> each.getValue().raisedTime())
                .thenComparing(Map.Entry::getKey));
        int surplus = state.alerts.size() - alerts;
        order.subList(0, surplus).forEach(each -> state.removeAlert(each.getKey()));
        state.count(Evicted.ALERTS_BY_COUNT, surplus);
    }
}
