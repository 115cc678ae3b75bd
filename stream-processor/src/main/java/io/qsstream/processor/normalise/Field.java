package io.qsstream.processor.normalise;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** The names around the measurements that mean something here (qss-reference §1.4, §1.7 and §4.2); all others are {@link #OTHER}. */
enum Field implements NamesInOrder.Name {
    OTHER(""),
    EVENT("event"),
    EVENT_TS("event_ts"),
    PAYLOAD("payload"),
    ACCOUNT_ID("account_id"),
    OBJECT("object"),
    UUID("uuid"),
    SESSION_ID("session_id"),
    CALL_ID("call_id"),
    MEETING_ID("meeting_id"),
    ID("id"),
    SESSION_NAME("session_name"),
    PARTICIPANT("participant"),
    USER("user"),
    /** qss-reference §4.2. */
    PARTICIPANTS("participants"),
    USERS("users"),
    CALL_QOS("call_qos"),
    METRICS("metrics"),
    TIMESTAMP("timestamp"),
    PARTICIPANT_UUID("participant_uuid"),
    PARTICIPANT_ID("participant_id"),
    USER_ID("user_id"),
    PARTICIPANT_USER_ID("participant_user_id"),
    USER_KEY("user_key"),
    USER_NAME("user_name"),
    NAME("name"),
    EMAIL("email"),
    USER_EMAIL("user_email"),
    QOS("qos"),
    USER_QOS("user_qos"),
    DATA("data"),
    DATE_TIME("date_time"),
    TYPE("type"),
    DETAILS("details"),
    LOCATION("location"),
    /** qss-reference §1.3. */
    DEPRECATED_LOCATION("Location"),
    NETWORK_TYPE("network_type"),
    DEVICE("device"),
    DATA_CENTER("data_center"),
    CONNECTION_TYPE("connection_type"),
    VERSION("version"),
    SIGNALING_IP_ADDRESS("signaling_ip_address");

    static final int COUNT = values().length;

    private static final Map<String, Field> BY_NAME = Arrays.stream(values())
            .filter(field -> field != OTHER)
            .collect(Collectors.toMap(field -> field.jsonName.getValue(), field -> field));

    private final SerializableString jsonName;

    Field(String jsonName) {
        this.jsonName = new SerializedString(jsonName);
    }

    @Override
    public SerializableString jsonName() {
        return jsonName;
    }

    static Field of(String name) {
        return BY_NAME.getOrDefault(name, OTHER);
    }

    long bit() {
        return 1L << ordinal();
    }
}
