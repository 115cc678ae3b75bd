package io.qsstream.ingest.key;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Finds {@code payload.plainToken} of a URL validation. The first occurrence counts; only a string does. */
public final class PlainTokenReader {

    /** Reads a body; null where there is no token. Never throws. */
    public static @Nullable String read(byte[] body) {
        PlainTokenReader reader = new PlainTokenReader();
        try (JsonParser parser = BodyJson.FACTORY.createParser(body)) {
            if (parser.nextToken() != null) {
                BodyJson.fields(parser, () -> !reader.payloadSeen, reader::takeRoot);
            }
        } catch (IOException | RuntimeException e) {
            return null;
        }
        return reader.token;
    }

    private boolean payloadSeen;
    private boolean tokenSeen;
    private @Nullable String token;

    private void takeRoot(String name, JsonParser parser) throws IOException {
        if (name.equals("payload")) {
            payloadSeen = true;
            BodyJson.fields(parser, () -> !tokenSeen, this::takePayload);
        } else {
            parser.skipChildren();
        }
    }

    private void takePayload(String name, JsonParser parser) throws IOException {
        if (name.equals("plainToken")) {
            tokenSeen = true;
            token = BodyJson.string(parser);
        } else {
            parser.skipChildren();
        }
    }

    private PlainTokenReader() {}
}
