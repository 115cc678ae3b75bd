package io.qsstream.dashboard.model;

import io.qsstream.schema.SessionKey;
import io.qsstream.v1.AlertTransition;
import io.qsstream.v1.CompletenessVerdict;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.SessionQosWindow;
import io.qsstream.v1.SessionReport;
import io.qsstream.v1.UserIdentity;
import io.qsstream.v1.UserQosWindow;
import java.time.Instant;

/**
 * Takes records in, each in whatever order and as often as it comes: the last revision wins. Safe for many threads;
 * {@link Answers} reads what is held here.
 */
public final class ReadModel {

    private final ModelState state;
    private final Eviction eviction;
    private final Listeners listener = new Listeners();

    public ReadModel(Bounds bounds) {
        this.state = new ModelState(bounds);
        this.eviction = new Eviction(state);
    }

    /** Whoever reads what is held here. */
    public Answers answers() {
        return new Answers(state);
    }

    /** From now on this one hears of changes, too. */
    public void listen(ModelListener given) {
        listener.add(given);
    }

    /** A sample, as merged so far. */
    public void apply(QosSample sample) {
        change(() -> {
            SessionEntry session = session(sample.getAccountId(), sample.getSessionId());
            boolean newUser = !session.users.containsKey(sample.getUserId());
            UserEntry user = user(session, sample.getUserId());
            session.take(sample);
            user.take(sample);
            state.logClock = Math.max(state.logClock, sample.getReceiptTime().toEpochMilli());
            SampleSeries.Put put = user.samples.put(sample);
            if (put == SampleSeries.Put.KNOWN) {
                return;
            }
            if (put == SampleSeries.Put.ADDED) {
                state.sampleCount++;
                countEvent(sample);
            }
            listener.sampled(session.key, user.userId, sample.getSampleTime());
            listener.userChanged(session.key, user.userId);
            listener.sessionChanged(session.key, !newUser);
        });
    }

    private void countEvent(QosSample sample) {
        ModelState.EventTypes types =
                state.eventTypes.computeIfAbsent(sample.getAccountId(), account -> new ModelState.EventTypes());
        types.counts.merge(sample.getEventType(), 1L, Long::sum);
        types.lastTimes.merge(sample.getEventType(), sample.getReceiptTime().toEpochMilli(), Math::max);
    }

    /** A revision of a user's window. */
    public void apply(UserQosWindow window) {
        change(() -> {
            SessionEntry session = session(window.getAccountId(), window.getSessionId());
            UserEntry user = user(session, window.getUserId());
            session.takeWindow(window.getSessionKind(), window.getSessionNumber(), window.getWindowStart());
            user.take(window);
            state.windowMs = window.getWindowEnd().toEpochMilli()
                    - window.getWindowStart().toEpochMilli();
            int before = user.windows.size();
            if (user.windows.put(window, state.labels)) {
                var unused = user.windows.removeBefore(
                        user.windows.lastStart() - state.bounds.strip().toMillis() + 1);
                state.windowCount += user.windows.size() - before;
                listener.userChanged(session.key, user.userId);
                listener.sessionChanged(session.key, true);
            }
        });
    }

    /** A revision of a session's window. */
    public void apply(SessionQosWindow window) {
        change(() -> {
            SessionEntry session = session(window.getAccountId(), window.getSessionId());
            session.takeWindow(window.getSessionKind(), window.getSessionNumber(), window.getWindowStart());
            if (session.put(window, state.bounds.strip().toMillis())) {
                listener.sessionChanged(session.key, false);
            }
        });
    }

    /** A transition of an alert. */
    public void apply(AlertTransition transition) {
        change(() -> {
            String alertId = transition.getAlertId();
            AlertEntry known = state.alerts.getOrDefault(alertId, AlertEntry.NONE);
            AlertEntry now = known.with(transition);
            if (now.equals(known)) {
                return;
            }
            state.addAlert(alertId, now);
            SessionKey session = now.session();
            listener.alertChanged(alertId);
            listener.sessionChanged(session, false);
            String userId = transition.getUserId();
            if (userId != null) {
                listener.userChanged(session, userId);
            }
        });
    }

    /** A revision of a session's report. */
    public void apply(SessionReport report) {
        StoredReport stored = StoredReport.of(report);
        change(() -> {
            SessionEntry session = session(report.getAccountId(), report.getSessionId());
            if (session.put(stored, report.getSessionKind())) {
                listener.reported(session.key, report.getRevision());
                listener.sessionChanged(session.key, false);
            }
        });
    }

    /** The report of this record key is no more. */
    public void forgetReport(String recordKey) {
        change(() -> {
            SessionEntry session = state.sessions.get(SessionKey.of(recordKey));
            if (session != null) {
                session.forgetReport();
                listener.sessionChanged(session.key, false);
            }
        });
    }

    /** A revision of the verdict on a session's completeness. */
    public void apply(CompletenessVerdict verdict) {
        StoredVerdict stored = StoredVerdict.of(verdict);
        change(() -> {
            SessionEntry session = session(verdict.getAccountId(), verdict.getSessionId());
            if (session.put(stored, verdict.getSessionKind())) {
                listener.sessionChanged(session.key, false);
            }
        });
    }

    /** The verdict of this record key is no more. */
    public void forgetVerdict(String recordKey) {
        change(() -> {
            SessionEntry session = state.sessions.get(SessionKey.of(recordKey));
            if (session != null) {
                session.forgetVerdict();
                listener.sessionChanged(session.key, false);
            }
        });
    }

    /** Who a user is; {@code recordKey} is the directory's. */
    public void apply(String recordKey, UserIdentity identity) {
        change(() -> {
            SessionKey session = new SessionKey(identity.getAccountId(), identity.getSessionId());
            Person person = new Person(identity.getName(), identity.getEmail(), identity.getUserKey());
            boolean changed = !person.equals(state.people.put(recordKey, person));
            String sessionName = identity.getSessionName();
            if (sessionName != null && !sessionName.isEmpty()) {
                changed |= !sessionName.equals(state.sessionNames.put(session, sessionName));
            }
            if (changed) {
                listener.userChanged(session, identity.getUserId());
                listener.sessionChanged(session, false);
            }
        });
    }

    /** The person of this record key of the directory is erased. */
    public void erase(String recordKey) {
        change(() -> {
            if (state.people.remove(recordKey) != null) {
                listener.erased();
            }
        });
    }

    /** The log has come this far, whatever else is known. */
    public void observe(Instant logTime) {
        change(() -> state.logClock = Math.max(state.logClock, logTime.toEpochMilli()));
    }

    private SessionEntry session(String accountId, String sessionId) {
        return state.sessions.computeIfAbsent(new SessionKey(accountId, sessionId), SessionEntry::new);
    }

    private UserEntry user(SessionEntry session, String userId) {
        UserEntry known = session.users.get(userId);
        if (known != null) {
            return known;
        }
        UserEntry fresh = new UserEntry(userId);
        session.users.put(userId, fresh);
        state.userCount++;
        return fresh;
    }

    private void change(Runnable step) {
        state.lock.writeLock().lock();
        try {
            step.run();
            eviction.enforce();
        } finally {
            state.lock.writeLock().unlock();
        }
    }
}
