package io.qsstream.ingest.zoom.backfill;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Wraps what the REST API says of one user in Zoom's own envelope, so that the one normaliser reads it: the list's name
 * ({@code participants}, {@code users}) marks REST's shape. Pure.
 */
final class Envelope {

    /** Of one record: an hour of 24 types is some 200 kB. */
    private static final int MINUTES = 60;

    /**
     * Bodies of raw events.
     *
     * @param event the name of each
     * @param tooOld minutes left out
     */
    record Wrapped(String event, List<byte[]> bodies, int tooOld) {}

    /** One user's minutes, an hour to a body; those before {@code oldest} are left out. */
    static Wrapped minutes(SessionRef session, JsonNode user, Instant asked, Instant oldest) {
        List<byte[]> bodies = new ArrayList<>();
        JsonNode qos = user.path("user_qos");
        // Older documents have a single object.
        Iterable<JsonNode> minutes = qos.isArray() ? qos : qos.isObject() ? List.of(qos) : List.of();
        ArrayNode chunk = JsonNodeFactory.instance.arrayNode();
        int tooOld = 0;
        for (JsonNode minute : minutes) {
            if (isBefore(minute.path("date_time").asText(""), oldest)) {
                tooOld++;
                continue;
            }
            chunk.add(minute);
            if (chunk.size() == MINUTES) {
                bodies.add(body(session, session.kind().event, userWith(user, chunk), asked));
                chunk = JsonNodeFactory.instance.arrayNode();
            }
        }
        if (!chunk.isEmpty()) {
            bodies.add(body(session, session.kind().event, userWith(user, chunk), asked));
        }
        return new Wrapped(session.kind().event, bodies, tooOld);
    }

    /** One user's summary. */
    static Wrapped summary(SessionRef session, JsonNode user, Instant asked) {
        String event = session.kind().summaryEvent;
        return new Wrapped(event, List.of(body(session, event, user, asked)), 0);
    }

    private static ObjectNode userWith(JsonNode user, ArrayNode minutes) {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        user.properties().forEach(field -> {
            if (!field.getKey().equals("user_qos")) {
                copy.set(field.getKey(), field.getValue());
            }
        });
        copy.set("user_qos", minutes);
        return copy;
    }

    private static byte[] body(SessionRef session, String event, JsonNode user, Instant asked) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("event", event);
        body.put("event_ts", asked.toEpochMilli());
        ObjectNode payload = body.putObject("payload");
        payload.put("account_id", session.accountId());
        ObjectNode object = payload.putObject("object");
        object.put(session.kind().idField, session.sessionId());
        object.putArray(session.kind().list).add(user);
        return body.toString().getBytes(UTF_8);
    }

    /** A time that cannot be read is not old: the processor says what is wrong with it. */
    private static boolean isBefore(String time, Instant oldest) {
        try {
            return Instant.parse(time).isBefore(oldest);
        } catch (DateTimeException e) {
            return false;
        }
    }

    private Envelope() {}
}
