package io.qsstream.processor.window;

import io.qsstream.processor.deadletter.RejectProcessor;
import io.qsstream.processor.event.Emission;
import io.qsstream.processor.event.NormalisedEvent;
import io.qsstream.processor.event.Source;
import io.qsstream.processor.leg.LegFacts;
import io.qsstream.processor.normalise.Normalised.LegReport;
import io.qsstream.processor.normalise.Normalised.Reason;
import io.qsstream.processor.normalise.Normalised.Rejection;
import io.qsstream.processor.state.DueIndex;
import io.qsstream.processor.state.DueIndex.Due;
import io.qsstream.processor.state.StateKeys;
import io.qsstream.processor.state.StateStore;
import io.qsstream.processor.telemetry.ProcessorMeters;
import io.qsstream.schema.SessionKey;
import io.qsstream.schema.rules.AlertRules;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.TopicKeys;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.LegFact;
import io.qsstream.v1.LegState;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.RebuildRequest;
import io.qsstream.v1.SessionQosWindow;
import io.qsstream.v1.SessionState;
import io.qsstream.v1.SessionWindowState;
import io.qsstream.v1.UserQosWindow;
import io.qsstream.v1.UserWindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Windows a partition's samples per user and per session.
 *
 * <p>The clock is the greatest receipt time seen. Each record first does what is due by its time (closing, forgetting),
 * then is taken in; a tick also emits what late changes left to be revised. Nothing here reads the wall clock, so a
 * replay of the partition emits the same bytes.
 */
public final class WindowProcessor
        extends ContextualProcessor<@Nullable String, NormalisedEvent, @Nullable String, Emission<?>> {

    /** A session nobody has spoken of for so long is forgotten: no sample of it could still pass the normaliser. */
    private static final Duration SESSION_RETENTION = Duration.ofHours(24);

    /**
     * So long after the first sample that its forgotten window could not take, a rebuild of the session is asked for: what
     * else the same backfill brings comes along, and what was still to be revised in the ordinary way has been.
     */
    private static final Duration REBUILD_DELAY = Duration.ofSeconds(60);

    /** What is due, in the order in which it is done where the time is the same. */
    private enum Kind {
        CLOSE_WINDOWS,
        FORGET_WINDOW,
        FORGET_SESSION,
        REVISE_WINDOW,
        REQUEST_REBUILD
    }

    /** One user's window. */
    private record UserWindow(Bytes key, Bytes sessionWindow, String sessionKey, String userId, Instant start) {}

    private final Windowing windowing;
    private final AlertRules rules;
    private final ProcessorMeters meters;
    private @Nullable Stores stores;
    private Instant now = Instant.MIN;

    private OpenedWindows opened = new OpenedWindows();

    /** The opened stores of one task. */
    private record Stores(
            StateStore<UserWindowState> userWindows,
            StateStore<SessionWindowState> sessionWindows,
            StateStore<LegState> legs,
            StateStore<SessionState> sessions,
            DueIndex<Kind> due) {}

    public WindowProcessor(Windowing windowing, AlertRules rules, ProcessorMeters meters) {
        this.windowing = windowing;
        this.rules = rules;
        this.meters = meters;
    }

    @Override
    public void init(ProcessorContext<@Nullable String, Emission<?>> context) {
        super.init(context);
        opened = new OpenedWindows();
        stores = new Stores(
                StateStore.open(context, WindowStores.USER_WINDOWS, new UserWindowState()),
                StateStore.openOwn(context, WindowStores.SESSION_WINDOWS, new SessionWindowState()),
                StateStore.openOwn(context, WindowStores.LEGS, new LegState()),
                StateStore.openOwn(context, WindowStores.SESSIONS, new SessionState()),
                DueIndex.open(context, WindowStores.DUE, Kind.values()));
    }

    @Override
    public void close() {
        if (stores != null) {
            stores.sessionWindows().close();
            stores.legs().close();
            stores.sessions().close();
        }
    }

    private Stores stores() {
        return Objects.requireNonNull(stores, "init");
    }

    @Override
    public void process(Record<@Nullable String, NormalisedEvent> record) {
        Instant receipt = Instant.ofEpochMilli(record.timestamp());
        now = receipt.isAfter(now) ? receipt : now;
        stores().due().doDue(now, this::doWhatIsDue);
        NormalisedEvent event = record.value();
        if (event.tick()) {
            stores().due().doAtTick(this::doWhatIsDue);
            return;
        }
        SessionKey session = event.said().session();
        if (session == null) {
            return;
        }
        List<Rejection> late = takeIn(session.toString(), event);
        for (LegReport report : event.said().legs()) {
            takeIn(session.toString(), report);
        }
        if (!late.isEmpty()) {
            RejectProcessor.forward(context(), record, late, meters);
        }
    }

    // Samples

    /** Takes samples in; returns why some could not be. */
    private List<Rejection> takeIn(String sessionKey, NormalisedEvent event) {
        List<QosSample> samples = event.said().samples();
        int tooLate = 0;
        Set<UserWindow> firstOfClosed = new LinkedHashSet<>();
        for (QosSample sample : samples) {
            Instant start = windowing.startOf(sample.getSampleTime());
            if (!now.isBefore(windowing.forgottenAt(start))) {
                if (event.source() != Source.BACKFILL) {
                    tooLate++;
                    continue;
                }
                if (!isHeld(sessionKey, start)) {
                    rebuildLater(sessionKey, sample.getSampleTime());
                    continue;
                }
            }
            takeIn(userWindow(sessionKey, start, sample.getUserId()), sample, firstOfClosed);
        }
        emitAtOnce(firstOfClosed);
        return tooLate == 0
                ? List.of()
                : List.of(new Rejection(
                        Reason.LATE,
                        tooLate + " of " + samples.size() + " samples arrived after their window's retention of "
                                + windowing.retention()));
    }

    /** Whether the session's windows from here on are all in the store, so that one that is not there never was. */
    private boolean isHeld(String sessionKey, Instant start) {
        SessionState session = stores().sessions().get(StateKeys.session(sessionKey));
        return session != null
                && session.getWholeFrom() != null
                && !start.isBefore(session.getWholeFrom())
                && now.isBefore(start.plus(Windowing.LONGEST_SESSION));
    }

    private void rebuildLater(String sessionKey, Instant sampleTime) {
        Bytes key = StateKeys.session(sessionKey);
        SessionState session = hearOf(sessionKey);
        Instant from = session.getRebuildFrom();
        boolean isOldest = from == null || sampleTime.isBefore(from);
        if (isOldest || !session.getRebuildDue()) {
            if (!session.getRebuildDue()) {
                stores().due().add(Kind.REQUEST_REBUILD, now.plus(REBUILD_DELAY), key);
            }
            session.setRebuildFrom(isOldest ? sampleTime : from);
            session.setRebuildDue(true);
            stores().sessions().put(key, session);
        }
    }

    private void requestRebuild(Due<Kind> due) {
        SessionState state = stores().sessions().get(due.subject());
        if (state == null || state.getRebuildFrom() == null) {
            return;
        }
        state.setRebuildDue(false);
        stores().sessions().put(due.subject(), state);
        // From here on nobody but the rebuild speaks of a window that is forgotten by now.
        stores().due().doAtTick(this::doWhatIsDue);
        SessionKey session = SessionKey.of(due.sessionKey());
        forward(
                Topics.REBUILDS,
                session.toString(),
                new RebuildRequest(session.accountId(), session.sessionId(), state.getRebuildFrom(), now, null));
    }

    private void takeIn(UserWindow window, QosSample sample, Set<UserWindow> firstOfClosed) {
        UserWindowState known = opened.isSurelyNew(window.sessionWindow(), window.start(), window.userId())
                ? null
                : stores().userWindows().get(window.key());
        boolean late = !now.isBefore(windowing.closesAt(window.start()));
        UserWindows.Taken taken =
                UserWindows.takeIn(known == null ? new UserWindowState(0, false, List.of(), 0) : known, sample, late);
        QosSample changed = taken.sample();
        meters.sample(changed != null, late);
        if (changed == null) {
            stores().userWindows().put(window.key(), taken.state());
            return;
        }
        if (known == null) {
            open(window);
        }
        UserWindowState state = taken.state();
        if (late) {
            if (known == null || firstOfClosed.contains(window)) {
                firstOfClosed.add(window);
            } else {
                state.setChanged(true);
                reviseSessionAtNextTick(window.sessionWindow());
            }
        }
        stores().userWindows().put(window.key(), state);
        forward(Topics.SAMPLES, window.sessionKey(), changed);
    }

    /** Sees to it that a user's new window will be closed and forgotten, once per session window. */
    private void open(UserWindow window) {
        if (opened.holds(window.sessionWindow(), window.start())
                || stores().sessionWindows().get(window.sessionWindow()) != null) {
            return;
        }
        stores().sessionWindows().put(window.sessionWindow(), new SessionWindowState(0, false));
        if (now.isBefore(windowing.closesAt(window.start()))) {
            if (opened.open(window.sessionWindow(), window.start(), window.userId())) {
                // All windows of a time are closed in one go; after a restart it may be said once more that this is
                // due.
                stores().due()
                        .add(Kind.CLOSE_WINDOWS, windowing.closesAt(window.start()), StateKeys.window(window.start()));
            }
        }
        stores().due().add(Kind.FORGET_WINDOW, windowing.forgottenAt(window.start()), window.sessionWindow());
        hearOf(window.sessionKey());
    }

    /** The first sample of a user came after the window's grace: there is nothing to wait for. */
    private void emitAtOnce(Set<UserWindow> windows) {
        Set<Bytes> emittedWhole = new HashSet<>();
        for (UserWindow window : windows) {
            SessionWindowState session = sessionWindow(window.sessionWindow());
            if (session.getRevision() == 0) {
                new SessionWindowEmission(window.sessionKey(), window.start(), window.sessionWindow(), session).emit();
                emittedWhole.add(window.sessionWindow());
            } else if (!emittedWhole.contains(window.sessionWindow())) {
                emit(window, Objects.requireNonNull(stores().userWindows().get(window.key())), 0);
                reviseSessionAtNextTick(window.sessionWindow());
            }
        }
    }

    // Legs

    private void takeIn(String sessionKey, LegReport report) {
        Bytes key = StateKeys.user(sessionKey, report.userId());
        LegState known = stores().legs().get(key);
        LegState before = known == null ? new LegState(List.of()) : known;
        Instant horizon = now.minus(windowing.retention()).minus(windowing.size());
        LegState after = LegFacts.takeIn(before, report.fact(), horizon);
        if (after.equals(before)) {
            return;
        }
        stores().legs().put(key, after);
        hearOf(sessionKey);
        reviseWindowsAfter(sessionKey, report, before, after);
    }

    /** A fact that comes after windows it speaks of were emitted changes what was last known before their ends. */
    private void reviseWindowsAfter(String sessionKey, LegReport report, LegState before, LegState after) {
        Instant start = windowing.startOf(report.fact().getTime());
        if (!now.isBefore(windowing.forgottenAt(start))) {
            start = newestForgotten();
        }
        for (; !now.isBefore(windowing.closesAt(start)); start = windowing.endOf(start)) {
            UserWindow window = userWindow(sessionKey, start, report.userId());
            UserWindowState state = stores().userWindows().get(window.key());
            if (state == null || sessionWindow(window.sessionWindow()).getRevision() == 0) {
                continue;
            }
            Instant end = windowing.endOf(start);
            LegFact was = LegFacts.lastKnownBefore(before, end);
            if (!was.equals(LegFacts.lastKnownBefore(after, end))) {
                state.setChanged(true);
                stores().userWindows().put(window.key(), state);
                stores().due().addAtNextTick(Kind.REVISE_WINDOW, window.sessionWindow());
            }
        }
    }

    private SessionState hearOf(String sessionKey) {
        Bytes key = StateKeys.session(sessionKey);
        SessionState state = stores().sessions().get(key);
        if (state == null) {
            stores().due().add(Kind.FORGET_SESSION, now.plus(SESSION_RETENTION), key);
            state = new SessionState(now, windowing.endOf(newestForgotten()), null, false);
        } else {
            state.setLastReceiptTime(now);
            if (state.getWholeFrom() == null) {
                state.setWholeFrom(windowing.endOf(newestForgotten()));
            }
        }
        stores().sessions().put(key, state);
        return state;
    }

    /** Start of the newest window that may have been forgotten, whoever's it is. */
    private Instant newestForgotten() {
        return windowing.startOf(now.minus(windowing.retention()).minus(windowing.size()));
    }

    // The clock

    private void doWhatIsDue(Due<Kind> due) {
        switch (due.kind()) {
            case CLOSE_WINDOWS -> closeWindows(due);
            case FORGET_WINDOW -> forgetWindow(due);
            case FORGET_SESSION -> forgetSession(due);
            case REVISE_WINDOW -> reviseWindow(due);
            case REQUEST_REBUILD -> requestRebuild(due);
        }
    }

    /** Closes the windows of all sessions, which stand one after the other in the store. */
    private void closeWindows(Due<Kind> due) {
        Instant start = StateKeys.startOf(due.subject());
        opened.close(start);
        SessionWindowEmission[] open = new SessionWindowEmission[1];
        stores().userWindows().forEach(due.subject(), (key, state) -> {
            SessionWindowEmission session = open[0];
            if (session == null || !StateKeys.begins(key, session.users)) {
                if (session != null) {
                    session.end();
                }
                String sessionKey = StateKeys.sessionKeyOfWindow(key);
                Bytes window = StateKeys.sessionWindow(sessionKey, start);
                session = new SessionWindowEmission(sessionKey, start, window, sessionWindow(window));
                open[0] = session;
            }
            session.take(key, state);
        });
        if (open[0] != null) {
            open[0].end();
        }
    }

    /** A report needs all of a session: its windows stay until the session has been quiet for as long as one stays open. */
    private void forgetWindow(Due<Kind> due) {
        SessionState session = stores().sessions().get(StateKeys.session(due.sessionKey()));
        Instant longest = due.windowStart().plus(Windowing.LONGEST_SESSION);
        if (session != null) {
            Instant quiet = session.getLastReceiptTime().plus(windowing.retention());
            Instant keptUntil = quiet.isBefore(longest) ? quiet : longest;
            if (now.isBefore(keptUntil)) {
                stores().due().add(Kind.FORGET_WINDOW, keptUntil, due.subject());
                return;
            }
            Instant end = windowing.endOf(due.windowStart());
            if (session.getWholeFrom() == null || session.getWholeFrom().isBefore(end)) {
                session.setWholeFrom(end);
                stores().sessions().put(StateKeys.session(due.sessionKey()), session);
            }
        }
        stores().userWindows().deleteAll(StateKeys.userWindows(due.sessionKey(), due.windowStart()));
        stores().sessionWindows().delete(due.subject());
    }

    private void forgetSession(Due<Kind> due) {
        SessionState session = stores().sessions().get(due.subject());
        if (session == null) {
            return;
        }
        Instant forgottenAt = session.getLastReceiptTime().plus(SESSION_RETENTION);
        if (now.isBefore(forgottenAt)) {
            stores().due().add(Kind.FORGET_SESSION, forgottenAt, due.subject());
            return;
        }
        stores().legs().deleteAll(due.subject());
        stores().sessions().delete(due.subject());
    }

    private void reviseWindow(Due<Kind> due) {
        SessionWindowState session = stores().sessionWindows().get(due.subject());
        if (session == null) {
            return;
        }
        SessionWindowEmission emission =
                new SessionWindowEmission(due.sessionKey(), due.windowStart(), due.subject(), session);
        if (session.getChanged()) {
            emission.emit();
        } else {
            emission.emitChangedUsers();
        }
    }

    // Emitting

    private void reviseSessionAtNextTick(Bytes sessionWindow) {
        SessionWindowState session = sessionWindow(sessionWindow);
        if (!session.getChanged()) {
            session.setChanged(true);
            stores().sessionWindows().put(sessionWindow, session);
            stores().due().addAtNextTick(Kind.REVISE_WINDOW, sessionWindow);
        }
    }

    /** Emits what is new of a session's window: the users' windows first, as they come, then the session's. */
    private final class SessionWindowEmission {
        private final String sessionKey;
        private final Instant start;
        private final Bytes key;
        private final Bytes users;
        private final SessionWindowState state;
        private final SessionWindowSummary summary = new SessionWindowSummary(rules.enabledSessionRules());

        SessionWindowEmission(String sessionKey, Instant start, Bytes key, SessionWindowState state) {
            this.sessionKey = sessionKey;
            this.start = start;
            this.key = key;
            this.users = StateKeys.userWindows(sessionKey, start);
            this.state = state;
        }

        void emit() {
            stores().userWindows().forEach(users, this::take);
            end();
        }

        void emitChangedUsers() {
            stores().userWindows().forEach(users, (userKey, user) -> {
                int emitted = emitted(user, state);
                if (isNew(user, emitted)) {
                    WindowProcessor.this.emit(userWindow(userKey), user, emitted);
                }
            });
        }

        void take(Bytes userKey, UserWindowState user) {
            int emitted = emitted(user, state);
            UserWindow window = userWindow(userKey);
            UserQosWindow record = isNew(user, emitted)
                    ? WindowProcessor.this.emit(window, user, emitted)
                    : summarise(window, user, emitted);
            summary.add(record, user.getSamples());
        }

        void end() {
            SessionQosWindow record = summary.summarise(state.getRevision() + 1, start, windowing.endOf(start));
            if (record == null) {
                return;
            }
            stores().sessionWindows().put(key, new SessionWindowState(record.getRevision(), false));
            meters.sessionWindow();
            forward(Topics.SESSION_WINDOWS, TopicKeys.sessionWindow(sessionKey, start), record);
        }

        private static boolean isNew(UserWindowState user, int emitted) {
            return emitted == 0 || user.getChanged();
        }

        private UserWindow userWindow(Bytes userKey) {
            return new UserWindow(userKey, key, sessionKey, StateKeys.userIdAfter(users, userKey), start);
        }
    }

    /**
     * The last revision emitted of a user's window; 0 for none. The first is not written down: once the session's window
     * was emitted, so was every user's, and nearly every window is emitted once.
     */
    private static int emitted(UserWindowState state, SessionWindowState session) {
        return Math.max(state.getRevision(), session.getRevision() == 0 ? 0 : 1);
    }

    private UserQosWindow emit(UserWindow window, UserWindowState state, int emitted) {
        UserQosWindow record = summarise(window, state, emitted + 1);
        if (emitted > 0) {
            stores().userWindows()
                    .put(
                            window.key(),
                            new UserWindowState(emitted + 1, false, state.getSamples(), state.getDuplicates()));
        }
        meters.userWindow();
        forward(
                Topics.USER_WINDOWS,
                TopicKeys.userWindow(window.sessionKey(), window.userId(), window.start()),
                record);
        return record;
    }

    private UserQosWindow summarise(UserWindow window, UserWindowState state, int revision) {
        LegState leg = stores().legs().get(StateKeys.user(window.sessionKey(), window.userId()));
        return UserWindowSummary.summarise(
                state,
                revision,
                leg == null ? new LegState(List.of()) : leg,
                window.start(),
                windowing.endOf(window.start()));
    }

    private SessionWindowState sessionWindow(Bytes key) {
        SessionWindowState state = stores().sessionWindows().get(key);
        return state == null ? new SessionWindowState(0, false) : state;
    }

    private static UserWindow userWindow(String sessionKey, Instant start, String userId) {
        return new UserWindow(
                StateKeys.userWindow(sessionKey, start, userId),
                StateKeys.sessionWindow(sessionKey, start),
                sessionKey,
                userId,
                start);
    }

    private <V> void forward(Topic<V> topic, String key, V value) {
        context().forward(new Record<>(key, new Emission<>(topic, value), now.toEpochMilli()));
    }
}
