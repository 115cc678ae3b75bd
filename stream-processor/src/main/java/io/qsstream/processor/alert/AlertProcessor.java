package io.qsstream.processor.alert;

import io.qsstream.processor.alert.LegAlerts.Leg;
import io.qsstream.processor.alert.SessionStates.Session;
import io.qsstream.processor.cause.Causes;
import io.qsstream.processor.cause.Crowd;
import io.qsstream.processor.cause.Evidence;
import io.qsstream.processor.cause.Group;
import io.qsstream.processor.cause.StreamRole.InputMeans;
import io.qsstream.processor.event.Emission;
import io.qsstream.processor.event.NormalisedEvent;
import io.qsstream.processor.event.Outlets;
import io.qsstream.processor.event.StageRecord;
import io.qsstream.processor.normalise.Normalised.LegReport;
import io.qsstream.processor.state.DueIndex;
import io.qsstream.processor.state.DueIndex.Due;
import io.qsstream.processor.state.Roster;
import io.qsstream.processor.state.Roster.KnownLeg;
import io.qsstream.processor.state.Rosters;
import io.qsstream.processor.state.StateKeys;
import io.qsstream.processor.state.StateStore;
import io.qsstream.processor.telemetry.ProcessorMeters;
import io.qsstream.processor.telemetry.RecordTraces;
import io.qsstream.processor.window.WindowStores;
import io.qsstream.processor.window.Windowing;
import io.qsstream.schema.SessionKey;
import io.qsstream.schema.rules.AlertRules;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.AlertTrack;
import io.qsstream.v1.AlertTransition;
import io.qsstream.v1.LegAlertState;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.SessionAlertState;
import io.qsstream.v1.UserWindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Raises and clears alerts as samples arrive. A thin edge: it keeps the clock and the stores, {@link LegAlerts},
 * {@link SessionAlerts} and {@link Causes} decide.
 */
public final class AlertProcessor
        extends ContextualProcessor<@Nullable String, StageRecord, @Nullable String, Emission<?>> {

    /** A session that nobody speaks of for so long has ended, with or without summaries. */
    public static final Duration SILENCE = Duration.ofMinutes(10);

    /** How exactly it is known when a session was last heard of; finer would cost a write with every event. */
    private static final Duration HEARD_STEP = Duration.ofMinutes(1);

    private static final Duration LEG_RETENTION = Duration.ofHours(24);

    /** What is due, in the order in which it is done where the time is the same. */
    private enum Kind {
        END_SILENT_SESSION,
        FORGET_LEGS
    }

    /** The opened stores of one task, and who is on its roster. */
    private record Stores(Roster roster, LegStates legs, SessionStates sessions, DueIndex<Kind> due) {}

    private final Windowing windowing;
    private final AlertRules rules;
    private final InputMeans inputMeans;
    private final ProcessorMeters meters;
    private final RecordTraces traces;
    private final Rosters rosters;
    private final Outlets outlets;
    private @Nullable Stores stores;
    private Instant now = Instant.MIN;

    public AlertProcessor(
            Windowing windowing,
            AlertRules rules,
            InputMeans inputMeans,
            ProcessorMeters meters,
            RecordTraces traces,
            Rosters rosters,
            Outlets outlets) {
        this.windowing = windowing;
        this.rules = rules;
        this.inputMeans = inputMeans;
        this.meters = meters;
        this.traces = traces;
        this.rosters = rosters;
        this.outlets = outlets;
    }

    @Override
    public void init(ProcessorContext<@Nullable String, Emission<?>> context) {
        super.init(context);
        Roster roster = rosters.of(context.taskId());
        LegStates legs = new LegStates(
                StateStore.open(context, AlertStores.LEGS, new LegAlertState()),
                StateStore.open(context, WindowStores.USER_WINDOWS, new UserWindowState()),
                windowing,
                rules,
                inputMeans,
                roster);
        stores = new Stores(
                roster,
                legs,
                new SessionStates(
                        StateStore.open(context, AlertStores.SESSIONS, new SessionAlertState()), legs, roster),
                DueIndex.open(context, AlertStores.DUE, Kind.values()));
    }

    private Stores stores() {
        return Objects.requireNonNull(stores, "init");
    }

    @Override
    public void process(Record<@Nullable String, StageRecord> record) {
        Instant receipt = Instant.ofEpochMilli(record.timestamp());
        now = receipt.isAfter(now) ? receipt : now;
        stores().due().doDue(now, this::doWhatIsDue);
        switch (record.value()) {
            case NormalisedEvent event -> hear(event);
            case Emission<?> emission -> {
                QosSample sample = Topics.SAMPLES.valueType().cast(emission.value());
                try {
                    judge(sample);
                } catch (RuntimeException e) {
                    // The record becomes a dead letter; what it has counted before it failed stands in no state.
                    stores().sessions().forgetAtHand();
                    stores().legs().forget(leg(sessionOf(sample), sample.getUserId()));
                    throw e;
                }
            }
        }
    }

    /** Who is where, and who has left. */
    private void hear(NormalisedEvent event) {
        SessionKey session = event.said().session();
        if (session != null) {
            for (LegReport report : event.said().legs()) {
                place(session, report);
                if (report.fact().getLeft()) {
                    endLeg(new Leg(session, report.userId()));
                }
            }
        }
    }

    private static SessionKey sessionOf(QosSample sample) {
        return new SessionKey(sample.getAccountId(), sample.getSessionId());
    }

    private KnownLeg leg(SessionKey session, String userId) {
        return stores().roster().leg(session, userId);
    }

    private void judge(QosSample sample) {
        SessionKey session = sessionOf(sample);
        Session known = stores().sessions().of(session);
        SessionAlertState sessionState = hear(known);

        KnownLeg leg = leg(session, sample.getUserId());
        LegAlertState before = stateOf(leg, sample.getSampleTime());
        boolean isPresent = !before.getTimes().isEmpty() && before.getLeftAt() == null;
        List<AlertTrack> tracksBefore = before.getTracks();
        LegAlerts.Taken taken = LegAlerts.takeIn(new Leg(session, sample.getUserId()), before, sample, rules, now);
        LegAlertState after = taken.state();
        if (!taken.takenIn()) {
            return;
        }
        if (!isPresent) {
            sessionState.setPresentUsers(sessionState.getPresentUsers() + 1);
            known.put(sessionState);
        }
        Crowd crowd = known.crowd(now);
        crowd.count(
                after,
                sample.getSampleTime(),
                Group.of(sample, inputMeans),
                Causes.suffering(taken.troubles(), inputMeans));
        boolean explained = explain(taken, sample, crowd);
        if (taken.follows()) {
            stores().legs().putFollowing(leg, after);
        } else {
            stores().legs().put(leg, after);
        }
        emit(taken.transitions());
        if (explained || !taken.transitions().isEmpty()) {
            judgeSession(session, known, sessionState, tracksBefore, after.getTracks(), sample.getSampleTime());
        }
    }

    private boolean explain(LegAlerts.Taken taken, QosSample sample, Crowd crowd) {
        Evidence evidence = new Evidence(sample, taken.troubles(), taken.state().getDataCenter(), crowd);
        return LegAlerts.explain(taken, sample, rules, metric -> Causes.of(metric, evidence, inputMeans));
    }

    /** Remembers which data centre a user is on. */
    private void place(SessionKey session, LegReport report) {
        String dataCenter = report.fact().getDataCenter();
        if (dataCenter == null || report.fact().getLeft()) {
            return;
        }
        KnownLeg leg = leg(session, report.userId());
        LegAlertState known = stateOf(leg, null);
        if (!dataCenter.equals(known.getDataCenter())) {
            Session atHand = stores().sessions().of(session);
            hear(atHand);
            atHand.crowd(now).move(known, dataCenter);
            stores().legs().put(leg, known);
        }
    }

    private void endLeg(Leg leg) {
        KnownLeg known = leg(leg.session(), leg.userId());
        LegAlertState before = stores().legs().get(known, now);
        if (before == null || before.getLeftAt() != null) {
            return;
        }
        LegAlerts.Taken taken = LegAlerts.end(leg, before, rules, now);
        stores().legs().put(known, taken.state());
        emit(taken.transitions());
        Session session = stores().sessions().of(leg.session());
        SessionAlertState sessionState = session.state();
        if (sessionState == null) {
            return;
        }
        if (!before.getTimes().isEmpty()) {
            sessionState.setPresentUsers(Math.max(0, sessionState.getPresentUsers() - 1));
            session.put(sessionState);
        }
        if (!taken.transitions().isEmpty()) {
            judgeSession(
                    leg.session(),
                    session,
                    sessionState,
                    before.getTracks(),
                    taken.state().getTracks(),
                    now);
        }
    }

    private void judgeSession(
            SessionKey key,
            Session session,
            SessionAlertState known,
            List<AlertTrack> before,
            List<AlertTrack> after,
            Instant at) {
        int activeUsers = session.crowd(now).activeUsers();
        SessionAlerts.Taken taken = SessionAlerts.userChanged(key, known, before, after, activeUsers, rules, at);
        session.put(taken.state());
        emit(taken.transitions());
    }

    /** The session's state, with its silence counted from now. */
    private SessionAlertState hear(Session session) {
        SessionAlertState known = session.state();
        if (known == null) {
            known = SessionAlerts.unknown(now);
            session.put(known);
            stores().due().add(Kind.END_SILENT_SESSION, now.plus(SILENCE), session.key());
        } else if (!now.isBefore(known.getLastHeard().plus(HEARD_STEP))) {
            known.setLastHeard(now);
            session.put(known);
        }
        return known;
    }

    // The clock

    private void doWhatIsDue(Due<Kind> due) {
        switch (due.kind()) {
            case END_SILENT_SESSION -> endIfSilent(due);
            case FORGET_LEGS -> forgetLegs(due.subject());
        }
    }

    private void endIfSilent(Due<Kind> due) {
        SessionKey session = SessionKey.of(due.sessionKey());
        SessionAlertState known = stores().sessions().of(session).state();
        if (known == null) {
            return;
        }
        Instant endsAt = known.getLastHeard().plus(SILENCE);
        if (now.isBefore(endsAt)) {
            stores().due().add(Kind.END_SILENT_SESSION, endsAt, due.subject());
            return;
        }
        stores().legs().forEach(due.subject(), now, (key, leg) -> {
            if (leg.getLeftAt() == null) {
                LegAlerts.Taken taken =
                        LegAlerts.end(new Leg(session, StateKeys.userIdAfter(due.subject(), key)), leg, rules, now);
                stores().legs().put(key, taken.state());
                emitByClock(taken.transitions());
            }
        });
        emitByClock(SessionAlerts.end(session, known, rules, now).transitions());
        stores().sessions().delete(session);
        stores().due().add(Kind.FORGET_LEGS, now.plus(LEG_RETENTION), due.subject());
    }

    /** Ended legs are remembered as long as a redelivery could speak of them, so that nothing is raised again. */
    private void forgetLegs(Bytes sessionKey) {
        stores().legs().forEach(sessionKey, now, (key, leg) -> {
            if (leg.getLeftAt() != null && !now.isBefore(leg.getLeftAt().plus(LEG_RETENTION))) {
                stores().legs().delete(key);
            }
        });
    }

    private LegAlertState stateOf(KnownLeg leg, @Nullable Instant judged) {
        LegAlertState known = stores().legs().get(leg, now, judged);
        return known == null ? LegStates.unknown() : known;
    }

    /** What the record at hand caused is part of its trace. */
    private void emit(List<AlertTransition> transitions) {
        for (AlertTransition transition : transitions) {
            emit(transition, traces.caused(transition));
        }
    }

    /** What only time caused is nobody's. */
    private void emitByClock(List<AlertTransition> transitions) {
        for (AlertTransition transition : transitions) {
            emit(transition, null);
        }
    }

    private void emit(AlertTransition transition, @Nullable Headers headers) {
        meters.alert(transition.getTransition(), transition.getSeverity());
        outlets.forward(
                context(),
                new Record<>(
                        transition.getAlertId(),
                        new Emission<>(Topics.ALERTS, transition),
                        now.toEpochMilli(),
                        headers));
    }
}
