package io.qsstream.local.simulate;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;

/** An event as Zoom posts it: its headers, and a signature of the time given. Pure. */
public final class WebhookRequest {

    /** @param answerWithin how long its sender waits for the answer */
    public static HttpRequest of(URI url, String secret, Event event, byte[] body, Instant now, Duration answerWithin) {
        return HttpRequest.newBuilder(url)
                .timeout(answerWithin)
                .header("content-type", "application/json; charset=utf-8")
                .header("user-agent", "Zoom Marketplace/1.0a")
                .header("x-zm-request-timestamp", Long.toString(now.getEpochSecond()))
                .header("x-zm-signature", Signature.of(secret, now, body))
                .header("x-zm-request-id", event.requestId())
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
    }

    private WebhookRequest() {}
}
