package io.qsstream.processor.testing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Zoom bodies for tests, by the field trees of its documents. */
public final class Bodies {

    public static final String ACCOUNT = "acc";

    /** One {@code qos[]} item. */
    public record Item(Instant time, String type, String details) {

        public static Item audio(Instant time, String bitrate, String jitter) {
            return new Item(time, "audio_input", "\"bitrate\":\"" + bitrate + "\",\"jitter\":\"" + jitter + "\"");
        }

        private String json() {
            return "{\"date_time\":\"" + time + "\",\"type\":\"" + type + "\",\"details\":{" + details + "}}";
        }
    }

    /** A {@code meeting.participant_qos} body. */
    public static String qos(String uuid, String userId, Instant eventTime, Item... items) {
        List<String> json = new ArrayList<>();
        for (Item item : items) {
            json.add(item.json());
        }
        return "{\"event\":\"meeting.participant_qos\",\"event_ts\":" + eventTime.toEpochMilli()
                + ",\"payload\":{\"account_id\":\"" + ACCOUNT + "\",\"object\":{\"uuid\":\"" + uuid
                + "\",\"participant\":{\"user_id\":\"" + userId + "\",\"participant_user_id\":\"key-" + userId
                + "\",\"email\":\"" + userId + "@example.com\",\"qos\":[" + String.join(",", json) + "]}}}}";
    }

    /** A {@code meeting.participant_data} body. */
    public static String data(String uuid, String userId, Instant eventTime, String fields) {
        return "{\"event\":\"meeting.participant_data\",\"event_ts\":" + eventTime.toEpochMilli()
                + ",\"payload\":{\"account_id\":\"" + ACCOUNT + "\",\"object\":{\"uuid\":\"" + uuid
                + "\",\"participant\":{\"participant_id\":\"" + userId + "\",\"data\":[{" + fields + "}]}}}}";
    }

    /** A {@code meeting.participant_qos_summary} body: the user has left. */
    public static String left(String uuid, String userId, Instant eventTime, String name) {
        return "{\"event\":\"meeting.participant_qos_summary\",\"event_ts\":" + eventTime.toEpochMilli()
                + ",\"payload\":{\"account_id\":\"" + ACCOUNT + "\",\"object\":{\"uuid\":\"" + uuid
                + "\",\"participant\":{\"participant_id\":\"" + userId + "\",\"user_name\":\"" + name
                + "\",\"id\":\"key-" + userId + "\",\"email\":\"\",\"qos\":[]}}}}";
    }

    /** What the REST API says of a user's minutes, in the envelope of ingest: a dated block with one sound stream each. */
    public static String rest(String uuid, String userId, Instant asked, List<Item> minutes) {
        List<String> blocks = new ArrayList<>();
        for (Item minute : minutes) {
            blocks.add(
                    "{\"date_time\":\"" + minute.time() + "\",\"" + minute.type() + "\":{" + minute.details() + "}}");
        }
        return "{\"event\":\"meeting.participant_qos\",\"event_ts\":" + asked.toEpochMilli()
                + ",\"payload\":{\"account_id\":\"" + ACCOUNT + "\",\"object\":{\"uuid\":\"" + uuid
                + "\",\"participants\":[{\"id\":\"key-" + userId + "\",\"user_id\":\"" + userId + "\",\"user_qos\":["
                + String.join(",", blocks) + "]}]}}}";
    }

    private Bodies() {}
}
