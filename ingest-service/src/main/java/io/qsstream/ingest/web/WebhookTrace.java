package io.qsstream.ingest.web;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.qsstream.ingest.store.Receipt;
import io.qsstream.schema.RawHeaders;
import io.qsstream.tracing.TraceHeaders;
import io.qsstream.tracing.Traces;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The two spans of one webhook: the request, from receipt to answer, and below it the record on its way to the broker.
 * Begun only once the signature was found to be good: a stranger's header makes no span.
 */
interface WebhookTrace {

    /** While traces are off. */
    WebhookTrace NONE = new WebhookTrace() {
        @Override
        public void published(@Nullable RecordMetadata written, @Nullable Throwable failure) {
            // Nobody wants to know.
        }

        @Override
        public void answered(@Nullable Answer answer) {
            // Nobody wants to know.
        }
    };

    /** The broker has acknowledged the record, or it was given up. */
    void published(@Nullable RecordMetadata written, @Nullable Throwable failure);

    /** Zoom has its answer; null after a defect of ours. */
    void answered(@Nullable Answer answer);

    /** Begins both spans, and writes the context of the second over the record's own. */
    static WebhookTrace begin(Traces traces, ProducerRecord<byte[], byte[]> record, Receipt receipt) {
        Span request = traces.below(
                        TraceHeaders.read(receipt.traceparent(), receipt.tracestate()),
                        "POST " + WebhookController.PATH,
                        SpanKind.SERVER)
                .setStartTimestamp(receipt.time())
                .setAttribute("http.request.method", "POST")
                .setAttribute("url.path", receipt.path())
                .setAttribute("qsstream.event", text(record, RawHeaders.CE_TYPE))
                .startSpan();
        Span publish = traces.below(request.getSpanContext(), "publish " + record.topic(), SpanKind.PRODUCER)
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.operation.name", "send")
                .setAttribute("messaging.destination.name", record.topic())
                .startSpan();
        TraceHeaders.write(publish.getSpanContext(), record.headers());
        return new Begun(request, publish);
    }

    private static String text(ProducerRecord<?, ?> record, String header) {
        return new String(record.headers().lastHeader(header).value(), StandardCharsets.UTF_8);
    }

    /** Both spans, begun. */
    record Begun(Span request, Span publish) implements WebhookTrace {

        @Override
        public void published(@Nullable RecordMetadata written, @Nullable Throwable failure) {
            if (failure != null) {
                publish.setStatus(StatusCode.ERROR, failure.getClass().getSimpleName());
            } else if (written != null) {
                publish.setAttribute("messaging.destination.partition.id", Integer.toString(written.partition()));
                publish.setAttribute("messaging.kafka.offset", written.offset());
            }
            publish.end();
        }

        @Override
        public void answered(@Nullable Answer answer) {
            if (answer == null) {
                request.setStatus(StatusCode.ERROR);
            } else {
                Outcome outcome = answer.outcome();
                request.setAttribute(
                        "http.response.status_code", (long) outcome.status().getCode());
                request.setAttribute("qsstream.outcome", outcome.label());
                if (outcome.status().getCode() >= 500) {
                    request.setStatus(StatusCode.ERROR, outcome.label());
                }
            }
            request.end();
        }
    }
}
