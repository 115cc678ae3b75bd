package io.qsstream.dashboard.notify;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Posts JSON and says what became of it; the address is never in a message, because it may be a secret. */
final class HttpPost {

    /** What became of it. */
    sealed interface Outcome {}

    record Taken() implements Outcome {}

    /** Asking again would be answered the same. */
    record Refused(int status) implements Outcome {}

    /** Worth asking again. */
    record Failed(String why) implements Outcome {}

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();

    Outcome post(URI target, byte[] json) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(target)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofByteArray(json))
                .build();
        try {
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status / 100 == 2) {
                return new Taken();
            }
            return status == 429 || status == 408 || status / 100 == 5
                    ? new Failed("HTTP " + status)
                    : new Refused(status);
        } catch (IOException e) {
            return new Failed(e.getClass().getSimpleName());
        }
    }
}
