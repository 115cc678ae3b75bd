package io.qsstream.processor.alert;

import io.qsstream.schema.SessionKey;
import io.qsstream.schema.rules.AlertRules;
import io.qsstream.schema.rules.SessionRule;
import io.qsstream.v1.AlertScope;
import io.qsstream.v1.AlertTrack;
import io.qsstream.v1.AlertTransition;
import io.qsstream.v1.Cause;
import io.qsstream.v1.CauseClass;
import io.qsstream.v1.SessionAlertState;
import io.qsstream.v1.SessionTrack;
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

    /** Of a session's affected users, a cause must be the likely one of so many to be named. */
    private static final double COMMON = 0.5;

    /** A session nobody has spoken of yet. */
    static SessionAlertState unknown(Instant heard) {
        return new SessionAlertState(heard, List.of(), 0);
    }

    /**
     * Judges the session after one user's alerts changed.
     *
     * @param activeUsers users with a sample lately, of whom the affected are a share
     * @param at sample time, or for the end of a leg log time
     */
    static Taken userChanged(
            SessionKey session,
            SessionAlertState known,
            List<AlertTrack> before,
            List<AlertTrack> after,
            int activeUsers,
            AlertRules rules,
            Instant at) {
        SessionAlertState state = copy(known);
        List<AlertTransition> transitions = new ArrayList<>(0);
        for (SessionRule rule : rules.enabledSessionRules()) {
            CauseClass was = causeOf(before, rule);
            CauseClass is = causeOf(after, rule);
            if (was == is) {
                continue;
            }
            SessionTrack track = track(state, rule);
            count(track, was, -1);
            count(track, is, 1);
            int active = Math.max(activeUsers, track.getAffectedUsers());
            double share = active == 0 ? 0 : (double) track.getAffectedUsers() / active;
            switch (rule.verdict(track.getAffectedUsers(), active)) {
                case BREACH -> {
                    if (track.getAlertId() == null) {
                        track.setOnset(at);
                        track.setAlertId(AlertIds.of(session.toString(), null, null, rule.id(), rule.version(), at));
                        AlertTransition raised = transition(session, track, rule, share, rule.raiseShare(), at);
                        raised.setCause(commonCause(track));
                        transitions.add(raised);
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
        AlertTransition cleared =
                Transitions.cleared(transition(session, track, rule, share, threshold, at), reason, commonCause(track));
        track.setAlertId(null);
        track.setOnset(null);
        return cleared;
    }

    private static AlertTransition transition(
            SessionKey session,
            SessionTrack track,
            @Nullable SessionRule rule,
            @Nullable Double share,
            double threshold,
            Instant at) {
        AlertTransition transition = Transitions.raised(
                session,
                Objects.requireNonNull(track.getAlertId()),
                track.getRuleId(),
                track.getRuleVersion(),
                Objects.requireNonNull(track.getOnset()));
        transition.setScope(AlertScope.SESSION);
        if (rule != null) {
            transition.setSeverity(rule.severity());
        }
        transition.setMetric(METRIC);
        transition.setObserved(share);
        transition.setThreshold(threshold);
        transition.setTransitionTime(at);
        return transition;
    }

    /** The most confident cause of a leg's raised alerts that count for the rule; null where none is raised. */
    private static @Nullable CauseClass causeOf(List<AlertTrack> tracks, SessionRule rule) {
        CauseClass found = null;
        double confidence = -1;
        for (AlertTrack track : tracks) {
            if (track.getAlertId() == null || !rule.userRuleIds().contains(track.getRuleId())) {
                continue;
            }
            Cause cause = track.getCause();
            double of = cause == null ? 0 : cause.getConfidence();
            if (of > confidence) {
                found = cause == null ? CauseClass.UNKNOWN : cause.getClass$();
                confidence = of;
            }
        }
        return found;
    }

    private static void count(SessionTrack track, @Nullable CauseClass cause, int change) {
        if (cause == null) {
            return;
        }
        List<Integer> causes = new ArrayList<>(track.getCauses());
        while (causes.size() <= cause.ordinal()) {
            causes.add(0);
        }
        causes.set(cause.ordinal(), Math.max(0, causes.get(cause.ordinal()) + change));
        track.setCauses(causes);
        track.setAffectedUsers(causes.stream().mapToInt(Integer::intValue).sum());
    }

    /** What most of the affected users suffer from, its share among them being the confidence. */
    private static Cause commonCause(SessionTrack track) {
        List<Integer> causes = track.getCauses();
        int most = 0;
        for (int i = 0; i < causes.size(); i++) {
            most = causes.get(i) > causes.get(most) ? i : most;
        }
        double share = track.getAffectedUsers() == 0 ? 0 : (double) causes.get(most) / track.getAffectedUsers();
        CauseClass common = CauseClass.values()[most];
        return common == CauseClass.UNKNOWN || share < COMMON
                ? new Cause(CauseClass.UNKNOWN, 0.0, List.of())
                : new Cause(
                        common,
                        share,
                        List.of(causes.get(most) + " of " + track.getAffectedUsers() + " affected users suffer from "
                                + common));
    }

    private static SessionTrack track(SessionAlertState state, SessionRule rule) {
        for (SessionTrack track : state.getTracks()) {
            if (track.getRuleId().equals(rule.id()) && track.getRuleVersion() == rule.version()) {
                return track;
            }
        }
        SessionTrack track = new SessionTrack(rule.id(), rule.version(), 0, List.of(), null, null);
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
        return new SessionAlertState(known.getLastHeard(), tracks, known.getPresentUsers());
    }

    private SessionAlerts() {}
}
