package io.qsstream.ingest.web;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
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
    private final Timer ack;

    Intake(
            WebhookSecrets secrets,
            IngestSettings settings,
            Admission admission,
            RawEventLog log,
            RefusalLog refusals,
            Traces traces,
            MeterRegistry meters) {
        this.secrets = secrets;
        this.settings = settings;
        this.admission = admission;
        this.log = log;
        this.refusals = refusals;
        this.traces = traces;
        this.ack = Timer.builder("qsstream.ingest.ack")
                .description("From handing an event to the producer to the broker's acknowledgement")
                .publishPercentileHistogram()
                .register(meters);
        Gauge.builder("qsstream.ingest.in.flight", admission, Admission::inFlight)
                .description("Requests that wait for the broker")
                .register(meters);
    }

    /**
     * Decides.
     *
     * @param app the path's last part, null for the main path
     * @param signature null where missing or repeated; so is {@code timestamp}
     */
    CompletionStage<Answer> receive(
            byte[] body,
            @Nullable String app,
            @Nullable String signature,
            @Nullable String timestamp,
            Receipt receipt) {
        Verdict verdict = WebhookSignature.verify(
                body, signature, timestamp, secrets.forApp(app), settings.tolerance(), receipt.time());
        return switch (verdict) {
            case Verdict.Authentic authentic -> take(body, authentic.secret(), receipt);
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
            case ADMITTED -> store(body, receipt, reading);
            case FULL -> refused(Outcome.TOO_MANY_IN_FLIGHT);
            case DRAINING -> refused(Outcome.DRAINING);
        };
    }

    private CompletionStage<Answer> store(byte[] body, Receipt receipt, Reading reading) {
        Timer.Sample since = Timer.start();
        ProducerRecord<byte[], byte[]> record = RawRecords.webhook(body, receipt, reading);
        WebhookTrace trace = traces.areOn() ? WebhookTrace.begin(traces, record, receipt) : WebhookTrace.NONE;
        return log.append(record)
                .whenComplete((written, failure) -> {
                    if (failure == null) {
                        since.stop(ack);
                    }
                    trace.published(written, failure);
                })
                .orTimeout(settings.deadline().toMillis(), TimeUnit.MILLISECONDS)
                .handle(this::answer)
                .whenComplete((answer, defect) -> {
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
