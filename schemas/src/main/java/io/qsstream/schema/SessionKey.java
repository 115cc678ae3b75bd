package io.qsstream.schema;

import org.jspecify.annotations.Nullable;

/**
 * Names one session: the key of the raw topic, and what every other topic is partitioned by.
 *
 * <p>Ingest and processor must agree on it to the letter, or one session lands in two partitions. So the rule that
 * picks the id stands here once.
 *
 * @param accountId Zoom's {@code account_id}; empty where the simplified flat shape has none
 * @param sessionId {@code uuid}, {@code session_id}, {@code call_id} or {@code meeting_id}; never Zoom's reusable number
 */
public record SessionKey(String accountId, String sessionId) {

    /** The names under which a body may carry its session's id. */
    public enum IdField {
        UUID("uuid"),
        SESSION_ID("session_id"),
        CALL_ID("call_id"),
        MEETING_ID("meeting_id");

        private final String jsonName;

        IdField(String jsonName) {
            this.jsonName = jsonName;
        }

        /** The field's name in the body. */
        public String jsonName() {
            return jsonName;
        }
    }

    /**
     * The field that names the session of events of this name, or null where the name does not say. A body may carry
     * several ids, in any order; the event's own one wins, else the first of {@link IdField} that is there.
     */
    public static @Nullable IdField expectedField(String event) {
        if (event.startsWith("meeting.") || event.startsWith("webinar.")) {
            return IdField.UUID;
        }
        if (event.startsWith("session.")) {
            return IdField.SESSION_ID;
        }
        if (event.startsWith("phone.")) {
            return IdField.CALL_ID;
        }
        return null;
    }

    /**
     * Picks the session of a body from the ids found in it.
     *
     * @param event the event's name, null where the body has none
     * @param ids one slot per {@link IdField}, null where absent
     * @return null where there is no id
     */
    public static @Nullable SessionKey choose(
            @Nullable String event, @Nullable String accountId, @Nullable String[] ids) {
        String id = null;
        IdField expected = event == null ? null : expectedField(event);
        if (expected != null) {
            id = ids[expected.ordinal()];
        }
        for (int i = 0; id == null && i < ids.length; i++) {
            id = ids[i];
        }
        return id == null ? null : new SessionKey(accountId == null ? "" : accountId, id);
    }

    /** The session of a record key. An account id has no {@code |}; a session id may. */
    public static SessionKey of(String recordKey) {
        int bar = recordKey.indexOf('|');
        return new SessionKey(recordKey.substring(0, bar), recordKey.substring(bar + 1));
    }

    /** The record key: {@code accountId|sessionId}. */
    @Override
    public String toString() {
        return accountId + '|' + sessionId;
    }
}
