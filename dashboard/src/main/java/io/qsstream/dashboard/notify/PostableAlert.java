package io.qsstream.dashboard.notify;

import io.qsstream.dashboard.view.AlertView;
import io.qsstream.dashboard.view.CauseView;
import io.qsstream.v1.CauseClass;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One alert as Alertmanager's v2 API takes it ({@code postableAlert} of its OpenAPI document). Pure.
 *
 * @param labels who has what: the same for the next alert of the same rule about the same person, so that silences
 *     and groups hold
 * @param endsAt in the future while it is open: Alertmanager takes it for resolved then, should we fall silent
 */
record PostableAlert(
        Map<String, String> labels,
        Map<String, String> annotations,
        Instant startsAt,
        Instant endsAt,
        @Nullable String generatorURL) {

    PostableAlert {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    /**
     * Puts an alert into Alertmanager's words.
     *
     * @param expiry after which an open alert is taken for resolved unless it is sent again
     * @param publicUrl where people open the dashboard, ending with a slash; empty for no links
     */
    static PostableAlert of(AlertView alert, Instant now, Duration expiry, String publicUrl) {
        Map<String, String> annotations = new TreeMap<>();
        annotations.put("summary", AlertWords.summary(alert));
        annotations.put("alert_id", alert.alertId());
        annotations.put("metric", alert.metric());
        put(annotations, "session_name", alert.session().name());
        put(annotations, "user_name", alert.userName());
        CauseView cause = alert.cause();
        if (cause != null && cause.causeClass() != CauseClass.UNKNOWN) {
            annotations.put("cause", AlertWords.cause(cause));
            if (!cause.evidence().isEmpty()) {
                annotations.put("evidence", String.join("; ", cause.evidence()));
            }
        }
        if (!alert.suggestedActions().isEmpty()) {
            annotations.put("suggested_actions", AlertWords.actions(alert.suggestedActions()));
        }
        Instant cleared = alert.clearedTime();
        return new PostableAlert(
                labels(alert),
                annotations,
                alert.raisedTime(),
                cleared == null ? now.plus(expiry) : cleared,
                publicUrl.isEmpty() ? null : AlertWords.link(alert, publicUrl));
    }

    /** Who has what. */
    static Map<String, String> labels(AlertView alert) {
        Map<String, String> labels = new TreeMap<>();
        labels.put("alertname", alert.ruleId());
        labels.put("severity", alert.severity().name().toLowerCase(Locale.ROOT));
        labels.put("scope", alert.scope().name().toLowerCase(Locale.ROOT));
        labels.put("account_id", alert.session().accountId());
        labels.put("session_id", alert.session().sessionId());
        put(labels, "user_id", alert.userId());
        put(labels, "stream_type", alert.streamType());
        return labels;
    }

    private static void put(Map<String, String> map, String name, @Nullable String value) {
        // To Alertmanager an empty label is no label.
        if (value != null && !value.isBlank()) {
            map.put(name, value);
        }
    }
}
