package io.qsstream.ingest.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.util.HashedWheelTimer;
import io.qsstream.ingest.admit.Admission;
import io.qsstream.ingest.settings.IngestSettings;
import io.qsstream.ingest.settings.WebhookSecrets;
import io.qsstream.ingest.store.RawEventLog;
import io.qsstream.ingest.store.Receipt;
import io.qsstream.ingest.testing.Fixtures;
import io.qsstream.ingest.testing.Fixtures.Signed;
import io.qsstream.tracing.Traces;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IntakeTest {

    private static final Signed EVENT = Fixtures.one("events/phone.call_qos.json");
    private static final Duration DEADLINE = Duration.ofMillis(500);

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final Admission admission = new Admission(1);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final HashedWheelTimer deadlines = new HashedWheelTimer();
    private final Intake intake = new Intake(
            WebhookSecrets.of(Map.of("ZOOM_WEBHOOK_SECRET_TOKEN", Fixtures.SECRET)),
            new IngestSettings(
                    Duration.ofMinutes(95),
                    Duration.ofMinutes(5),
                    DEADLINE,
                    1,
                    10,
                    Duration.ofSeconds(5),
                    Duration.ZERO),
            admission,
            new RawEventLog(producer),
            new RefusalLog(Clock.fixed(Fixtures.NOW, ZoneOffset.UTC)),
            Traces.off(),
            deadlines,
            meters);

    @AfterEach
    void stop() {
        deadlines.stop();
    }

    @Test
    void anEventIsNotAcceptedBeforeTheBrokerHasAcknowledgedIt() {
        CompletableFuture<Answer> answer = receive();
        assertThat(answer).isNotDone();
        assertThat(admission.inFlight()).isEqualTo(1);
        assertThat(producer.history())
                .singleElement()
                .satisfies(record -> assertThat(record.value()).isEqualTo(EVENT.body()));

        producer.completeNext();

        assertThat(answer).isCompletedWithValue(new Answer.Accepted());
        assertThat(admission.inFlight()).isZero();
        assertThat(meters.get("qsstream.ingest.ack").timer().count()).isEqualTo(1);
    }

    @Test
    void whatTheBrokerRefusesIsUnavailable() {
        CompletableFuture<Answer> answer = receive();
        producer.errorNext(new NotEnoughReplicasException("one of three"));
        assertThat(answer).isCompletedWithValue(new Answer.Refused(Outcome.KAFKA_UNAVAILABLE));
        assertThat(admission.inFlight()).isZero();
        assertThat(meters.get("qsstream.ingest.ack").timer().count()).isZero();
    }

    @Test
    void whatTheProducerRefusesAtOnceIsUnavailable() {
        producer.sendException = new KafkaException("fenced");
        assertThat(receive()).isCompletedWithValue(new Answer.Refused(Outcome.KAFKA_UNAVAILABLE));
        assertThat(admission.inFlight()).isZero();
    }

    @Test
    void nobodyWaitsLongerThanTheDeadline() {
        long from = System.nanoTime();
        CompletableFuture<Answer> answer = receive();
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(answer::isDone);
        assertThat(answer).isCompletedWithValue(new Answer.Refused(Outcome.KAFKA_UNAVAILABLE));
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isGreaterThanOrEqualTo(DEADLINE);
        assertThat(admission.inFlight()).isZero();

        // An acknowledgement after the answer changes nothing.
        producer.completeNext();
        assertThat(admission.inFlight()).isZero();
    }

    @Test
    void whoeverComesWhenAllPlacesAreTakenIsRefusedAndNothingIsWritten() {
        receive();
        assertThat(receive()).isCompletedWithValue(new Answer.Refused(Outcome.TOO_MANY_IN_FLIGHT));
        assertThat(producer.history()).hasSize(1);
    }

    @Test
    void aStrangerTakesNoPlace() {
        for (int i = 0; i < 3; i++) {
            assertThat(receive("v0=" + "0".repeat(64))).isCompletedWithValue(new Answer.Refused(Outcome.FORGED));
        }
        assertThat(admission.inFlight()).isZero();
        assertThat(producer.history()).isEqualTo(List.of());
    }

    @Test
    void whileDrainingEventsAreRefused() {
        admission.drain();
        assertThat(receive()).isCompletedWithValue(new Answer.Refused(Outcome.DRAINING));
    }

    private CompletableFuture<Answer> receive() {
        return receive(EVENT.signature());
    }

    private CompletableFuture<Answer> receive(String signature) {
        return intake.receive(new Delivery(
                        EVENT.body(),
                        null,
                        signature,
                        EVENT.timestamp(),
                        new Receipt("/webhooks/zoom", null, null, null, Fixtures.NOW)))
                .toCompletableFuture();
    }
}
