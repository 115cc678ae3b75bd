package io.qsstream.ingest.zoom.ask;

import com.fasterxml.jackson.databind.JsonNode;
import io.qsstream.ingest.zoom.answer.ZoomAnswer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads a list to its end. A page token lives for 15 min (qss-reference §4.3); where it has expired the list is read
 * again from its start, so an element may be given twice.
 */
public final class Pages {

    static final String TOKEN = "next_page_token";

    private static final Duration TOKEN_LIFE = Duration.ofMinutes(14);
    private static final int RESTARTS = 3;

    /** Takes one element. */
    @FunctionalInterface
    public interface Taker {
        void take(JsonNode element) throws InterruptedException;
    }

    /** What became of a list. */
    public sealed interface Reading {
        /**
         * It was read to its end.
         *
         * @param odd elements that are no objects, and were passed over
         */
        record Complete(int elements, int odd) implements Reading {}

        /** It was not. */
        record Stopped(ZoomAnswer why) implements Reading {}
    }

    private final Asker asker;
    private final Clock clock;

    public Pages(ZoomClient client, Clock clock) {
        this((Asker) client, clock);
    }

    Pages(Asker asker, Clock clock) {
        this.asker = asker;
        this.clock = clock;
    }

    /** Reads all pages. */
    public Reading read(Question question, Taker taker) throws InterruptedException {
        for (int start = 0; ; start++) {
            Reading reading = readFromStart(question, taker);
            boolean expired =
                    reading instanceof Reading.Stopped stopped && stopped.why() instanceof ZoomAnswer.PageTokenExpired;
            if (!expired || start == RESTARTS) {
                return reading;
            }
        }
    }

    private Reading readFromStart(Question question, Taker taker) throws InterruptedException {
        Question first =
                question.with("page_size", Integer.toString(question.endpoint().pageSize()));
        Question page = first;
        Instant tokenExpires = Instant.MAX;
        Set<String> tokens = new HashSet<>();
        int elements = 0;
        int odd = 0;
        while (true) {
            if (clock.instant().isAfter(tokenExpires)) {
                return new Reading.Stopped(new ZoomAnswer.PageTokenExpired());
            }
            ZoomAnswer answer = asker.ask(page);
            if (!(answer instanceof ZoomAnswer.Found found)) {
                return new Reading.Stopped(answer);
            }
            JsonNode list = found.body().path(question.endpoint().list);
            if (!list.isArray() && !list.isMissingNode() && !list.isNull()) {
                return new Reading.Stopped(new ZoomAnswer.Unreadable());
            }
            for (JsonNode element : list) {
                if (element.isObject()) {
                    taker.take(element);
                    elements++;
                } else {
                    odd++;
                }
            }
            String token = found.body().path(TOKEN).asText("");
            if (token.isEmpty()) {
                return new Reading.Complete(elements, odd);
            }
            if (!tokens.add(token)) {
                // The same page for ever.
                return new Reading.Stopped(new ZoomAnswer.Unreadable());
            }
            tokenExpires = clock.instant().plus(TOKEN_LIFE);
            page = first.with(TOKEN, token);
        }
    }
}
