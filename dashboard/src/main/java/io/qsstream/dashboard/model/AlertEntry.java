package io.qsstream.dashboard.model;

import io.qsstream.dashboard.view.AlertState;
import io.qsstream.dashboard.view.AlertView;
import io.qsstream.dashboard.view.CauseView;
import io.qsstream.schema.SessionKey;
import io.qsstream.v1.AlertTransition;
import io.qsstream.v1.Severity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One alert, from the one or two transitions that were heard of, in whatever order. */
record AlertEntry(
        @Nullable AlertTransition raised, @Nullable AlertTransition cleared) {

    static final AlertEntry NONE = new AlertEntry(null, null);

    /** With one more transition; the same one again changes nothing. */
    AlertEntry with(AlertTransition transition) {
        return switch (transition.getTransition()) {
            case RAISED -> raised == null ? new AlertEntry(transition, cleared) : this;
            case CLEARED -> cleared == null ? new AlertEntry(raised, transition) : this;
            case UNKNOWN -> this;
        };
    }

    boolean isOpen() {
        return cleared == null;
    }

    /** Either, the raising one before. Only where there is one. */
    AlertTransition either() {
        if (raised != null) {
            return raised;
        }
        if (cleared != null) {
            return cleared;
        }
        throw new IllegalStateException("An alert without a transition");
    }

    SessionKey session() {
        return new SessionKey(either().getAccountId(), either().getSessionId());
    }

    Severity severity() {
        return either().getSeverity();
    }

    /** When it was raised; the onset, where only the clearing is known. */
    Instant raisedTime() {
        return raised == null ? either().getOnsetTime() : raised.getTransitionTime();
    }

    @Nullable
    CauseView cause() {
        CauseView first = CauseView.of(either().getCause());
        return first == null && cleared != null ? CauseView.of(cleared.getCause()) : first;
    }

    List<String> suggestedActions() {
        List<String> first = either().getSuggestedActions();
        return first.isEmpty() && cleared != null ? cleared.getSuggestedActions() : first;
    }

    AlertView view(@Nullable String sessionName, @Nullable String userName) {
        AlertTransition any = either();
        SessionKey session = session();
        return new AlertView(
                any.getAlertId(),
                any.getRuleId(),
                any.getRuleVersion(),
                any.getScope(),
                any.getSeverity(),
                isOpen() ? AlertState.RAISED : AlertState.CLEARED,
                new AlertView.SessionRef(SessionIds.of(session), session.accountId(), session.sessionId(), sessionName),
                any.getUserId(),
                userName,
                any.getStreamType(),
                any.getMetric(),
                any.getObserved(),
                any.getThreshold(),
                any.getOnsetTime(),
                raisedTime(),
                cleared == null ? null : cleared.getTransitionTime(),
                cleared == null ? null : cleared.getClearReason(),
                cause(),
                suggestedActions());
    }
}
