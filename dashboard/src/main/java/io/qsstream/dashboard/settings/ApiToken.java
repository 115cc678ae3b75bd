package io.qsstream.dashboard.settings;

import io.qsstream.schema.settings.StartRefused;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The bearer token of API and page. Compares in constant time, whatever the lengths; never printed. */
public final class ApiToken {

    public static final String VARIABLE = "DASHBOARD_API_TOKEN";

    private static final int LEAST_CHARACTERS = 16;

    private final String token;
    private final byte[] digest;

    private ApiToken(String token) {
        this.token = token;
        this.digest = sha256(token);
    }

    /**
     * Reads the variable.
     *
     * @throws StartRefused if it is missing, too short, or cannot stand in a header
     */
    public static ApiToken of(Map<String, String> variables) {
        String given = variables.getOrDefault(VARIABLE, "").strip();
        if (given.isEmpty()) {
            throw new StartRefused(
                    VARIABLE + " is not set: give it a long random text, such as the output of: openssl rand -hex 32");
        }
        if (given.length() < LEAST_CHARACTERS) {
            throw new StartRefused(VARIABLE + " must have at least " + LEAST_CHARACTERS
                    + " characters: openssl rand -hex 32 makes one");
        }
        if (!given.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new StartRefused(
                    VARIABLE + " may hold printable ASCII without spaces only: openssl rand -hex 32 makes one");
        }
        return new ApiToken(given);
    }

    /** Whether this is the token. */
    public boolean is(@Nullable String given) {
        return given != null && MessageDigest.isEqual(digest, sha256(given));
    }

    /** The token itself, for the page over loopback and for nobody else. */
    public String text() {
        return token;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "ApiToken";
    }
}
