package io.qsstream.processor.alert;

import io.qsstream.schema.SessionKey;
import io.qsstream.schema.rules.AlertRules;
import io.qsstream.schema.rules.SessionRule;
import io.qsstream.v1.AlertScope;
import io.qsstream.v1.AlertTrack;
import io.qsstream.v1.AlertTransition;
import io.qsstream.v1.LegAlertState;
import io.qsstream.v1.SessionAlertState;
import io.qsstream.v1.SessionTrack;
import io.qsstream.v1.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The alerts of a whole session: how many of its active users have a raised alert. Pure. Counts are kept, not users, so
 * that a webinar of ten thousand costs as little as a meeting of three.
 */
final class SessionAlerts {

    /** A session after one of its users changed. */
    record Taken(SessionAlertState state, List<AlertTransition> transitions) {}

    static final String METRIC = "affectedShare";
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** A session nobody has spoken of yet. */
    static SessionAlertState unknown(Instant heard, Instant sampleTime) {
        return SessionAlertState.newBuilder()
                .setLastHeard(heard)
                .setMinute(minuteOf(sampleTime))
                .build();
    }

    static Instant minuteOf(Instant sampleTime) {
        return Instant.ofEpochMilli(
                sampleTime.toEpochMilli() - Math.floorMod(sampleTime.toEpochMilli(), MINUTE.toMillis()));
    }

    /** Counts a user who has a first sample in this minute. */
    static SessionAlertState countActive(SessionAlertState known, Instant minute) {
        SessionAlertState state = copy(known);
        if (minute.equals(state.getMinute())) {
            state.setActiveUsers(state.getActiveUsers() + 1);
        } else if (minute.isAfter(state.getMinute())) {
            boolean next = minute.equals(state.getMinute().plus(MINUTE));
            state.setActiveUsersBefore(next ? state.getActiveUsers() : 0);
            state.setActiveUsers(1);
            state.setMinute(minute);
        } else if (minute.equals(state.getMinute().minus(MINUTE))) {
            state.setActiveUsersBefore(state.getActiveUsersBefore() + 1);
        }
        return state;
    }

    /** The larger of two minutes: the current one has not heard of everybody yet. */
    static int activeUsers(SessionAlertState state) {
        return Math.max(state.getActiveUsers(), state.getActiveUsersBefore());
    }

    /**
     * Judges the session after one user's alerts changed.
     *
     * @param at sample time, or for the end of a leg log time
     */
    static Taken userChanged(
            SessionKey session,
            SessionAlertState known,
            LegAlertState before,
            LegAlertState after,
            AlertRules rules,
            Instant at) {
        SessionAlertState state = copy(known);
        List<AlertTransition> transitions = new ArrayList<>(0);
        for (SessionRule rule : rules.enabledSessionRules()) {
            int change = (isAffected(after, rule) ? 1 : 0) - (isAffected(before, rule) ? 1 : 0);
            if (change == 0) {
                continue;
            }
            SessionTrack track = track(state, rule);
            track.setAffectedUsers(Math.max(0, track.getAffectedUsers() + change));
            int active = Math.max(activeUsers(state), track.getAffectedUsers());
            double share = active == 0 ? 0 : (double) track.getAffectedUsers() / active;
            switch (rule.verdict(track.getAffectedUsers(), active)) {
                case BREACH -> {
                    if (track.getAlertId() == null) {
                        track.setOnset(at);
                        track.setAlertId(AlertIds.of(session.toString(), null, null, rule.id(), rule.version(), at));
                        transitions.add(
                                transition(session, track, rule, Transition.RAISED, share, rule.raiseShare(), at));
                    }
                }
                case GOOD -> {
                    if (track.getAlertId() != null) {
                        transitions.add(clear(session, track, rule, LegAlerts.RECOVERED, share, at));
                    }
                }
                case BETWEEN -> {}
            }
        }
        return new Taken(state, transitions);
    }

    /** Ends the session: whatever is still raised of it is cleared. */
    static Taken end(SessionKey session, SessionAlertState known, AlertRules rules, Instant at) {
        SessionAlertState state = copy(known);
        List<AlertTransition> transitions = new ArrayList<>(0);
        for (SessionTrack track : state.getTracks()) {
            if (track.getAlertId() != null) {
                transitions.add(clear(session, track, ruleOf(track, rules), LegAlerts.SESSION_ENDED, null, at));
            }
        }
        return new Taken(state, transitions);
    }

    private static AlertTransition clear(
            SessionKey session,
            SessionTrack track,
            @Nullable SessionRule rule,
            String reason,
            @Nullable Double share,
            Instant at) {
        double threshold = rule == null ? Double.NaN : rule.clearShare();
        AlertTransition cleared = transition(session, track, rule, Transition.CLEARED, share, threshold, at);
        cleared.setClearReason(reason);
        track.setAlertId(null);
        track.setOnset(null);
        return cleared;
    }

    private static AlertTransition transition(
            SessionKey session,
            SessionTrack track,
            @Nullable SessionRule rule,
            Transition what,
            @Nullable Double share,
            double threshold,
            Instant at) {
        AlertTransition transition = new AlertTransition();
        transition.setAlertId(Objects.requireNonNull(track.getAlertId()));
        transition.setRuleId(track.getRuleId());
        transition.setRuleVersion(track.getRuleVersion());
        transition.setScope(AlertScope.SESSION);
        transition.setTransition(what);
        transition.setSequence(what == Transition.RAISED ? 1 : 2);
        if (rule != null) {
            transition.setSeverity(rule.severity());
        }
        transition.setAccountId(session.accountId());
        transition.setSessionId(session.sessionId());
        transition.setMetric(METRIC);
        transition.setObserved(share);
        transition.setThreshold(threshold);
        transition.setOnsetTime(Objects.requireNonNull(track.getOnset()));
        transition.setTransitionTime(at);
        transition.setSuggestedActions(List.of());
        return transition;
    }

    private static boolean isAffected(LegAlertState leg, SessionRule rule) {
        for (AlertTrack track : leg.getTracks()) {
            if (track.getAlertId() != null && rule.userRuleIds().contains(track.getRuleId())) {
                return true;
            }
        }
        return false;
    }

    private static SessionTrack track(SessionAlertState state, SessionRule rule) {
        for (SessionTrack track : state.getTracks()) {
            if (track.getRuleId().equals(rule.id()) && track.getRuleVersion() == rule.version()) {
                return track;
            }
        }
        SessionTrack track = new SessionTrack(rule.id(), rule.version(), 0, null, null);
        state.getTracks().add(track);
        state.getTracks().sort(Comparator.comparing(SessionTrack::getRuleId));
        return track;
    }

    private static @Nullable SessionRule ruleOf(SessionTrack track, AlertRules rules) {
        for (SessionRule rule : rules.sessionRules()) {
            if (rule.id().equals(track.getRuleId())) {
                return rule;
            }
        }
        return null;
    }

    private static SessionAlertState copy(SessionAlertState known) {
        List<SessionTrack> tracks = new ArrayList<>(known.getTracks().size() + 1);
        for (SessionTrack track : known.getTracks()) {
            tracks.add(SessionTrack.newBuilder(track).build());
        }
        return new SessionAlertState(
                known.getLastHeard(), known.getMinute(), known.getActiveUsers(), known.getActiveUsersBefore(), tracks);
    }

    private SessionAlerts() {}
}
