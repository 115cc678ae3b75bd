package io.qsstream.ingest.verify;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decides whether a request really came from Zoom. Pure: secrets and clock are passed in. */
public final class WebhookSignature {

    private static final String VERSION = "v0=";
    private static final Pattern SIGNATURE = Pattern.compile("v0=[0-9a-f]{64}");
    /** Seconds; milliseconds have 13 digits, and are not what Zoom sends in this header (qss-reference §3). */
    private static final Pattern TIMESTAMP = Pattern.compile("[0-9]{1,12}");

    private static final byte[] PREFIX = "v0:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SEPARATOR = ":".getBytes(StandardCharsets.US_ASCII);

    /**
     * Checks a signature over the bytes as they were received: re-serialised JSON would not match.
     *
     * @param signature {@code x-zm-signature}; null where it is missing or there is more than one
     * @param timestamp {@code x-zm-request-timestamp}; null likewise
     */
    public static Verdict verify(
            byte[] body,
            @Nullable String signature,
            @Nullable String timestamp,
            Secrets secrets,
            Tolerance tolerance,
            Instant now) {
        if (signature == null
                || timestamp == null
                || !SIGNATURE.matcher(signature).matches()
                || !TIMESTAMP.matcher(timestamp).matches()) {
            return new Verdict.Malformed();
        }
        byte[] claimed = HexFormat.of().parseHex(signature, VERSION.length(), signature.length());
        byte[] signedTime = timestamp.getBytes(StandardCharsets.US_ASCII);
        Secret match = null;
        // All are tried whichever matches, and each is compared in constant time: nothing to measure from outside.
        for (Secret secret : secrets.all()) {
            if (MessageDigest.isEqual(secret.sign(PREFIX, signedTime, SEPARATOR, body), claimed)) {
                match = secret;
            }
        }
        if (match == null) {
            return new Verdict.Forged();
        }
        // After the signature, so that "stale" tells an operator of a replay or of a wrong clock, never of a stranger.
        Instant signed = Instant.ofEpochSecond(Long.parseLong(timestamp));
        return tolerance.allows(signed, now) ? new Verdict.Authentic(match) : new Verdict.Stale();
    }

    private WebhookSignature() {}
}
