package io.qsstream.local.faults;

import io.qsstream.local.simulate.Event;
import io.qsstream.local.simulate.WebhookRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;

/** Posts as Zoom does: signed, 3 s for an answer, again by {@link Redelivery} after a 5xx or none, never after a 4xx. */
final class ZoomSender implements AutoCloseable {

    /** What became of one delivery. */
    sealed interface Fate {
        /** Answered 2xx. */
        record Acknowledged() implements Fate {}

        /** Answered with what Zoom never retries. */
        record Refused(int status) implements Fate {}

        /** Four attempts, none of them answered 2xx. */
        record GivenUp() implements Fate {}
    }

    /** Zoom's own limit. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(3);

    private final URI url;
    private final String secret;
    private final Redelivery redelivery;
    /** Attempts at once; who waits for its next attempt holds none. */
    private final Semaphore hands;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    /** Guarded by itself. */
    private final Map<String, Integer> answers = new TreeMap<>();

    /** Milliseconds of every answer; guarded by itself. */
    private final List<Integer> answerMillis = new ArrayList<>();

    ZoomSender(URI url, String secret, Redelivery redelivery, int concurrency) {
        this.url = url;
        this.secret = secret;
        this.redelivery = redelivery;
        this.hands = new Semaphore(concurrency, true);
    }

    /** Returns with the event's fate, 85 compressed minutes later at the latest. */
    Fate send(Event event) throws InterruptedException {
        byte[] body = event.body().getBytes(StandardCharsets.UTF_8);
        Instant first = null;
        for (int failures = 1; ; failures++) {
            hands.acquire();
            int status;
            try {
                if (first == null) {
                    first = Instant.now();
                }
                status = attempt(event, body);
            } finally {
                hands.release();
            }
            if (status / 100 == 2) {
                return new Fate.Acknowledged();
            }
            if (status != 0 && status < 500) {
                return new Fate.Refused(status);
            }
            Optional<Instant> next = redelivery.next(first, failures);
            if (next.isEmpty()) {
                return new Fate.GivenUp();
            }
            Duration wait = Duration.between(Instant.now(), next.get());
            if (wait.isPositive()) {
                Thread.sleep(wait);
            }
        }
    }

    /** The status; 0 for no answer. */
    private int attempt(Event event, byte[] body) throws InterruptedException {
        long begin = System.nanoTime();
        int status;
        try {
            status = http.send(request(event, body), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            int millis = (int) ((System.nanoTime() - begin) / 1_000_000);
            synchronized (answerMillis) {
                answerMillis.add(millis);
            }
        } catch (IOException e) {
            status = 0;
        }
        synchronized (answers) {
            answers.merge(status == 0 ? "none" : Integer.toString(status), 1, Integer::sum);
        }
        return status;
    }

    private HttpRequest request(Event event, byte[] body) {
        return WebhookRequest.of(url, secret, event, body, Instant.now(), ANSWER_WITHIN);
    }

    /** Number of attempts answered with this status; "none" for those without an answer. */
    int answers(String status) {
        synchronized (answers) {
            return answers.getOrDefault(status, 0);
        }
    }

    /** Of every attempt. */
    String answers() {
        synchronized (answers) {
            return answers.toString();
        }
    }

    /** Of all answers, whatever their status; zero if there are none. */
    Duration answeredWithin(double share) {
        synchronized (answerMillis) {
            if (answerMillis.isEmpty()) {
                return Duration.ZERO;
            }
            List<Integer> sorted = answerMillis.stream().sorted().toList();
            return Duration.ofMillis(sorted.get(
                    (int) Math.min(sorted.size() - 1, Math.ceil(share * sorted.size()) - 1)));
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
