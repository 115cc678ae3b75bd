package io.qsstream.processor.report;

import io.qsstream.processor.alert.AlertProcessor;
import io.qsstream.processor.alert.AlertStores;
import io.qsstream.processor.completeness.SessionLedger;
import io.qsstream.processor.event.Emission;
import io.qsstream.processor.normalise.Normalised;
import io.qsstream.processor.normalise.Normalised.LegReport;
import io.qsstream.processor.normalise.Normalised.Rejection;
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
import io.qsstream.v1.ReportLegState;
import io.qsstream.v1.ReportState;
import io.qsstream.v1.SessionAlertState;
import io.qsstream.v1.SessionKind;
import io.qsstream.v1.SessionReport;
import io.qsstream.v1.SessionWindowState;
import io.qsstream.v1.SummaryFigure;
import io.qsstream.v1.UserWindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
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
        extends ContextualProcessor<@Nullable String, ReportInput, @Nullable String, Emission<?>> {

    /** Why a session counts as ended. */
    static final String LEGS_ENDED = "LEGS_ENDED";

    static final String SILENCE = "SILENCE";

    /** After the last leave: what is still on its way, such as the samples of the last minute, comes along. */
    static final Duration SETTLING = Duration.ofSeconds(10);
    /** Between two revisions, so that an hour of redeliveries does not make one a second. */
    static final Duration PAUSE = Duration.ofSeconds(60);
    /** A session that goes on is looked at on whole multiples, so that no look is scheduled twice. */
    private static final Duration WATCH = Duration.ofSeconds(20);
    /** No event that is older passes the normaliser. */
    private static final Duration RETENTION = Duration.ofHours(24);

    /** What is due, in the order in which it is done where the time is the same. */
    private enum Kind {
        WATCH,
        REPORT,
        FORGET
    }

    /** The opened stores of one task; the first four are another stage's, and only read. */
    private record Stores(
            StateStore<UserWindowState> userWindows,
            StateStore<SessionWindowState> sessionWindows,
            StateStore<LegState> legs,
            StateStore<SessionAlertState> sessions,
            StateStore<ReportLegState> reportLegs,
            StateStore<ReportState> reports,
            DueIndex<Kind> due) {}

    /** What a session is told by, put together in one pass over its windows. */
    private record Composed(SessionReports reports, SessionLedger ledger) {}

    private final Windowing windowing;
    private final ProcessorMeters meters;
    private @Nullable Stores stores;
    private Instant now = Instant.MIN;

    public ReportProcessor(Windowing windowing, ProcessorMeters meters) {
        this.windowing = windowing;
        this.meters = meters;
    }

    @Override
    public void init(ProcessorContext<@Nullable String, Emission<?>> context) {
        super.init(context);
        stores = new Stores(
                StateStore.open(context, WindowStores.USER_WINDOWS, new UserWindowState()),
                StateStore.open(context, WindowStores.SESSION_WINDOWS, new SessionWindowState()),
                StateStore.open(context, WindowStores.LEGS, new LegState()),
                StateStore.open(context, AlertStores.SESSIONS, new SessionAlertState()),
                StateStore.open(context, ReportStores.LEGS, new ReportLegState()),
                StateStore.open(context, ReportStores.REPORTS, new ReportState()),
                DueIndex.open(context, ReportStores.DUE, Kind.values()));
    }

    private Stores stores() {
        return Objects.requireNonNull(stores, "init");
    }

    @Override
    public void process(Record<@Nullable String, ReportInput> record) {
        Instant receipt = Instant.ofEpochMilli(record.timestamp());
        now = receipt.isAfter(now) ? receipt : now;
        stores().due().doDue(now, this::doWhatIsDue);
        switch (record.value()) {
            case ReportInput.Windowed windowed ->
                touch(new SessionKey(
                        windowed.window().getAccountId(), windowed.window().getSessionId()));
            case ReportInput.Alerted alerted -> takeIn(alerted.transition());
            case ReportInput.Heard heard -> {
                Normalised said = heard.event().said();
                SessionKey session = said.session();
                if (session != null) {
                    countDeadLetters(session, said);
                    takeIn(session, said.kind(), said.legs());
                }
            }
        }
    }

    private void takeIn(AlertTransition transition) {
        SessionKey session = new SessionKey(transition.getAccountId(), transition.getSessionId());
        String userId = transition.getUserId();
        if (userId != null) {
            Bytes key = StateKeys.user(session.toString(), userId);
            stores().reportLegs().put(key, ReportedAlerts.takeIn(leg(key), transition));
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
                ReportLegState known = leg(key);
                ReportLegState after = ZoomFigures.takeIn(known, report.figures());
                if (!after.getFigures().equals(known.getFigures())) {
                    stores().reportLegs().put(key, after);
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
    private void countDeadLetters(SessionKey session, Normalised said) {
        int count = 0;
        long surelyInTime = now.toEpochMilli() - windowing.retention().toMillis();
        for (QosSample sample : said.samples()) {
            Instant time = sample.getSampleTime();
            count += time.toEpochMilli() > surelyInTime || now.isBefore(windowing.forgottenAt(windowing.startOf(time)))
                    ? 0
                    : 1;
        }
        for (Rejection rejection : said.rejections()) {
            count += switch (rejection.reason()) {
                case TIME_OUT_OF_RANGE, UNREADABLE_TIME, MISSING_EVENT_TS, MISSING_USER -> 1;
                case NOT_JSON,
                        NOT_AN_EVENT,
                        UNSUPPORTED_EVENT,
                        MISSING_SESSION,
                        LATE,
                        KEY_MISMATCH,
                        PROCESSING_FAILED -> 0;
            };
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
            Instant paused = state.getEmittedAt() == null
                    ? settled
                    : state.getEmittedAt().plus(PAUSE);
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
                    report(due.subject(), due.sessionKey(), state);
                }
            }
            case REPORT -> {
                state.setDue(false);
                report(due.subject(), due.sessionKey(), state);
            }
            case FORGET -> forget(due.subject(), state);
        }
    }

    /** Whatever goes on ends one day, and is reported then; what has been reported can be revised for a day. */
    private void forget(Bytes session, ReportState state) {
        Instant emitted = state.getEmittedAt();
        Instant forgottenAt = state.getLive() ? now.plus(RETENTION) : emitted == null ? now : emitted.plus(RETENTION);
        if (now.isBefore(forgottenAt)) {
            stores().due().add(Kind.FORGET, forgottenAt, session);
            return;
        }
        stores().reportLegs().deleteAll(session);
        stores().reports().delete(session);
    }

    private boolean isAnybodyPresent(Bytes session) {
        SessionAlertState present = stores().sessions().get(session);
        return present != null && present.getPresentUsers() > 0;
    }

    // Reporting

    /** Reports the session if it has ended; else it goes on, perhaps again. */
    private void report(Bytes session, String sessionKey, ReportState state) {
        SessionAlertState present = stores().sessions().get(session);
        if (present != null && present.getPresentUsers() > 0) {
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
        Composed composed = compose(session, sessionKey, state.getKind());
        CompletenessVerdict verdict = composed.ledger()
                .verdict(state.getVerdictRevision() + 1, state.getEndReason(), state.getDeadLettered());
        SessionReport report = composed.reports()
                .report(state.getRevision() + 1, state.getEndReason(), verdict == null ? null : verdict.getCoverage());
        if (!isLess(report, state)) {
            if (report != null) {
                emit(sessionKey, report, state);
            }
            if (verdict != null) {
                emit(sessionKey, verdict, state);
            }
        }
        stores().reports().put(session, state);
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
        context().forward(new Record<>(sessionKey, emission, now.toEpochMilli()));
    }

    /**
     * A session that comes back after its windows were forgotten cannot be told whole any more: the old report stays, and
     * so does the old verdict.
     */
    private static boolean isLess(@Nullable SessionReport report, ReportState state) {
        return state.getStartTime() != null
                && (report == null || report.getStartTime().isAfter(state.getStartTime()));
    }

    private Composed compose(Bytes session, String sessionKey, SessionKind kind) {
        SortedSet<String> users = new TreeSet<>();
        SortedSet<Instant> starts = new TreeSet<>();
        stores().sessionWindows().forEachKey(session, key -> starts.add(StateKeys.windowStartOf(key)));
        for (Instant start : starts) {
            Bytes window = StateKeys.userWindows(sessionKey, start);
            stores().userWindows().forEachKey(window, key -> users.add(StateKeys.userIdAfter(window, key)));
        }
        // Who joined and left without a sample is missed by the ledger alone.
        stores().legs().forEachKey(session, key -> users.add(StateKeys.userIdAfter(session, key)));
        SessionReports reports = new SessionReports(SessionKey.of(sessionKey));
        SessionLedger ledger = new SessionLedger(SessionKey.of(sessionKey), kind);
        for (String userId : users) {
            Bytes key = StateKeys.user(sessionKey, userId);
            LegState known = stores().legs().get(key);
            LegState leg = known == null ? new LegState(List.of()) : known;
            ReportLegState said = leg(key);
            UserTally user = new UserTally(userId, leg, windowing.size());
            for (Instant start : starts) {
                UserWindowState window = stores().userWindows().get(StateKeys.userWindow(sessionKey, start, userId));
                if (window != null) {
                    user.add(start, window);
                }
            }
            List<SummaryFigure> figures =
                    user.isEmpty() ? List.of() : reports.add(userId, user, said).getSummaryFigures();
            ledger.add(new SessionLedger.Leg(
                    userId,
                    user.kind(),
                    user.samples(),
                    user.duplicates(),
                    leg,
                    figures,
                    said.getAlerts().size()));
        }
        return new Composed(reports, ledger);
    }

    private ReportLegState leg(Bytes key) {
        ReportLegState known = stores().reportLegs().get(key);
        return known == null ? new ReportLegState(List.of(), List.of()) : known;
    }
}
