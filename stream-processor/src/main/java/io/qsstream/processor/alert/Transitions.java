package io.qsstream.processor.alert;

import io.qsstream.processor.cause.Action;
import io.qsstream.schema.SessionKey;
import io.qsstream.schema.rules.Metric;
import io.qsstream.v1.AlertTransition;
import io.qsstream.v1.Cause;
import io.qsstream.v1.CauseClass;
import io.qsstream.v1.Media;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.SessionKind;
import io.qsstream.v1.StreamQos;
import io.qsstream.v1.Transition;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the transitions of users' and of sessions' alerts have in common. */
final class Transitions {

    /** The first transition of an alert, to be completed by its caller. */
    static AlertTransition raised(SessionKey session, String alertId, String ruleId, int ruleVersion, Instant onset) {
        AlertTransition transition = new AlertTransition();
        transition.setAlertId(alertId);
        transition.setRuleId(ruleId);
        transition.setRuleVersion(ruleVersion);
        transition.setTransition(Transition.RAISED);
        transition.setSequence(1);
        transition.setAccountId(session.accountId());
        transition.setSessionId(session.sessionId());
        transition.setOnsetTime(onset);
        transition.setCause(new Cause(CauseClass.UNKNOWN, 0.0, List.of()));
        transition.setSuggestedActions(List.of());
        return transition;
    }

    /** The same alert's last transition: what to do about it is no longer a question. */
    static AlertTransition cleared(AlertTransition transition, String reason, @Nullable Cause cause) {
        transition.setTransition(Transition.CLEARED);
        transition.setSequence(2);
        transition.setClearReason(reason);
        if (cause != null) {
            transition.setCause(cause);
        }
        return transition;
    }

    /** Adds the likely cause, and what helps against it. */
    static void explain(AlertTransition raised, Cause cause, Metric metric, QosSample sample) {
        raised.setCause(cause);
        raised.setSuggestedActions(Action.against(
                        cause.getClass$(),
                        metric,
                        mediaOf(raised.getStreamType(), sample),
                        raised.getSeverity(),
                        sample.getSessionKind() == SessionKind.PHONE_CALL)
                .stream()
                .map(Enum::name)
                .toList());
    }

    private static Media mediaOf(@Nullable String streamType, QosSample sample) {
        for (StreamQos stream : sample.getStreams()) {
            if (stream.getType().equals(streamType)) {
                return stream.getMedia();
            }
        }
        return Media.OTHER;
    }

    private Transitions() {}
}
