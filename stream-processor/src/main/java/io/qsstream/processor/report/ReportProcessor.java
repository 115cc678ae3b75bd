package io.qsstream.processor.report;

import io.qsstream.processor.alert.AlertStores;
import io.qsstream.processor.event.Emission;
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
import io.qsstream.v1.LegState;
import io.qsstream.v1.ReportLegState;
import io.qsstream.v1.ReportState;
import io.qsstream.v1.SessionAlertState;
import io.qsstream.v1.SessionReport;
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
 * something late has changed what the report says. Nothing is kept for it while a session goes on: the windows' samples are
 * all there, open windows included, and are read when a report is due.
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
    /** How often a session that goes on is looked at; on whole multiples, so that no look is scheduled twice. */
    private static final Duration WATCH = Duration.ofSeconds(20);
    /** No event that is older passes the normaliser. */
    private static final Duration RETENTION = Duration.ofHours(24);

    /** What is due, in the order in which it is done where the time is the same. */
    private enum Kind {
        WATCH,
        REPORT,
        FORGET
    }

    /** The opened stores of one task; the first three are another stage's, and only read. */
    private record Stores(
            StateStore<UserWindowState> userWindows,
            StateStore<LegState> legs,
            StateStore<SessionAlertState> sessions,
            StateStore<ReportLegState> reportLegs,
            StateStore<ReportState> reports,
            DueIndex<Kind> due) {}

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
                StateStore.open(context, WindowStores.LEGS, new LegState()),
                StateStore.open(context, AlertStores.SESSION_ALERTS, new SessionAlertState()),
                StateStore.open(context, ReportStores.REPORT_LEGS, new ReportLegState()),
                StateStore.open(context, ReportStores.REPORTS, new ReportState()),
                DueIndex.open(context, ReportStores.REPORTS_DUE, Kind.values()));
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
                SessionKey session = heard.event().said().session();
                if (session != null) {
                    takeIn(session, heard.event().said().legs());
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

    private void takeIn(SessionKey session, List<LegReport> reports) {
        boolean told = false;
        boolean left = false;
        for (LegReport report : reports) {
            left |= report.fact().getLeft();
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
            leave(session);
        } else if (told) {
            touch(session);
        }
    }

    /** Whoever leaves last ends the session. */
    private void leave(SessionKey session) {
        ReportState state = touch(session);
        Bytes key = StateKeys.session(session.toString());
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

    private void watch(Bytes session) {
        long step = WATCH.toMillis();
        stores().due().add(Kind.WATCH, Instant.ofEpochMilli((now.toEpochMilli() / step + 1) * step), session);
    }

    // The clock

    private void doWhatIsDue(Due<Kind> due) {
        ReportState state = stores().reports().get(due.subject());
        if (state == null) {
            return;
        }
        switch (due.kind()) {
            case WATCH -> {
                if (state.getLive() && !state.getDue()) {
                    report(due.subject(), due.sessionKey(), state);
                } else if (state.getLive()) {
                    watch(due.subject());
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
        SessionReport report = compose(session, sessionKey).report(state.getRevision() + 1, state.getEndReason());
        if (report != null && !isLess(report, state)) {
            String digest = Digest.of(report);
            if (!digest.equals(state.getDigest())) {
                state.setRevision(report.getRevision());
                state.setDigest(digest);
                state.setEmittedAt(now);
                state.setStartTime(report.getStartTime());
                meters.report();
                context()
                        .forward(new Record<>(
                                sessionKey, new Emission<>(Topics.SESSION_REPORTS, report), now.toEpochMilli()));
            }
        }
        stores().reports().put(session, state);
    }

    /** A session that comes back after its windows were forgotten cannot be told whole any more: the old report stays. */
    private static boolean isLess(SessionReport report, ReportState state) {
        return state.getStartTime() != null && report.getStartTime().isAfter(state.getStartTime());
    }

    private SessionReports compose(Bytes session, String sessionKey) {
        SortedSet<String> users = new TreeSet<>();
        SortedSet<Instant> starts = new TreeSet<>();
        stores().userWindows().forEachKey(session, key -> {
            users.add(StateKeys.userIdOfWindow(key));
            starts.add(StateKeys.windowStartOf(key.get(), 0));
        });
        SessionReports all = new SessionReports(SessionKey.of(sessionKey));
        for (String userId : users) {
            Bytes key = StateKeys.user(sessionKey, userId);
            LegState leg = stores().legs().get(key);
            UserTally user = new UserTally(userId, leg == null ? new LegState(List.of()) : leg, windowing.size());
            for (Instant start : starts) {
                UserWindowState window = stores().userWindows().get(StateKeys.userWindow(sessionKey, start, userId));
                if (window != null) {
                    user.add(start, window);
                }
            }
            all.add(userId, user, leg(key));
        }
        return all;
    }

    private ReportLegState leg(Bytes key) {
        ReportLegState known = stores().reportLegs().get(key);
        return known == null ? new ReportLegState(List.of(), List.of()) : known;
    }
}
