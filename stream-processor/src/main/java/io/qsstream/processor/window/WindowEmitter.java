package io.qsstream.processor.window;

import io.qsstream.processor.state.Roster;
import io.qsstream.processor.state.StateKeys;
import io.qsstream.processor.state.StateStore;
import io.qsstream.processor.telemetry.ProcessorMeters;
import io.qsstream.schema.rules.SessionRule;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.TopicKeys;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.LegState;
import io.qsstream.v1.SessionQosWindow;
import io.qsstream.v1.SessionWindowState;
import io.qsstream.v1.UserQosWindow;
import io.qsstream.v1.UserWindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Emits a task's windows: of a session the users' first, as they stand in the store, then the session's own.
 *
 * <p>What closes at one time is emitted in slices, so that no alert waits until the windows of ten thousand users are
 * out. A slice may end within a session; how far it came stands in the session's state, and a restart goes on there.
 */
final class WindowEmitter {

    /** Samples of the first slice: some milliseconds' work. */
    static final int SLICE = 200;

    /** A slice grows by so many in each second that it has waited: however many close together, they are out in time. */
    private static final int GROWTH = 25;

    /** Where it all goes. */
    interface Output {
        <V> void forward(Topic<V> topic, String key, V value);
    }

    private final Windowing windowing;
    private final List<SessionRule> sessionRules;
    private final ProcessorMeters meters;
    private final StateStore<UserWindowState> userWindows;
    private final StateStore<SessionWindowState> sessionWindows;
    private final KnownLegs legs;
    private final Roster roster;
    private final Output output;

    /** Within which the last slice ended; made again of the stores where it is not at hand. */
    private @Nullable SessionEmission unfinished;

    WindowEmitter(
            Windowing windowing,
            List<SessionRule> sessionRules,
            ProcessorMeters meters,
            StateStore<UserWindowState> userWindows,
            StateStore<SessionWindowState> sessionWindows,
            KnownLegs legs,
            Roster roster,
            Output output) {
        this.windowing = windowing;
        this.sessionRules = sessionRules;
        this.meters = meters;
        this.userWindows = userWindows;
        this.sessionWindows = sessionWindows;
        this.legs = legs;
        this.roster = roster;
        this.output = output;
    }

    /** What was emitted of a session's window: nothing, where nothing is known of it. */
    SessionWindowState emitted(Bytes sessionWindow) {
        SessionWindowState state = sessionWindows.get(sessionWindow);
        return state == null ? new SessionWindowState() : state;
    }

    /** Emits what is new of a session's window that was emitted before: all of it, or users' windows where only those changed. */
    void revise(String sessionKey, Instant start) {
        SessionEmission emission = new SessionEmission(sessionKey, start);
        if (emission.state.getChanged()) {
            emission.emit();
        } else {
            emission.emitChangedUsers();
        }
    }

    /** Emits the window of a user who was not in it when the session's was emitted. */
    void emitFirst(UserWindow window) {
        emit(window, Objects.requireNonNull(userWindows.get(window.key())), 0);
    }

    /** Emits a session's window that has not been yet, where there is one; returns whether there was. */
    boolean closeIfOpen(String sessionKey, Instant start) {
        SessionWindowState state = sessionWindows.get(StateKeys.sessionWindow(sessionKey, start));
        boolean open = state != null && state.getRevision() == 0;
        if (open) {
            unfinished = null;
            new SessionEmission(sessionKey, start).emit();
        }
        return open;
    }

    /** How many samples the slice may have that begins so long after its windows have closed. */
    static int sliceAfter(Duration waiting) {
        return (int) Math.min(Integer.MAX_VALUE, SLICE + GROWTH * waiting.toMillis() / 1000);
    }

    /**
     * Closes a slice of the windows of one start, of all sessions.
     *
     * @param from a window's start, or where the slice before said to go on
     * @param samples after which it ends
     * @return where to go on; null where that was all
     */
    @Nullable
    Bytes closeSlice(Bytes from, int samples) {
        Slice slice = new Slice(StateKeys.startOf(from), samples);
        userWindows.forEachWhile(from, StateKeys.window(slice.start), slice::take);
        return slice.end();
    }

    /** What one slice has come to. */
    private final class Slice {
        private final Instant start;
        private final int most;
        private @Nullable SessionEmission session;
        private @Nullable Bytes next;
        private int taken;

        Slice(Instant start, int most) {
            this.start = start;
            this.most = most;
        }

        /** Takes a user's window; returns whether there is room for more. */
        boolean take(Bytes key, UserWindowState state) {
            SessionEmission ofKey = session != null && session.holds(key) ? session : null;
            if (taken >= most) {
                next = key;
                if (ofKey != null && ofKey.isOpen()) {
                    ofKey.pause();
                    unfinished = ofKey;
                    session = null;
                }
                return false;
            }
            if (ofKey == null) {
                endSession();
                ofKey = resume(key);
                session = ofKey;
            }
            // What came late in the meantime has closed the session already.
            if (ofKey.isOpen()) {
                ofKey.take(key, state);
                taken += Math.max(1, state.getSamples().size());
            }
            return true;
        }

        private SessionEmission resume(Bytes key) {
            SessionEmission before = unfinished;
            unfinished = null;
            if (before != null && before.holds(key)) {
                return before;
            }
            SessionEmission emission = new SessionEmission(StateKeys.sessionKeyOfWindow(key), start);
            emission.takeEmittedBefore(key);
            return emission;
        }

        private void endSession() {
            if (session != null && session.isOpen()) {
                session.end();
            }
        }

        @Nullable
        Bytes end() {
            endSession();
            return next;
        }
    }

    /** A session's window on its way out. */
    private final class SessionEmission {
        private final String sessionKey;
        private final Instant start;
        private final Bytes key;
        private final Bytes users;
        private final SessionWindowState state;
        private final @Nullable Bytes emittedUpTo;
        private final SessionWindowSummary summary = new SessionWindowSummary(sessionRules);
        private @Nullable String last;

        SessionEmission(String sessionKey, Instant start) {
            this.sessionKey = sessionKey;
            this.start = start;
            this.key = StateKeys.sessionWindow(sessionKey, start);
            this.users = StateKeys.userWindows(sessionKey, start);
            this.state = WindowEmitter.this.emitted(key);
            String upTo = state.getEmittedUpTo();
            this.emittedUpTo = upTo == null ? null : StateKeys.userWindow(sessionKey, start, upTo);
        }

        boolean holds(Bytes userKey) {
            return StateKeys.begins(userKey, users);
        }

        boolean isOpen() {
            return state.getRevision() == 0;
        }

        void emit() {
            userWindows.forEach(users, this::take);
            end();
        }

        void emitChangedUsers() {
            userWindows.forEach(users, (userKey, user) -> {
                int emitted = emitted(userKey, user);
                if (isNew(user, emitted)) {
                    WindowEmitter.this.emit(userWindow(userKey), user, emitted);
                }
            });
        }

        /** After a restart: the summary speaks of those as well who were emitted before it. */
        void takeEmittedBefore(Bytes next) {
            if (emittedUpTo != null) {
                userWindows.forEachWhile(users, users, (userKey, user) -> {
                    boolean before = userKey.compareTo(next) < 0;
                    if (before) {
                        take(userKey, user);
                    }
                    return before;
                });
            }
        }

        void take(Bytes userKey, UserWindowState user) {
            int emitted = emitted(userKey, user);
            UserWindow window = userWindow(userKey);
            UserQosWindow record = isNew(user, emitted)
                    ? WindowEmitter.this.emit(window, user, emitted)
                    : summarise(window, user, emitted);
            summary.add(record, user.getSamples());
            last = window.userId();
        }

        /** The rest comes with another slice. */
        void pause() {
            state.setEmittedUpTo(last);
            sessionWindows.put(key, state);
        }

        void end() {
            SessionQosWindow record = summary.summarise(state.getRevision() + 1, start, windowing.endOf(start));
            if (record == null) {
                return;
            }
            sessionWindows.putAway(key, new SessionWindowState(record.getRevision(), false, null));
            meters.sessionWindow();
            output.forward(Topics.SESSION_WINDOWS, TopicKeys.sessionWindow(sessionKey, start), record);
        }

        /**
         * The last revision emitted of a user's window; 0 for none. The first is not written down: once the session's
         * window was emitted, so was every user's, and nearly every window is emitted once.
         */
        private int emitted(Bytes userKey, UserWindowState user) {
            boolean once = !isOpen() || (emittedUpTo != null && userKey.compareTo(emittedUpTo) <= 0);
            return Math.max(user.getRevision(), once ? 1 : 0);
        }

        private static boolean isNew(UserWindowState user, int emitted) {
            return emitted == 0 || user.getChanged();
        }

        private UserWindow userWindow(Bytes userKey) {
            return new UserWindow(userKey, sessionKey, StateKeys.userIdAfter(users, userKey), start);
        }
    }

    private UserQosWindow emit(UserWindow window, UserWindowState state, int emitted) {
        UserQosWindow record = summarise(window, state, emitted + 1);
        if (emitted > 0) {
            userWindows.put(
                    window.key(), new UserWindowState(emitted + 1, false, state.getSamples(), state.getDuplicates()));
        }
        meters.userWindow();
        output.forward(
                Topics.USER_WINDOWS,
                TopicKeys.userWindow(window.sessionKey(), window.userId(), window.start()),
                record);
        return record;
    }

    private UserQosWindow summarise(UserWindow window, UserWindowState state, int revision) {
        LegState leg = legs.get(roster.leg(StateKeys.legOf(window.key())));
        return UserWindowSummary.summarise(state, revision, leg, window.start(), windowing.endOf(window.start()));
    }
}
