package io.qsstream.processor.rebuild;

import io.qsstream.processor.alert.AlertProcessor;
import io.qsstream.processor.rebuild.AlreadySaid.Last;
import io.qsstream.processor.report.Composition;
import io.qsstream.processor.report.Digest;
import io.qsstream.processor.report.ReportProcessor;
import io.qsstream.processor.window.SessionWindowSummary;
import io.qsstream.processor.window.UserWindowSummary;
import io.qsstream.processor.window.Windowing;
import io.qsstream.schema.SessionKey;
import io.qsstream.schema.rules.SessionRule;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.TopicKeys;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.CompletenessVerdict;
import io.qsstream.v1.RebuildRequest;
import io.qsstream.v1.SessionQosWindow;
import io.qsstream.v1.SessionReport;
import io.qsstream.v1.UserQosWindow;
import io.qsstream.v1.UserWindowState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares what the log says of a session with what was said of it, and says what differs as the next revision. Pure but
 * for the receiver. Windows that are not forgotten are left to the window stage, which tells them itself; alerts are not
 * raised or cleared by what is past.
 */
final class Rebuild {

    /** Takes what is said anew; windows of users before those of their session, as the stages do. */
    interface Receiver {
        <V> void take(Topic<V> topic, String key, V value);
    }

    private final Windowing windowing;
    private final List<SessionRule> rules;
    private final SessionKey session;
    private final SessionHistory history;
    private final AlreadySaid said;
    private final Receiver receiver;
    private int records;

    Rebuild(
            Windowing windowing,
            List<SessionRule> rules,
            SessionKey session,
            SessionHistory history,
            AlreadySaid said,
            Receiver receiver) {
        this.windowing = windowing;
        this.rules = rules;
        this.session = session;
        this.history = history;
        this.said = said;
        this.receiver = receiver;
    }

    /**
     * Says what differs. Nothing, where the raw topic no longer holds the session's beginning: of what is left of it the users'
     * environment could not be told, nor a report.
     *
     * @param wholeFrom what was measured before then may be missing in the raw topic
     */
    RebuildOutcome run(RebuildRequest request, Instant wholeFrom) {
        Instant first = said.firstWindow();
        if (request.getFrom().isBefore(wholeFrom) || (first != null && first.isBefore(wholeFrom))) {
            return RebuildOutcome.CUT;
        }
        for (Instant start : history.windowStarts()) {
            if (!windowing.isForgotten(start, request.getForgottenBy())) {
                break;
            }
            window(start);
        }
        String endReason = endReason(request);
        if (endReason != null) {
            report(endReason);
        }
        return records > 0 ? RebuildOutcome.REBUILT : RebuildOutcome.UNCHANGED;
    }

    private void window(Instant start) {
        Instant end = windowing.endOf(start);
        SessionWindowSummary summary = new SessionWindowSummary(rules);
        for (Map.Entry<String, UserWindowState> user : history.users(start).entrySet()) {
            String key = TopicKeys.userWindow(session.toString(), user.getKey(), start);
            Last last = said.window(key);
            UserQosWindow window = UserWindowSummary.summarise(
                    user.getValue(), last.revision() + 1, history.leg(user.getKey()), start, end);
            if (!Digest.of(window).equals(last.digest())) {
                say(Topics.USER_WINDOWS, key, window);
            }
            summary.add(window, user.getValue().getSamples());
        }
        String key = TopicKeys.sessionWindow(session.toString(), start);
        Last last = said.window(key);
        SessionQosWindow window = summary.summarise(last.revision() + 1, start, end);
        if (window != null && !Digest.of(window).equals(last.digest())) {
            say(Topics.SESSION_WINDOWS, key, window);
        }
    }

    /** Why the session counts as ended; null where it goes on, so that it is the report stage's to say when it has. */
    private @Nullable String endReason(RebuildRequest request) {
        String asked = request.getEndReason();
        String before = said.endReason();
        boolean ended = asked != null
                || before != null
                || history.isSilentSince(request.getForgottenBy().minus(AlertProcessor.SILENCE));
        if (!ended) {
            return null;
        }
        boolean left = ReportProcessor.LEGS_ENDED.equals(asked)
                || ReportProcessor.LEGS_ENDED.equals(before)
                || history.haveAllLeft();
        return left ? ReportProcessor.LEGS_ENDED : ReportProcessor.SILENCE;
    }

    private void report(String endReason) {
        Composition composed = Composition.of(session, history.kind(), windowing, history);
        CompletenessVerdict verdict =
                composed.verdict(said.verdict().revision() + 1, endReason, history.deadLettered());
        SessionReport report = composed.report(said.report().revision() + 1, endReason, verdict);
        if (report != null && !Digest.of(report).equals(said.report().digest())) {
            say(Topics.SESSION_REPORTS, session.toString(), report);
        }
        if (verdict != null && !Digest.of(verdict).equals(said.verdict().digest())) {
            say(Topics.COMPLETENESS, session.toString(), verdict);
        }
    }

    private <V> void say(Topic<V> topic, String key, V value) {
        records++;
        receiver.take(topic, key, value);
    }
}
