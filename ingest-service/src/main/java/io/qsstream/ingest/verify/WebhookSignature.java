package io.qsstream.ingest.verify;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Decides whether a request really came from Zoom. Pure: secrets and clock are passed in. */
public final class WebhookSignature {

    private static final String VERSION = "v0=";
    private static final int SIGNATURE_LENGTH = VERSION.length() + 64;
    /** Seconds; milliseconds have 13 digits, and are not what Zoom sends in this header (qss-reference §3). */
    private static final int MOST_DIGITS = 12;

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
        if (signature == null || timestamp == null || !isWellFormed(signature) || !isSeconds(timestamp)) {
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

    /** {@code v0=} and 64 digits of lower-case hex. No regular expression: this is asked of every request. */
    private static boolean isWellFormed(String signature) {
        if (signature.length() != SIGNATURE_LENGTH || !signature.startsWith(VERSION)) {
            return false;
        }
        for (int i = VERSION.length(); i < SIGNATURE_LENGTH; i++) {
            char digit = signature.charAt(i);
            if (!isDigit(digit) && (digit < 'a' || digit > 'f')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSeconds(String timestamp) {
        if (timestamp.isEmpty() || timestamp.length() > MOST_DIGITS) {
            return false;
        }
        for (int i = 0; i < timestamp.length(); i++) {
            if (!isDigit(timestamp.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char of) {
        return of >= '0' && of <= '9';
    }

    private WebhookSignature() {}
}
