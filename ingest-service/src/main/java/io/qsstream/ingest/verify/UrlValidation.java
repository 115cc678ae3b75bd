package io.qsstream.ingest.verify;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Zoom's challenge: a token to be signed, which proves that this endpoint knows the secret. */
public final class UrlValidation {

    public static final String EVENT = "endpoint.url_validation";

    /** Without this bound a stranger's {@code v0:<ts>:<body>} could be signed for him: there is a colon in it. */
    private static final Pattern PLAIN_TOKEN = Pattern.compile("[A-Za-z0-9_-]{1,128}");

    /** The answer's JSON body; empty where the token is not one that may be signed. */
    public static Optional<String> answer(@Nullable String plainToken, Secret secret) {
        if (plainToken == null || !PLAIN_TOKEN.matcher(plainToken).matches()) {
            return Optional.empty();
        }
        String encrypted = HexFormat.of().formatHex(secret.sign(plainToken.getBytes(StandardCharsets.US_ASCII)));
        return Optional.of("{\"plainToken\":\"" + plainToken + "\",\"encryptedToken\":\"" + encrypted + "\"}");
    }

    private UrlValidation() {}
}
