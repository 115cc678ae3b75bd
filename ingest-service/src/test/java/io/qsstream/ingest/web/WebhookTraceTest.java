package io.qsstream.ingest.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.util.HashedWheelTimer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which webhooks make spans, and what their records carry. */
class WebhookTraceTest {

    private static final Signed EVENT = Fixtures.one("events/phone.call_qos.json");
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String ZOOMS_SPAN = "00f067aa0ba902b7";
    private static final String TRACEPARENT = "00-" + TRACE + "-" + ZOOMS_SPAN + "-01";

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final HashedWheelTimer deadlines = new HashedWheelTimer();
    private final Ended ended = new Ended();

    @AfterEach
    void stop() {
        deadlines.stop();
    }

    @Test
    void theRecordCarriesItsPublishingSpanBelowTheRequestBelowZoomsSpan() {
        // Given
        CompletableFuture<Answer> answer = receive(0, EVENT.signature(), TRACEPARENT, "zoom=abc");

        // When
        producer.completeNext();

        // Then
        assertThat(answer).isCompletedWithValue(new Answer.Accepted());
        assertThat(ended.spans)
                .extracting(SpanData::getName)
                .containsExactly("publish zoom.qss.raw-events.v1", "POST /webhooks/zoom");
        SpanData publish = ended.spans.get(0);
        SpanData request = ended.spans.get(1);
        assertThat(request.getTraceId()).isEqualTo(TRACE);
        assertThat(request.getParentSpanId()).isEqualTo(ZOOMS_SPAN);
        assertThat(request.getKind()).isEqualTo(SpanKind.SERVER);
        assertThat(request.getAttributes().get(AttributeKey.stringKey("qsstream.event")))
                .isEqualTo("phone.call_qos");
        assertThat(publish.getParentSpanId()).isEqualTo(request.getSpanId());
        assertThat(header("traceparent")).isEqualTo("00-" + TRACE + "-" + publish.getSpanId() + "-01");
        assertThat(header("tracestate")).isEqualTo("zoom=abc");
    }

    @Test
    void aHostileHeaderBeginsATraceOfItsOwn() {
        // When
        receive(1, EVENT.signature(), "00-" + "0".repeat(32) + "-" + ZOOMS_SPAN + "-01", "a=b");
        producer.completeNext();

        // Then
        assertThat(ended.spans).hasSize(2);
        assertThat(ended.spans.get(1).getParentSpanContext().isValid()).isFalse();
        assertThat(header("traceparent"))
                .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-03")
                .doesNotContain("0".repeat(32));
        assertThat(header("tracestate")).isNull();
    }

    @Test
    void whatIsNotSampledHasItsContextAllTheSame() {
        // When
        receive(0, EVENT.signature(), null, null);
        producer.completeNext();

        // Then
        assertThat(ended.spans).isEmpty();
        // Not sampled; of a random trace id, as level 2 of the recommendation says.
        assertThat(header("traceparent")).endsWith("-02");
    }

    @Test
    void aStrangersHeaderMakesNoSpan() {
        assertThat(receive(1, "v0=" + "0".repeat(64), TRACEPARENT, null))
                .isCompletedWithValue(new Answer.Refused(Outcome.FORGED));
        assertThat(ended.spans).isEmpty();
    }

    @Test
    void whatTheBrokerRefusesIsAnErrorOfBothSpans() {
        // When
        receive(1, EVENT.signature(), null, null);
        producer.errorNext(new NotEnoughReplicasException("one of three"));

        // Then
        assertThat(ended.spans)
                .hasSize(2)
                .allSatisfy(span -> assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR));
        assertThat(ended.spans.get(1).getAttributes().get(AttributeKey.stringKey("qsstream.outcome")))
                .isEqualTo("kafka_unavailable");
    }

    private CompletableFuture<Answer> receive(double ratio, String signature, String traceparent, String tracestate) {
        Intake intake = new Intake(
                WebhookSecrets.of(Map.of("ZOOM_WEBHOOK_SECRET_TOKEN", Fixtures.SECRET)),
                new IngestSettings(
                        Duration.ofMinutes(95),
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(2),
                        1,
                        10,
                        Duration.ofSeconds(5),
                        Duration.ZERO),
                new Admission(1),
                new RawEventLog(producer),
                new RefusalLog(Clock.fixed(Fixtures.NOW, ZoneOffset.UTC)),
                Traces.to(ended, ratio, "test"),
                deadlines,
                new SimpleMeterRegistry());
        return intake.receive(new Delivery(
                        EVENT.body(),
                        null,
                        signature,
                        EVENT.timestamp(),
                        new Receipt("/webhooks/zoom", null, traceparent, tracestate, Fixtures.NOW)))
                .toCompletableFuture();
    }

    private String header(String name) {
        ProducerRecord<byte[], byte[]> record = producer.history().getFirst();
        Header header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), UTF_8);
    }

    /** Keeps what has ended. */
    private static final class Ended implements SpanProcessor {

        private final List<SpanData> spans = new ArrayList<>();

        @Override
        public void onStart(Context parent, ReadWriteSpan span) {
            // Only ends count.
        }

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            spans.add(span.toSpanData());
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }
}
