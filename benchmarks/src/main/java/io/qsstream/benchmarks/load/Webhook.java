package io.qsstream.benchmarks.load;

import io.qsstream.local.simulate.Signature;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * One request, ready for the wire.
 *
 * @param bytes request line, headers and body
 * @param tag whatever its maker knows it by
 */
public record Webhook(byte[] bytes, long tag) {

    /** Signs as Zoom does. */
    public static Webhook signed(byte[] body, String secret, Instant now, String requestId, long tag) {
        byte[] head = ("POST /webhooks/zoom HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + body.length + "\r\nx-zm-signature: " + Signature.of(secret, now, body)
                        + "\r\nx-zm-request-timestamp: " + now.getEpochSecond() + "\r\nx-zm-request-id: " + requestId
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return new Webhook(all, tag);
    }
}
