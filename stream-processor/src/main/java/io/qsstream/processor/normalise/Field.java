package io.qsstream.processor.normalise;

/** The names around the measurements that mean something here (qss-reference §1.4, §1.7 and §4.2); all others are {@link #OTHER}. */
enum Field {
    OTHER,
    EVENT,
    EVENT_TS,
    PAYLOAD,
    ACCOUNT_ID,
    OBJECT,
    UUID,
    SESSION_ID,
    CALL_ID,
    MEETING_ID,
    ID,
    SESSION_NAME,
    PARTICIPANT,
    USER,
    PARTICIPANTS,
    USERS,
    CALL_QOS,
    METRICS,
    TIMESTAMP,
    PARTICIPANT_UUID,
    PARTICIPANT_ID,
    USER_ID,
    PARTICIPANT_USER_ID,
    USER_KEY,
    USER_NAME,
    NAME,
    EMAIL,
    USER_EMAIL,
    QOS,
    USER_QOS,
    DATA,
    DATE_TIME,
    TYPE,
    DETAILS,
    LOCATION,
    DEPRECATED_LOCATION,
    NETWORK_TYPE,
    DEVICE,
    DATA_CENTER,
    CONNECTION_TYPE,
    VERSION,
    SIGNALING_IP_ADDRESS;

    static final int COUNT = values().length;

    static Field of(String name) {
        return switch (name) {
            case "event" -> EVENT;
            case "event_ts" -> EVENT_TS;
            case "payload" -> PAYLOAD;
            case "account_id" -> ACCOUNT_ID;
            case "object" -> OBJECT;
            case "uuid" -> UUID;
            case "session_id" -> SESSION_ID;
            case "call_id" -> CALL_ID;
            case "meeting_id" -> MEETING_ID;
            case "id" -> ID;
            case "session_name" -> SESSION_NAME;
            case "participant" -> PARTICIPANT;
            case "user" -> USER;
            case "participants" -> PARTICIPANTS; // qss-reference §4.2
            case "users" -> USERS;
            case "call_qos" -> CALL_QOS;
            case "metrics" -> METRICS;
            case "timestamp" -> TIMESTAMP;
            case "participant_uuid" -> PARTICIPANT_UUID;
            case "participant_id" -> PARTICIPANT_ID;
            case "user_id" -> USER_ID;
            case "participant_user_id" -> PARTICIPANT_USER_ID;
            case "user_key" -> USER_KEY;
            case "user_name" -> USER_NAME;
            case "name" -> NAME;
            case "email" -> EMAIL;
            case "user_email" -> USER_EMAIL;
            case "qos" -> QOS;
            case "user_qos" -> USER_QOS;
            case "data" -> DATA;
            case "date_time" -> DATE_TIME;
            case "type" -> TYPE;
            case "details" -> DETAILS;
            case "location" -> LOCATION;
            case "Location" -> DEPRECATED_LOCATION; // qss-reference §1.3
            case "network_type" -> NETWORK_TYPE;
            case "device" -> DEVICE;
            case "data_center" -> DATA_CENTER;
            case "connection_type" -> CONNECTION_TYPE;
            case "version" -> VERSION;
            case "signaling_ip_address" -> SIGNALING_IP_ADDRESS;
            default -> OTHER;
        };
    }

    long bit() {
        return 1L << ordinal();
    }
}
