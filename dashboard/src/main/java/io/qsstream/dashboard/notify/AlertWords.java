package io.qsstream.dashboard.notify;

import io.qsstream.dashboard.view.AlertState;
import io.qsstream.dashboard.view.AlertView;
import io.qsstream.dashboard.view.CauseView;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** An alert in sentences, for people who read it on a telephone. Pure. */
final class AlertWords {

    /** One line: what, who, where. */
    static String summary(AlertView alert) {
        String session = alert.session().name() == null
                ? alert.session().sessionId()
                : alert.session().name();
        String who = alert.userId() == null
                ? "the whole session"
                : alert.userName() == null ? "user " + alert.userId() : alert.userName();
        Double observed = alert.observed();
        return alert.ruleId() + ": " + who + " in " + session
                + (observed == null ? "" : ", " + alert.metric() + " " + plain(observed))
                + ", limit " + plain(alert.threshold());
    }

    /** {@code SELF_WIFI} as {@code self wifi (95 % sure)}. */
    static String cause(CauseView cause) {
        return words(cause.causeClass().name()) + " (" + Math.round(100 * cause.confidence()) + " % sure)";
    }

    static String actions(List<String> actions) {
        return actions.stream().map(AlertWords::words).collect(Collectors.joining(", "));
    }

    /** The view of the dashboard's page on the session. */
    static String link(AlertView alert, String publicUrl) {
        return publicUrl + "#/sessions/" + URLEncoder.encode(alert.session().id(), StandardCharsets.UTF_8);
    }

    /** What a chat shows of a transition, in Slack's mark-up. */
    static String chat(AlertView alert, String publicUrl) {
        StringBuilder text = new StringBuilder();
        text.append(alert.state() == AlertState.RAISED ? "*" + alert.severity().name() + "* " : "*CLEARED* ")
                .append(escape(summary(alert)));
        CauseView cause = alert.cause();
        if (alert.state() == AlertState.RAISED
                && cause != null
                && !cause.evidence().isEmpty()) {
            text.append("\nLikely cause: ")
                    .append(escape(cause(cause)))
                    .append(" - ")
                    .append(escape(String.join("; ", cause.evidence())));
        }
        if (alert.state() == AlertState.RAISED && !alert.suggestedActions().isEmpty()) {
            text.append("\nWhat helps: ").append(escape(actions(alert.suggestedActions())));
        }
        if (!publicUrl.isEmpty()) {
            text.append("\n<").append(link(alert, publicUrl)).append("|Open the session>");
        }
        return text.toString();
    }

    /** Slack takes these three for mark-up: a name could call everybody with {@code <!channel>}. */
    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String words(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.1f", value);
    }

    private AlertWords() {}
}
