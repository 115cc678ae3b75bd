package io.qsstream.dashboard.model;

import io.qsstream.schema.SessionKey;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** A session's id in the API: its key in base64url, because Zoom's ids have {@code /}, {@code +} and {@code =} in them. */
public final class SessionIds {

    public static String of(SessionKey key) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(key.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The session of an id; empty where it is none of ours. */
    public static Optional<SessionKey> parse(String id) {
        try {
            String key = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getUrlDecoder().decode(id)))
                    .toString();
            return key.indexOf('|') < 0 ? Optional.empty() : Optional.of(SessionKey.of(key));
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private SessionIds() {}
}
