package io.qsstream.ingest.web;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.util.Timeout;
import io.qsstream.ingest.admit.Admission;
import io.qsstream.ingest.key.PlainTokenReader;
import io.qsstream.ingest.key.SessionKeyReader;
import io.qsstream.ingest.key.SessionKeyReader.Reading;
import io.qsstream.ingest.settings.IngestSettings;
import io.qsstream.ingest.settings.WebhookSecrets;
import io.qsstream.ingest.store.RawEventLog;
import io.qsstream.ingest.store.RawRecords;
import io.qsstream.ingest.store.Receipt;
import io.qsstream.ingest.verify.Secret;
import io.qsstream.ingest.verify.UrlValidation;
import io.qsstream.ingest.verify.Verdict;
import io.qsstream.ingest.verify.WebhookSignature;
import io.qsstream.tracing.Traces;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Decides one request: verify, then answer the challenge or store the event, and say so only once it is stored. */
@Singleton
final class Intake {

    private final WebhookSecrets secrets;
    private final IngestSettings settings;
    private final Admission admission;
    private final RawEventLog log;
    private final RefusalLog refusals;
    private final Traces traces;
    private final io.netty.util.Timer deadlines;
    private final Timer ack;

    Intake(
            WebhookSecrets secrets,
            IngestSettings settings,
            Admission admission,
            RawEventLog log,
            RefusalLog refusals,
            Traces traces,
            io.netty.util.Timer deadlines,
            MeterRegistry meters) {
        this.secrets = secrets;
        this.settings = settings;
        this.admission = admission;
        this.log = log;
        this.refusals = refusals;
        this.traces = traces;
        this.deadlines = deadlines;
        this.ack = Timer.builder("qsstream.ingest.ack")
                .description("From handing an event to the producer to the broker's acknowledgement")
                .publishPercentileHistogram()
                .register(meters);
        Gauge.builder("qsstream.ingest.in.flight", admission, Admission::inFlight)
                .description("Requests that wait for the broker")
                .register(meters);
    }

    /** Decides. */
    CompletionStage<Answer> receive(Delivery delivery) {
        Verdict verdict = WebhookSignature.verify(
                delivery.body(),
                delivery.signature(),
                delivery.timestamp(),
                secrets.forApp(delivery.app()),
                settings.tolerance(),
                delivery.receipt().time());
        return switch (verdict) {
            case Verdict.Authentic authentic -> take(delivery.body(), authentic.secret(), delivery.receipt());
            case Verdict.Stale stale -> refused(Outcome.STALE);
            case Verdict.Forged forged -> refused(Outcome.FORGED);
            case Verdict.Malformed malformed -> refused(Outcome.MALFORMED_SIGNATURE);
        };
    }

    private CompletionStage<Answer> take(byte[] body, Secret secret, Receipt receipt) {
        Reading reading = SessionKeyReader.read(body);
        if (UrlValidation.EVENT.equals(reading.event())) {
            return UrlValidation.answer(PlainTokenReader.read(body), secret)
                    .<CompletionStage<Answer>>map(
                            json -> CompletableFuture.completedFuture(new Answer.Challenged(json)))
                    .orElseGet(() -> refused(Outcome.CHALLENGE_REFUSED));
        }
        return switch (admission.enter()) {
            case ADMITTED -> storeOrLeave(body, receipt, reading);
            case FULL -> refused(Outcome.TOO_MANY_IN_FLIGHT);
            case DRAINING -> refused(Outcome.DRAINING);
        };
    }

    /** A defect of ours must not cost a place each time. */
    private CompletionStage<Answer> storeOrLeave(byte[] body, Receipt receipt, Reading reading) {
        try {
            return store(body, receipt, reading);
        } catch (RuntimeException e) {
            admission.leave();
            throw e;
        }
    }

    private CompletionStage<Answer> store(byte[] body, Receipt receipt, Reading reading) {
        Timer.Sample since = Timer.start();
        ProducerRecord<byte[], byte[]> record = RawRecords.webhook(body, receipt, reading);
        WebhookTrace trace = traces.areOn() ? WebhookTrace.begin(traces, record, receipt) : WebhookTrace.NONE;
        CompletableFuture<RecordMetadata> inTime = log.append(record).whenComplete((written, failure) -> {
            if (failure == null) {
                since.stop(ack);
            }
            trace.published(written, failure);
        });
        Timeout deadline = deadlines.newTimeout(
                passed -> inTime.completeExceptionally(new TimeoutException()),
                settings.deadline().toMillis(),
                TimeUnit.MILLISECONDS);
        return inTime.handle(this::answer).whenComplete((answer, defect) -> {
            deadline.cancel();
            admission.leave();
            trace.answered(answer);
        });
    }

    private Answer answer(@Nullable RecordMetadata written, @Nullable Throwable failure) {
        if (failure == null) {
            return new Answer.Accepted();
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        refusals.note(Outcome.KAFKA_UNAVAILABLE, cause.getClass().getSimpleName());
        return new Answer.Refused(Outcome.KAFKA_UNAVAILABLE);
    }

    private CompletionStage<Answer> refused(Outcome outcome) {
        refusals.note(outcome, outcome.label());
        return CompletableFuture.completedFuture(new Answer.Refused(outcome));
    }
}
