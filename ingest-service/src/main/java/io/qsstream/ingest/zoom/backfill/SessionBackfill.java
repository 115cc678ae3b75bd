package io.qsstream.ingest.zoom.backfill;

import com.fasterxml.jackson.databind.JsonNode;
import io.qsstream.ingest.store.RawRecords;
import io.qsstream.ingest.zoom.answer.ZoomAnswer;
import io.qsstream.ingest.zoom.ask.Endpoint;
import io.qsstream.ingest.zoom.ask.Pages;
import io.qsstream.ingest.zoom.ask.Pages.Reading;
import io.qsstream.ingest.zoom.ask.Question;
import io.qsstream.ingest.zoom.ask.ZoomClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Asks for one session and publishes what comes, page by page. Done twice, or stopped in the middle, it does no harm. */
final class SessionBackfill {

    /** Writes a record; returns once it is acknowledged. */
    @FunctionalInterface
    interface Publisher {
        /**
         * Writes it.
         *
         * @throws NotPublished if Kafka did not take it for as long as there was patience
         */
        void publish(ProducerRecord<byte[], byte[]> record) throws InterruptedException;
    }

    /** Kafka did not take a record. */
    static final class NotPublished extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotPublished(Throwable cause) {
            super("Kafka did not take a record of a backfill", cause);
        }
    }

    /** What became of the session. */
    sealed interface Result {
        /**
         * As much as Zoom has is published.
         *
         * @param outcome {@code complete}, or why a part is missing
         */
        record Done(String outcome, int records, int tooOld) implements Result {}

        /** Nothing can be asked before then. */
        record Later(ZoomAnswer.NotNow why) implements Result {}

        /** It may work another time. */
        record Failed(String outcome) implements Result {}
    }

    private final ZoomClient client;
    private final Pages pages;
    private final Publisher publisher;
    private final Clock clock;
    private final Duration maxAge;

    SessionBackfill(ZoomClient client, Publisher publisher, Clock clock, Duration maxAge) {
        this.client = client;
        this.pages = new Pages(client, clock);
        this.publisher = publisher;
        this.clock = clock;
        this.maxAge = maxAge;
    }

    Result run(SessionRef session) throws InterruptedException {
        Count count = new Count();
        try {
            if (session.userId() != null) {
                return user(session, session.userId(), count);
            }
            Reading minutes = minutes(session, "past", count);
            if (minutes instanceof Reading.Stopped stopped && stopped.why() instanceof ZoomAnswer.NotEndedOrUnknown) {
                minutes = minutes(session, "live", count);
            }
            if (minutes instanceof Reading.Stopped stopped && !(stopped.why() instanceof ZoomAnswer.Final)) {
                return unfinished(stopped.why());
            }
            Reading summaries = pages.read(
                    new Question(session.kind().summary, List.of(session.sessionId()), Map.of()),
                    user -> publish(session, Envelope.summary(session, user, clock.instant()), count));
            if (summaries instanceof Reading.Stopped stopped && !(stopped.why() instanceof ZoomAnswer.Final)) {
                return unfinished(stopped.why());
            }
            return new Result.Done(outcome(minutes, summaries), count.records, count.tooOld);
        } catch (NotPublished e) {
            return new Result.Failed("kafka_unavailable");
        }
    }

    /** One user's minutes are one call; a summary there is of all users only. */
    private Result user(SessionRef session, String userId, Count count) throws InterruptedException {
        ZoomAnswer answer = user(session, userId, "past");
        if (answer instanceof ZoomAnswer.NotEndedOrUnknown) {
            answer = user(session, userId, "live");
        }
        if (answer instanceof ZoomAnswer.Found found) {
            publish(session, minutesOf(session, found.body()), count);
            return new Result.Done("complete", count.records, count.tooOld);
        }
        return answer instanceof ZoomAnswer.Final ? new Result.Done(answer.label(), 0, 0) : unfinished(answer);
    }

    private ZoomAnswer user(SessionRef session, String userId, String type) throws InterruptedException {
        return client.ask(new Question(Endpoint.USER_QOS, List.of(session.sessionId(), userId), Map.of("type", type)));
    }

    private Reading minutes(SessionRef session, String type, Count count) throws InterruptedException {
        Endpoint endpoint = session.kind().qos;
        return pages.read(
                new Question(endpoint, List.of(session.sessionId()), Map.of("type", type)),
                user -> publish(session, minutesOf(session, user), count));
    }

    private Envelope.Wrapped minutesOf(SessionRef session, JsonNode user) {
        Instant now = clock.instant();
        return Envelope.minutes(session, user, now, now.minus(maxAge));
    }

    private void publish(SessionRef session, Envelope.Wrapped wrapped, Count count) throws InterruptedException {
        count.tooOld += wrapped.tooOld();
        for (byte[] body : wrapped.bodies()) {
            publisher.publish(RawRecords.backfill(body, session.key(), wrapped.event(), clock.instant()));
            count.records++;
        }
    }

    private static Result unfinished(ZoomAnswer why) {
        return why instanceof ZoomAnswer.NotNow notNow ? new Result.Later(notNow) : new Result.Failed(why.label());
    }

    /** The minutes' trouble before the summaries': without minutes there is nothing to count. */
    private static String outcome(Reading minutes, Reading summaries) {
        if (minutes instanceof Reading.Stopped stopped) {
            return stopped.why().label();
        }
        return summaries instanceof Reading.Stopped stopped
                ? "no_summary_" + stopped.why().label()
                : "complete";
    }

    private static final class Count {
        int records;
        int tooOld;
    }
}
