package io.qsstream.ingest.key;

import com.fasterxml.jackson.core.JsonParser;
import io.qsstream.schema.SessionKey;
import io.qsstream.schema.SessionKey.IdField;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Finds a body's event name and session without reading more of it than that takes.
 *
 * <p>The first occurrence of a repeated name counts, at every level; the processor does the same. An id may be a string
 * or a number, and an empty string is no id. Reading stops only when nothing that follows could change the answer, so
 * the order of fields never does. Where the JSON breaks off, what came before counts. Never throws.
 */
public final class SessionKeyReader {

    /**
     * What was found.
     *
     * @param event null where the body has no event name
     * @param key null where the body names no session, or is not JSON
     */
    public record Reading(@Nullable String event, @Nullable SessionKey key) {}

    /** Reads a body. */
    public static Reading read(byte[] body) {
        SessionKeyReader reader = new SessionKeyReader();
        try (JsonParser parser = BodyJson.FACTORY.createParser(body)) {
            if (parser.nextToken() != null) {
                BodyJson.fields(parser, reader::unsettled, reader::takeRoot);
            }
        } catch (IOException | RuntimeException e) {
            // Not JSON, or no longer JSON: the event is stored all the same, so even a parser's own bug may not escape.
        }
        return reader.reading();
    }

    private boolean eventSeen;
    private boolean payloadSeen;
    private boolean payloadRead;
    private boolean accountSeen;
    private boolean objectSeen;
    private boolean flatIdSeen;
    private final boolean[] idSeen = new boolean[IdField.values().length];

    private @Nullable String event;
    private @Nullable String account;
    private final @Nullable String[] ids = new String[IdField.values().length];
    private @Nullable String flatId;

    private void takeRoot(String name, JsonParser parser) throws IOException {
        if (name.equals("event") && !eventSeen) {
            eventSeen = true;
            event = BodyJson.string(parser);
        } else if (name.equals("payload") && !payloadSeen) {
            payloadSeen = true;
            BodyJson.fields(parser, this::unsettled, this::takePayload);
            payloadRead = true;
        } else {
            parser.skipChildren();
        }
    }

    private void takePayload(String name, JsonParser parser) throws IOException {
        if (name.equals("account_id") && !accountSeen) {
            accountSeen = true;
            account = BodyJson.stringOrNumber(parser);
        } else if (name.equals("object") && !objectSeen) {
            objectSeen = true;
            BodyJson.fields(parser, this::unsettled, this::takeObject);
        } else if (name.equals(IdField.MEETING_ID.jsonName()) && !flatIdSeen) {
            flatIdSeen = true;
            flatId = BodyJson.stringOrNumber(parser);
        } else {
            parser.skipChildren();
        }
    }

    private void takeObject(String name, JsonParser parser) throws IOException {
        for (IdField field : IdField.values()) {
            int slot = field.ordinal();
            if (name.equals(field.jsonName()) && !idSeen[slot]) {
                idSeen[slot] = true;
                ids[slot] = BodyJson.stringOrNumber(parser);
                return;
            }
        }
        parser.skipChildren();
    }

    /** Whether anything that may follow could still change the answer. */
    private boolean unsettled() {
        if (!eventSeen || !(accountSeen || payloadRead)) {
            return true;
        }
        if (payloadRead) {
            return false;
        }
        IdField expected = event == null ? null : SessionKey.expectedField(event);
        // Where the event's name does not say, the first kind of id wins over every other.
        IdField winner = expected == null ? IdField.values()[0] : expected;
        return ids[winner.ordinal()] == null;
    }

    private Reading reading() {
        int slot = IdField.MEETING_ID.ordinal();
        if (ids[slot] == null) {
            // The simplified flat shape (qss-reference §1.7).
            ids[slot] = flatId;
        }
        return new Reading(event, SessionKey.choose(event, account, ids));
    }

    private SessionKeyReader() {}
}
