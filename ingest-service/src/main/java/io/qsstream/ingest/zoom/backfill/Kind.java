package io.qsstream.ingest.zoom.backfill;

import io.qsstream.ingest.zoom.ask.Endpoint;
import java.util.Locale;
import java.util.Optional;

/** What a session is, and what of it the REST API knows. */
public enum Kind {
    MEETING("meeting.participant_qos", "uuid", "participants", Endpoint.MEETING_QOS, Endpoint.MEETING_QOS_SUMMARY),
    WEBINAR("webinar.participant_qos", "uuid", "participants", Endpoint.WEBINAR_QOS, Endpoint.WEBINAR_QOS_SUMMARY),
    /** Of the Video SDK. */
    SESSION("session.user_qos", "session_id", "users", Endpoint.SESSION_QOS, Endpoint.SESSION_QOS_SUMMARY);

    final String event;
    final String summaryEvent;
    final String idField;
    final String list;
    final Endpoint qos;
    final Endpoint summary;

    Kind(String event, String idField, String list, Endpoint qos, Endpoint summary) {
        this.event = event;
        this.summaryEvent = event + "_summary";
        this.idField = idField;
        this.list = list;
        this.qos = qos;
        this.summary = summary;
    }

    /** Calls that a session of so many users costs: both lists, page by page. */
    int calls(int users) {
        return 2 * Math.max(1, Math.ceilDiv(users, qos.pageSize()));
    }

    static Optional<Kind> of(String name) {
        try {
            return Optional.of(valueOf(name.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
