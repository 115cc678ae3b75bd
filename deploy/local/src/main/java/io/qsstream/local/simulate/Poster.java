package io.qsstream.local.simulate;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Posts events as Zoom does: signed, with Zoom's headers, again after a 5xx. Unlike Zoom it does not wait minutes between
 * attempts, so that nothing is lost, and little time, over a broker's restart.
 */
public final class Poster implements AutoCloseable {

    /** What became of one event. */
    public sealed interface Outcome {
        /** It was answered 2xx. */
        record Accepted() implements Outcome {}

        /** It was answered with a status that Zoom never retries. */
        record Refused(int status) implements Outcome {}

        /** Neither, for as long as there was patience. */
        record GivenUp(String last) implements Outcome {}
    }

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final URI url;
    private final String secret;
    private final Duration patience;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();
    /** Guarded by itself. */
    private final Map<String, AtomicLong> answers = new TreeMap<>();

    private volatile boolean closed;

    /** @param patience how long to try one event */
    public Poster(URI url, String secret, Duration patience) {
        this.url = url;
        this.secret = secret;
        this.patience = patience;
    }

    /** Posts until accepted, refused or out of patience. */
    public Outcome post(Event event) throws InterruptedException {
        byte[] body = event.body().getBytes(StandardCharsets.UTF_8);
        long deadline = System.nanoTime() + patience.toNanos();
        Duration pause = FIRST_PAUSE;
        while (true) {
            String last;
            Duration wait = pause;
            try {
                HttpResponse<Void> answer = http.send(request(event, body), HttpResponse.BodyHandlers.discarding());
                int status = answer.statusCode();
                count(Integer.toString(status));
                if (status / 100 == 2) {
                    return new Outcome.Accepted();
                }
                if (status < 500) {
                    return new Outcome.Refused(status);
                }
                last = "status " + status;
                wait = answer.headers()
                        .firstValue("retry-after")
                        .map(Poster::seconds)
                        .filter(asked -> asked.compareTo(FIRST_PAUSE) > 0)
                        .orElse(pause);
            } catch (IOException e) {
                count("no answer");
                last = e.toString();
            }
            if (closed || System.nanoTime() + wait.toNanos() > deadline) {
                return new Outcome.GivenUp(last);
            }
            Thread.sleep(wait);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
    }

    private HttpRequest request(Event event, byte[] body) {
        // Signed anew for each attempt; nobody knows whether Zoom does (qss-reference §3), ingest must take both.
        return WebhookRequest.of(url, secret, event, body, Instant.now(), ANSWER_WITHIN);
    }

    /** {@code Retry-After} in seconds; a date or nonsense counts as not there. */
    static Duration seconds(String retryAfter) {
        try {
            long seconds = Long.parseLong(retryAfter.trim());
            return seconds < 0 || seconds > 60 ? LONGEST_PAUSE : Duration.ofSeconds(seconds);
        } catch (NumberFormatException e) {
            return Duration.ZERO;
        }
    }

    private void count(String answer) {
        synchronized (answers) {
            answers.computeIfAbsent(answer, key -> new AtomicLong()).incrementAndGet();
        }
    }

    /** Every answer so far, by status, retries included. */
    public String answers() {
        synchronized (answers) {
            return answers.isEmpty()
                    ? "no requests"
                    : String.join(
                            ", ",
                            answers.entrySet().stream()
                                    .map(each -> each.getKey() + ": " + each.getValue())
                                    .toList());
        }
    }

    /** Ends retries and connections. */
    @Override
    public void close() {
        closed = true;
        http.shutdownNow();
    }
}
