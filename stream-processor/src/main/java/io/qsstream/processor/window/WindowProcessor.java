package io.qsstream.processor.window;

import io.qsstream.processor.deadletter.RejectProcessor;
import io.qsstream.processor.event.Emission;
import io.qsstream.processor.event.NormalisedEvent;
import io.qsstream.processor.event.Outlets;
import io.qsstream.processor.event.Source;
import io.qsstream.processor.leg.LegFacts;
import io.qsstream.processor.normalise.Normalised.LegReport;
import io.qsstream.processor.normalise.Normalised.Reason;
import io.qsstream.processor.normalise.Normalised.Rejection;
import io.qsstream.processor.state.DueIndex;
import io.qsstream.processor.state.DueIndex.Due;
import io.qsstream.processor.state.Roster;
import io.qsstream.processor.state.Roster.KnownLeg;
import io.qsstream.processor.state.Roster.KnownSession;
import io.qsstream.processor.state.Rosters;
import io.qsstream.processor.state.StateKeys;
import io.qsstream.processor.state.StateStore;
import io.qsstream.processor.telemetry.ProcessorMeters;
import io.qsstream.schema.SessionKey;
import io.qsstream.schema.rules.AlertRules;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.LegState;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.RebuildRequest;
import io.qsstream.v1.SessionState;
import io.qsstream.v1.SessionWindowState;
import io.qsstream.v1.UserWindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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

    /** That a session was heard of is written when so much time has passed since it last was. */
    static final Duration HEARD_STEP = Duration.ofMinutes(5);

    /**
     * So long after the first sample that its forgotten window could not take, a rebuild of the session is asked for: what
     * else the same backfill brings comes along, and what was still to be revised in the ordinary way has been.
     */
    private static final Duration REBUILD_DELAY = Duration.ofSeconds(60);

    /** Of the windows that close at one time a slice is emitted every so often, by the log's clock. */
    private static final Duration CLOSING_STEP = Duration.ofMillis(100);

    /** What is due, in the order in which it is done where the time is the same. The order stands in state. */
    private enum Kind {
        CLOSE_WINDOWS,
        /** What an earlier build left: by now windows are forgotten with what is due of their session. */
        FORGET_WINDOW,
        FORGET_SESSION,
        REVISE_WINDOW,
        REQUEST_REBUILD
    }

    private final Windowing windowing;
    private final AlertRules rules;
    private final ProcessorMeters meters;
    private final Rosters rosters;
    private final Outlets outlets;
    private @Nullable Stores stores;
    private @Nullable WindowEmitter emitter;
    private Instant now = Instant.MIN;

    private OpenedWindows opened = new OpenedWindows();

    /** The opened stores of one task, and who is on its roster. */
    private record Stores(
            Roster roster,
            StateStore<UserWindowState> userWindows,
            StateStore<SessionWindowState> sessionWindows,
            KnownLegs legs,
            StateStore<SessionState> sessions,
            DueIndex<Kind> due) {}

    public WindowProcessor(
            Windowing windowing, AlertRules rules, ProcessorMeters meters, Rosters rosters, Outlets outlets) {
        this.windowing = windowing;
        this.rules = rules;
        this.meters = meters;
        this.rosters = rosters;
        this.outlets = outlets;
    }

    @Override
    public void init(ProcessorContext<@Nullable String, Emission<?>> context) {
        super.init(context);
        opened = new OpenedWindows();
        Roster roster = rosters.of(context.taskId());
        stores = new Stores(
                roster,
                StateStore.open(context, WindowStores.USER_WINDOWS, new UserWindowState()),
                StateStore.openOwn(context, WindowStores.SESSION_WINDOWS, new SessionWindowState()),
                new KnownLegs(StateStore.open(context, WindowStores.LEGS, new LegState()), roster),
                StateStore.openOwn(context, WindowStores.SESSIONS, new SessionState()),
                DueIndex.open(context, WindowStores.DUE, Kind.values()));
        emitter = new WindowEmitter(
                windowing,
                rules.enabledSessionRules(),
                meters,
                stores.userWindows(),
                stores.sessionWindows(),
                stores.legs(),
                roster,
                this::forward);
    }

    @Override
    public void close() {
        if (stores != null) {
            stores.sessionWindows().close();
            stores.sessions().close();
        }
    }

    private Stores stores() {
        return Objects.requireNonNull(stores, "init");
    }

    private WindowEmitter emitter() {
        return Objects.requireNonNull(emitter, "init");
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
        String name = session.toString();
        List<Rejection> late = takeIn(session, name, event);
        for (LegReport report : event.said().legs()) {
            takeIn(session, name, report);
        }
        if (!late.isEmpty()) {
            RejectProcessor.forward(context(), record, late, meters, outlets);
        }
    }

    // Samples

    /** Takes samples in; returns why some could not be. */
    private List<Rejection> takeIn(SessionKey session, String sessionKey, NormalisedEvent event) {
        List<QosSample> samples = event.said().samples();
        for (QosSample sample : samples) {
            Instant start = windowing.startOf(sample.getSampleTime());
            if (windowing.isClosed(start, now)) {
                // What is late changes a window that was emitted: one that still waits for its slice is closed first.
                emitter().closeIfOpen(sessionKey, start);
            }
        }
        int tooLate = 0;
        Set<UserWindow> firstOfClosed = new LinkedHashSet<>();
        for (QosSample sample : samples) {
            Instant start = windowing.startOf(sample.getSampleTime());
            if (windowing.isForgotten(start, now)) {
                if (event.source() != Source.BACKFILL) {
                    tooLate++;
                    continue;
                }
                if (!isHeld(sessionKey, start)) {
                    rebuildLater(sessionKey, sample.getSampleTime());
                    continue;
                }
            }
            KnownLeg leg = stores().roster().leg(session, sample.getUserId());
            UserWindow window = UserWindow.of(leg, sessionKey, start, sample.getUserId());
            takeIn(window, stores().roster().session(session), leg, sample, firstOfClosed);
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

    private void takeIn(
            UserWindow window, KnownSession session, KnownLeg leg, QosSample sample, Set<UserWindow> firstOfClosed) {
        boolean unopened = !opened.isOpen(session, window.start()) && isUnopened(window, session);
        boolean isNew = unopened || opened.isNew(leg, window.start());
        UserWindowState known = isNew ? null : stores().userWindows().get(window.key());
        boolean late = windowing.isClosed(window.start(), now);
        UserWindows.Taken taken = UserWindows.takeIn(known == null ? UserWindows.none() : known, sample, late);
        QosSample changed = taken.sample();
        meters.sample(changed != null, late);
        if (changed == null) {
            stores().userWindows().put(window.key(), taken.state());
            return;
        }
        if (unopened) {
            open(window, session);
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
        opened.see(leg, window.start());
        forward(Topics.SAMPLES, window.sessionKey(), changed);
    }

    /** Whether nobody of the session has this window, which was not opened here, yet. */
    private boolean isUnopened(UserWindow window, KnownSession session) {
        Instant start = window.start();
        if (!opened.knows(start) && !windowing.isClosed(start, now)) {
            opened.begin(
                    start,
                    stores().userWindows().isEmpty(StateKeys.window(start)),
                    stores().roster().count());
        }
        return opened.isNew(session, start) || stores().sessionWindows().get(window.sessionWindow()) == null;
    }

    /** Sees to it that a session's new window will be closed and forgotten. */
    private void open(UserWindow window, KnownSession session) {
        Bytes sessionWindow = window.sessionWindow();
        stores().sessionWindows().put(sessionWindow, new SessionWindowState());
        if (!windowing.isClosed(window.start(), now)) {
            if (opened.open(session, window.start())) {
                // Of all windows of a time it is said once; after a restart perhaps once more.
                stores().due()
                        .add(Kind.CLOSE_WINDOWS, windowing.closesAt(window.start()), StateKeys.window(window.start()));
            }
        }
        hearOf(window.sessionKey());
    }

    /** The first sample of a user came after the window's grace: there is nothing to wait for. */
    private void emitAtOnce(Set<UserWindow> windows) {
        Set<Bytes> emittedWhole = new HashSet<>();
        for (UserWindow window : windows) {
            if (emitter().closeIfOpen(window.sessionKey(), window.start())) {
                emittedWhole.add(window.sessionWindow());
            } else if (!emittedWhole.contains(window.sessionWindow())) {
                emitter().emitFirst(window);
                reviseSessionAtNextTick(window.sessionWindow());
            }
        }
    }

    // Legs

    private void takeIn(SessionKey session, String sessionKey, LegReport report) {
        LegState before = stores().legs().get(stores().roster().leg(session, report.userId()));
        Instant horizon = now.minus(windowing.retention()).minus(windowing.size());
        LegState after = LegFacts.takeIn(before, report.fact(), horizon);
        if (after.equals(before)) {
            return;
        }
        List<Instant> closed = closedSince(report.fact().getTime());
        closed.forEach(start -> emitter().closeIfOpen(sessionKey, start));
        // Asked for again: whoever was closed meanwhile came onto the roster.
        KnownLeg leg = stores().roster().leg(session, report.userId());
        stores().legs().put(leg, after);
        hearOf(sessionKey);
        closed.forEach(start -> reviseWindow(UserWindow.of(leg, sessionKey, start, report.userId()), before, after));
    }

    /** Starts of the windows that are closed, and that a fact of this time may speak of. */
    private List<Instant> closedSince(Instant time) {
        Instant first = windowing.startOf(time);
        if (windowing.isForgotten(first, now)) {
            first = newestForgotten();
        }
        List<Instant> closed = new ArrayList<>();
        for (Instant start = first; windowing.isClosed(start, now); start = windowing.endOf(start)) {
            closed.add(start);
        }
        return closed;
    }

    /** A fact that comes after windows it speaks of were emitted changes what was last known before their ends. */
    private void reviseWindow(UserWindow window, LegState before, LegState after) {
        UserWindowState state = stores().userWindows().get(window.key());
        Instant end = windowing.endOf(window.start());
        if (state != null && !LegFacts.lastKnownBefore(before, end).equals(LegFacts.lastKnownBefore(after, end))) {
            state.setChanged(true);
            stores().userWindows().put(window.key(), state);
            stores().due().addAtNextTick(Kind.REVISE_WINDOW, window.sessionWindow());
        }
    }

    private SessionState hearOf(String sessionKey) {
        Bytes key = StateKeys.session(sessionKey);
        SessionState known = stores().sessions().get(key);
        if (known == null || !now.isBefore(known.getLastReceiptTime().plus(windowing.retention()))) {
            // Where it comes back its windows are forgotten or about to be, and what is due of it is its own end.
            stores().due().add(Kind.FORGET_SESSION, now.plus(windowing.retention()), key);
        }
        SessionState state = known == null ? new SessionState(now, null, null, false) : known;
        boolean isWritten = state.getWholeFrom() != null && now.isBefore(lastHeardOf(state));
        if (!isWritten) {
            state.setLastReceiptTime(now);
            if (state.getWholeFrom() == null) {
                state.setWholeFrom(windowing.endOf(newestForgotten()));
            }
            stores().sessions().put(key, state);
        }
        return state;
    }

    /** The latest that a session may have been heard of. */
    private static Instant lastHeardOf(SessionState session) {
        return session.getLastReceiptTime().plus(HEARD_STEP);
    }

    /** Start of the newest window that may have been forgotten, whoever's it is. */
    private Instant newestForgotten() {
        return windowing.startOf(now.minus(windowing.retention()).minus(windowing.size()));
    }

    // The clock

    private void doWhatIsDue(Due<Kind> due) {
        switch (due.kind()) {
            case CLOSE_WINDOWS -> closeWindows(due);
            case FORGET_WINDOW -> {}
            case FORGET_SESSION -> forget(due.subject());
            case REVISE_WINDOW -> emitter().revise(due.sessionKey(), due.windowStart());
            case REQUEST_REBUILD -> requestRebuild(due);
        }
    }

    /** Closes a slice of the windows of all sessions, which stand one after the other in the store, and sees to the next. */
    private void closeWindows(Due<Kind> due) {
        Instant start = StateKeys.startOf(due.subject());
        opened.close(start);
        Duration waiting = Duration.between(windowing.closesAt(start), due.at());
        Bytes next = emitter().closeSlice(due.subject(), WindowEmitter.sliceAfter(waiting));
        if (next != null) {
            stores().due().add(Kind.CLOSE_WINDOWS, due.at().plus(CLOSING_STEP), next);
        }
    }

    /** Forgets what is no longer needed of a session, and in the end the session; until then it is due again. */
    private void forget(Bytes session) {
        SessionState state = stores().sessions().get(session);
        if (state == null) {
            return;
        }
        Instant[] keptUntil = {lastHeardOf(state).plus(SESSION_RETENTION)};
        Instant wholeFrom = state.getWholeFrom();
        stores().sessionWindows().forEachKeyWhile(session, session, window -> {
            Instant start = StateKeys.windowStartOf(window);
            Instant until = keptUntil(start, state);
            if (now.isBefore(until)) {
                keptUntil[0] = until;
                return false;
            }
            forgetWindow(StateKeys.sessionKeyOf(window), start, window);
            Instant end = windowing.endOf(start);
            if (state.getWholeFrom() == null || state.getWholeFrom().isBefore(end)) {
                state.setWholeFrom(end);
            }
            return true;
        });
        if (now.isBefore(keptUntil[0])) {
            if (!Objects.equals(wholeFrom, state.getWholeFrom())) {
                stores().sessions().put(session, state);
            }
            stores().due().add(Kind.FORGET_SESSION, keptUntil[0], session);
        } else {
            stores().legs().deleteAll(session);
            stores().sessions().delete(session);
        }
    }

    /** A report needs all of a session: its windows stay until it has been quiet for as long as one stays open; later ones longer. */
    private Instant keptUntil(Instant start, SessionState session) {
        Instant forgotten = windowing.forgottenAt(start);
        Instant quiet = lastHeardOf(session).plus(windowing.retention());
        Instant longest = start.plus(Windowing.LONGEST_SESSION);
        Instant needed = quiet.isBefore(longest) ? quiet : longest;
        return needed.isBefore(forgotten) ? forgotten : needed;
    }

    private void forgetWindow(String sessionKey, Instant start, Bytes sessionWindow) {
        // However long it has waited for its slice, nothing is forgotten that was not emitted.
        emitter().closeIfOpen(sessionKey, start);
        stores().userWindows().deleteAll(StateKeys.userWindows(sessionKey, start));
        stores().sessionWindows().delete(sessionWindow);
    }

    private void reviseSessionAtNextTick(Bytes sessionWindow) {
        SessionWindowState session = emitter().emitted(sessionWindow);
        if (!session.getChanged()) {
            session.setChanged(true);
            stores().sessionWindows().put(sessionWindow, session);
            stores().due().addAtNextTick(Kind.REVISE_WINDOW, sessionWindow);
        }
    }

    private <V> void forward(Topic<V> topic, String key, V value) {
        outlets.forward(context(), new Record<>(key, new Emission<>(topic, value), now.toEpochMilli()));
    }
}
