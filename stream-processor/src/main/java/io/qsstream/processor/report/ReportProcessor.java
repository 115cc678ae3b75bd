package io.qsstream.processor.report;

import io.qsstream.processor.alert.AlertProcessor;
import io.qsstream.processor.alert.AlertStores;
import io.qsstream.processor.completeness.DeadLettered;
import io.qsstream.processor.event.Emission;
import io.qsstream.processor.event.NormalisedEvent;
import io.qsstream.processor.event.Outlets;
import io.qsstream.processor.event.Source;
import io.qsstream.processor.event.StageRecord;
import io.qsstream.processor.normalise.Normalised;
import io.qsstream.processor.normalise.Normalised.LegReport;
import io.qsstream.processor.state.DueIndex;
import io.qsstream.processor.state.DueIndex.Due;
import io.qsstream.processor.state.StateKeys;
import io.qsstream.processor.state.StateStore;
import io.qsstream.processor.telemetry.ProcessorMeters;
import io.qsstream.processor.window.WindowStores;
import io.qsstream.processor.window.Windowing;
import io.qsstream.schema.SessionKey;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.AlertTransition;
import io.qsstream.v1.CompletenessVerdict;
import io.qsstream.v1.LegState;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.RebuildRequest;
import io.qsstream.v1.ReportLegState;
import io.qsstream.v1.ReportState;
import io.qsstream.v1.SessionAlertState;
import io.qsstream.v1.SessionKind;
import io.qsstream.v1.SessionQosWindow;
import io.qsstream.v1.SessionReport;
import io.qsstream.v1.SessionState;
import io.qsstream.v1.SessionWindowState;
import io.qsstream.v1.UserWindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Reports a session when its last user has left, or when the alert stage has given it up as silent, and again whenever
 * something late has changed what the report says; with it goes the verdict on whether all samples came. Nothing is kept
 * for either while a session goes on: the windows' samples are all there, open windows included, and are read when a
 * report is due.
 */
public final class ReportProcessor
        extends ContextualProcessor<@Nullable String, StageRecord, @Nullable String, Emission<?>> {

    /** Why a session counts as ended. */
    public static final String LEGS_ENDED = "LEGS_ENDED";

    public static final String SILENCE = "SILENCE";

    /** After the last leave: what is still on its way, such as the samples of the last minute, comes along. */
    static final Duration SETTLING = Duration.ofSeconds(10);
    /** Between two revisions, so that an hour of redeliveries does not make one a second. */
    static final Duration PAUSE = Duration.ofSeconds(60);
    /** A session that goes on is looked at on whole multiples, so that no look is scheduled twice. */
    private static final Duration WATCH = Duration.ofSeconds(20);
    /** No event that is older passes the normaliser. */
    private static final Duration RETENTION = Duration.ofHours(24);

    /** A meeting is composed at once; of a large webinar, so many of its users' windows are read every so often. */
    private static final int PART = 1000;

    private static final Duration PART_STEP = Duration.ofMillis(30);

    /** Reports that are composed in parts at a time; each holds what it has found so far. One more is composed at once. */
    private static final int MOST_DRAFTS = 4;

    /** What is due, in the order in which it is done where the time is the same. */
    private enum Kind {
        WATCH,
        REPORT,
        FORGET,
        COMPOSE
    }

    /** A session's report that is being composed; made anew after a restart. */
    private final class Draft {
        private final StoredRecords records;
        private final SessionKey session;
        private @Nullable Composition composition;

        Draft(String sessionKey) {
            this.records = new StoredRecords(stores().records(), sessionKey);
            this.session = SessionKey.of(sessionKey);
        }

        /** Goes on for one part; null where that was not the last. */
        @Nullable
        Composition goOn(SessionKind kind) {
            if (composition == null) {
                // A key is read in a tenth of the time.
                if (!records.findUsers(10 * PART)) {
                    return null;
                }
                composition = new Composition(session, kind, windowing, records);
            }
            return composition.takeUsers(PART) ? composition : null;
        }
    }

    /** The opened stores of one task. */
    private record Stores(
            StoredRecords.Sources records,
            StateStore<SessionState> windowed,
            StateStore<SessionAlertState> sessions,
            StateStore<ReportState> reports,
            DueIndex<Kind> due) {}

    private final Windowing windowing;
    private final ProcessorMeters meters;
    private final Outlets outlets;
    private final Map<Bytes, Draft> drafts = new HashMap<>();
    private @Nullable Stores stores;
    private Instant now = Instant.MIN;

    public ReportProcessor(Windowing windowing, ProcessorMeters meters, Outlets outlets) {
        this.windowing = windowing;
        this.meters = meters;
        this.outlets = outlets;
    }

    @Override
    public void init(ProcessorContext<@Nullable String, Emission<?>> context) {
        super.init(context);
        drafts.clear();
        stores = new Stores(
                new StoredRecords.Sources(
                        StateStore.open(context, WindowStores.USER_WINDOWS, new UserWindowState()),
                        StateStore.open(context, WindowStores.SESSION_WINDOWS, new SessionWindowState()),
                        StateStore.open(context, WindowStores.LEGS, new LegState()),
                        StateStore.open(context, ReportStores.LEGS, new ReportLegState())),
                StateStore.open(context, WindowStores.SESSIONS, new SessionState()),
                StateStore.open(context, AlertStores.SESSIONS, new SessionAlertState()),
                StateStore.openOwn(context, ReportStores.REPORTS, new ReportState()),
                DueIndex.open(context, ReportStores.DUE, Kind.values()));
    }

    @Override
    public void close() {
        if (stores != null) {
            stores.reports().close();
        }
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
                switch (emission.value()) {
                    // Emitted or revised: the session goes on, or something late has changed it.
                    case SessionQosWindow window -> touch(new SessionKey(window.getAccountId(), window.getSessionId()));
                    case AlertTransition transition -> takeIn(transition);
                    default -> throw new IllegalStateException(emission.topic().name());
                }
            }
        }
    }

    private void hear(NormalisedEvent event) {
        Normalised said = event.said();
        SessionKey session = said.session();
        if (session != null) {
            countDeadLetters(session, event);
            takeIn(session, said.kind(), said.legs());
        }
    }

    private void takeIn(AlertTransition transition) {
        SessionKey session = new SessionKey(transition.getAccountId(), transition.getSessionId());
        String userId = transition.getUserId();
        if (userId != null) {
            Bytes key = StateKeys.user(session.toString(), userId);
            stores().records()
                    .reportLegs()
                    .put(key, ReportedAlerts.takeIn(stores().records().told(key), transition));
        }
        touch(session);
    }

    private void takeIn(SessionKey session, SessionKind kind, List<LegReport> reports) {
        boolean told = false;
        boolean left = false;
        boolean present = false;
        for (LegReport report : reports) {
            left |= report.fact().getLeft();
            present |= !report.fact().getLeft();
            if (!report.figures().isEmpty()) {
                Bytes key = StateKeys.user(session.toString(), report.userId());
                ReportLegState known = stores().records().told(key);
                ReportLegState after = ZoomFigures.takeIn(known, report.figures());
                if (!after.getFigures().equals(known.getFigures())) {
                    stores().records().reportLegs().put(key, after);
                    told = true;
                }
            }
        }
        if (left) {
            leave(session, kind);
        } else if (told || (present && isKnown(session))) {
            touch(session);
        }
    }

    /** A join that is heard of late tells of samples that were due. Before anything else of the session it tells nothing. */
    private boolean isKnown(SessionKey session) {
        return stores().reports().get(StateKeys.session(session.toString())) != null;
    }

    /** The window stage judges what is late by the same clock. Of a session not heard of yet, nothing is counted. */
    private void countDeadLetters(SessionKey session, NormalisedEvent event) {
        int count = DeadLettered.among(event.said().rejections());
        if (event.source() != Source.BACKFILL) {
            count += late(event.said().samples());
        }
        if (count > 0) {
            Bytes key = StateKeys.session(session.toString());
            ReportState state = stores().reports().get(key);
            if (state != null) {
                state.setDeadLettered(state.getDeadLettered() + count);
                stores().reports().put(key, state);
            }
        }
    }

    private int late(List<QosSample> samples) {
        int late = 0;
        long surelyInTime = now.toEpochMilli() - windowing.retention().toMillis();
        for (QosSample sample : samples) {
            Instant time = sample.getSampleTime();
            late += time.toEpochMilli() > surelyInTime || !windowing.isForgotten(windowing.startOf(time), now) ? 0 : 1;
        }
        return late;
    }

    /** Whoever leaves last ends the session. */
    private void leave(SessionKey session, SessionKind kind) {
        ReportState state = touch(session);
        Bytes key = StateKeys.session(session.toString());
        if (kind.compareTo(state.getKind()) > 0) {
            state.setKind(kind);
            stores().reports().put(key, state);
        }
        SessionAlertState present = stores().sessions().get(key);
        if (state.getLive() && !state.getDue() && present != null && present.getPresentUsers() == 0) {
            schedule(key, state, now.plus(SETTLING));
        }
    }

    /** Something was said of the session: from now on it is watched, or, where it has been reported, looked at again. */
    private ReportState touch(SessionKey session) {
        Bytes key = StateKeys.session(session.toString());
        ReportState state = stores().reports().get(key);
        if (state == null) {
            state = ReportState.newBuilder().build();
            stores().reports().put(key, state);
            watch(key);
            stores().due().add(Kind.FORGET, now.plus(RETENTION), key);
        } else if (!state.getLive() && !state.getDue()) {
            Instant settled = now.plus(SETTLING);
            Instant emitted = state.getComposing() ? now : state.getEmittedAt();
            Instant paused = emitted == null ? settled : emitted.plus(PAUSE);
            schedule(key, state, paused.isAfter(settled) ? paused : settled);
        }
        return state;
    }

    private void schedule(Bytes session, ReportState state, Instant when) {
        state.setDue(true);
        stores().reports().put(session, state);
        stores().due().add(Kind.REPORT, when, session);
    }

    /** Schedules the next look: a leave is heard, so only silence is to be looked for, and not before it can have come. */
    private void watch(Bytes session) {
        SessionAlertState present = stores().sessions().get(session);
        Instant silent = present != null && present.getPresentUsers() > 0
                ? present.getLastHeard().plus(AlertProcessor.SILENCE)
                : now;
        long step = WATCH.toMillis();
        long from = Math.max(now.toEpochMilli() + 1, silent.toEpochMilli());
        stores().due().add(Kind.WATCH, Instant.ofEpochMilli((from + step - 1) / step * step), session);
    }

    // The clock

    private void doWhatIsDue(Due<Kind> due) {
        ReportState state = stores().reports().get(due.subject());
        if (state == null) {
            return;
        }
        switch (due.kind()) {
            case WATCH -> {
                if (state.getLive() && (state.getDue() || isAnybodyPresent(due.subject()))) {
                    watch(due.subject());
                } else if (state.getLive()) {
                    report(due, state);
                }
            }
            case REPORT -> {
                if (drafts.containsKey(due.subject())) {
                    // What has changed meanwhile is told once this is out.
                    schedule(due.subject(), state, now.plus(SETTLING));
                } else {
                    state.setDue(false);
                    report(due, state);
                }
            }
            case COMPOSE -> {
                if (state.getComposing()) {
                    report(due, state);
                }
            }
            case FORGET -> forget(due.subject(), state);
        }
    }

    /** Whatever goes on ends one day, and is reported then; what has been reported can be revised for a day. */
    private void forget(Bytes session, ReportState state) {
        Instant emitted = state.getEmittedAt();
        boolean busy = state.getLive() || state.getComposing();
        Instant forgottenAt = busy ? now.plus(RETENTION) : emitted == null ? now : emitted.plus(RETENTION);
        if (now.isBefore(forgottenAt)) {
            stores().due().add(Kind.FORGET, forgottenAt, session);
            return;
        }
        stores().records().reportLegs().deleteAll(session);
        stores().reports().delete(session);
    }

    private boolean isAnybodyPresent(Bytes session) {
        SessionAlertState present = stores().sessions().get(session);
        return present != null && present.getPresentUsers() > 0;
    }

    // Reporting

    /** Reports the session if it has ended, or goes on with that; else the session goes on, perhaps again. */
    private void report(Due<Kind> due, ReportState state) {
        Bytes session = due.subject();
        String sessionKey = due.sessionKey();
        SessionAlertState present = stores().sessions().get(session);
        if (present != null && present.getPresentUsers() > 0) {
            drafts.remove(session);
            state.setComposing(false);
            state.setLive(true);
            state.setEndReason(null);
            stores().reports().put(session, state);
            watch(session);
            return;
        }
        if (state.getEndReason() == null) {
            state.setEndReason(present == null ? SILENCE : LEGS_ENDED);
        }
        state.setLive(false);
        Composition composed = compose(session, sessionKey, state.getKind());
        state.setComposing(composed == null);
        if (composed == null) {
            stores().due().add(Kind.COMPOSE, due.at().plus(PART_STEP), session);
        } else {
            drafts.remove(session);
            emit(session, sessionKey, state, composed);
        }
        stores().reports().put(session, state);
    }

    /** Goes on with the session's draft; null where more of it is to come. */
    private @Nullable Composition compose(Bytes session, String sessionKey, SessionKind kind) {
        Draft draft = drafts.computeIfAbsent(session, unused -> new Draft(sessionKey));
        try {
            Composition composed = draft.goOn(kind);
            while (composed == null && drafts.size() > MOST_DRAFTS) {
                composed = draft.goOn(kind);
            }
            return composed;
        } catch (RuntimeException e) {
            // The record becomes a dead letter; the next report begins anew.
            drafts.remove(session);
            throw e;
        }
    }

    private void emit(Bytes session, String sessionKey, ReportState state, Composition composed) {
        CompletenessVerdict verdict =
                composed.verdict(state.getVerdictRevision() + 1, state.getEndReason(), state.getDeadLettered());
        SessionReport report = composed.report(state.getRevision() + 1, state.getEndReason(), verdict);
        Instant missedFrom = missedFrom(session, report, state);
        if (missedFrom == null) {
            if (report != null) {
                emit(sessionKey, report, state);
            }
            if (verdict != null) {
                emit(sessionKey, verdict, state);
            }
        } else {
            requestRebuild(SessionKey.of(sessionKey), missedFrom, report, verdict, state);
        }
    }

    /**
     * From when on the stores do not tell the session whole any more: what came too late for its windows is not in them, and
     * of a session that comes back after they were forgotten only the rest is. Null where they do.
     */
    private @Nullable Instant missedFrom(Bytes session, @Nullable SessionReport report, ReportState state) {
        SessionState windowed = stores().windowed().get(session);
        Instant from = windowed == null ? null : windowed.getRebuildFrom();
        Instant start = state.getStartTime();
        if (start != null && (report == null || report.getStartTime().isAfter(start))) {
            from = from == null || start.isBefore(from) ? start : from;
        }
        return from;
    }

    /**
     * The log knows what the stores have forgotten; it is asked again only where what the stores still know has changed. A
     * window that was forgotten just now may still be revised at a tick.
     */
    private void requestRebuild(
            SessionKey session,
            Instant from,
            @Nullable SessionReport report,
            @Nullable CompletenessVerdict verdict,
            ReportState state) {
        String digest = report == null ? "" : Digest.of(report);
        String verdictDigest = verdict == null ? "" : Digest.of(verdict);
        if (state.getEmittedAt() != null
                && digest.equals(state.getDigest())
                && verdictDigest.equals(state.getVerdictDigest())) {
            return;
        }
        state.setDigest(digest);
        state.setVerdictDigest(verdictDigest);
        state.setEmittedAt(now);
        Instant forgottenBy = now.minus(SETTLING);
        forward(
                session.toString(),
                new Emission<>(
                        Topics.REBUILDS,
                        new RebuildRequest(
                                session.accountId(), session.sessionId(), from, forgottenBy, state.getEndReason())));
    }

    private void emit(String sessionKey, SessionReport report, ReportState state) {
        String digest = Digest.of(report);
        if (!digest.equals(state.getDigest())) {
            state.setRevision(report.getRevision());
            state.setDigest(digest);
            state.setEmittedAt(now);
            state.setStartTime(report.getStartTime());
            meters.report();
            forward(sessionKey, new Emission<>(Topics.SESSION_REPORTS, report));
        }
    }

    private void emit(String sessionKey, CompletenessVerdict verdict, ReportState state) {
        String digest = Digest.of(verdict);
        if (!digest.equals(state.getVerdictDigest())) {
            state.setVerdictRevision(verdict.getRevision());
            state.setVerdictDigest(digest);
            state.setEmittedAt(now);
            meters.verdict(verdict.getVerdict());
            forward(sessionKey, new Emission<>(Topics.COMPLETENESS, verdict));
        }
    }

    private void forward(String sessionKey, Emission<?> emission) {
        outlets.forward(context(), new Record<>(sessionKey, emission, now.toEpochMilli()));
    }
}
