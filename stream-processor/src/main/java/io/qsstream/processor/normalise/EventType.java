package io.qsstream.processor.normalise;

import io.qsstream.v1.SessionKind;
import java.util.HashMap;
import java.util.Map;

/**
 * What an event's name says.
 *
 * @param kind from the name's prefix
 * @param family which of the shapes of qss-reference §1.4 and §1.7 to expect
 */
record EventType(String name, SessionKind kind, Family family) {

    /** The shapes of events. */
    enum Family {
        /** Measurements while the user is there. */
        QOS,
        /** Settings of a user. */
        DATA,
        /** Measurements over a whole leg; the user left. */
        QOS_SUMMARY,
        /** Settings over a whole leg; the user left. */
        DATA_SUMMARY,
        /** {@code qss.*}: measurements in the simplified shape. */
        SIMPLIFIED,
        /** {@code qss.*_summary}. */
        SIMPLIFIED_SUMMARY,
        /** No name of ours. With dated measurements in it, it is read as {@link #QOS} all the same. */
        UNKNOWN
    }

    private static final String SIMPLIFIED_PREFIX = "qss.";

    /** The 14 of qss-reference §1.1. */
    private static final Map<String, EventType> OFFICIAL = new HashMap<>();

    static {
        addAll("meeting.participant_", SessionKind.MEETING);
        addAll("webinar.participant_", SessionKind.WEBINAR);
        addAll("session.user_", SessionKind.VIDEO_SDK_SESSION);
        add("phone.call_qos", SessionKind.PHONE_CALL, Family.QOS);
        add("phone.call_qos_summary", SessionKind.PHONE_CALL, Family.QOS_SUMMARY);
    }

    static EventType of(String name) {
        EventType official = OFFICIAL.get(name);
        if (official != null) {
            return official;
        }
        if (name.startsWith(SIMPLIFIED_PREFIX)) {
            Family family = name.endsWith("_summary") ? Family.SIMPLIFIED_SUMMARY : Family.SIMPLIFIED;
            return new EventType(name, kind(name.substring(SIMPLIFIED_PREFIX.length()), '_'), family);
        }
        return new EventType(name, kind(name, '.'), Family.UNKNOWN);
    }

    /** Whether its figures are over a whole leg. */
    boolean isSummary() {
        return switch (family) {
            case QOS_SUMMARY, DATA_SUMMARY, SIMPLIFIED_SUMMARY -> true;
            case QOS, DATA, SIMPLIFIED -> false;
            case UNKNOWN -> name.endsWith("_summary");
        };
    }

    private static SessionKind kind(String name, char separator) {
        int end = name.indexOf(separator);
        return switch (end < 0 ? name : name.substring(0, end)) {
            case "meeting" -> SessionKind.MEETING;
            case "webinar" -> SessionKind.WEBINAR;
            case "session" -> SessionKind.VIDEO_SDK_SESSION;
            case "phone" -> SessionKind.PHONE_CALL;
            default -> SessionKind.UNKNOWN;
        };
    }

    private static void addAll(String prefix, SessionKind kind) {
        add(prefix + "qos", kind, Family.QOS);
        add(prefix + "data", kind, Family.DATA);
        add(prefix + "qos_summary", kind, Family.QOS_SUMMARY);
        add(prefix + "data_summary", kind, Family.DATA_SUMMARY);
    }

    private static void add(String name, SessionKind kind, Family family) {
        OFFICIAL.put(name, new EventType(name, kind, family));
    }
}
