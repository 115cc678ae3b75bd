package io.qsstream.processor.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Scope;
import io.qsstream.processor.telemetry.ProcessorMeters.Outcome;
import io.qsstream.schema.topic.Topics;
import io.qsstream.tracing.TraceHeaders;
import io.qsstream.tracing.Traces;
import io.qsstream.v1.AlertTransition;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The spans of the processor: one per raw record, from its reading until every stage has seen it, and one per alert
 * transition that the record caused. The record's span is current on the stream thread while the stages run, because
 * one thread takes a record through all of them; so no stage but the first and the alerts' knows of traces.
 */
public final class RecordTraces {

    private final Traces traces;

    public RecordTraces(Traces traces) {
        this.traces = traces;
    }

    public boolean areOn() {
        return traces.areOn();
    }

    /** Begins the span of a raw record below what its headers say, and makes it current until it is closed. */
    @SuppressWarnings("MustBeClosedChecker") // Whoever takes it closes it.
    public Taking take(Headers headers, Optional<RecordMetadata> place) {
        Span span = traces.below(TraceHeaders.read(headers), "process " + Topics.RAW_EVENTS.name(), SpanKind.CONSUMER)
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.operation.name", "process")
                .setAttribute("messaging.destination.name", Topics.RAW_EVENTS.name())
                .startSpan();
        if (place.isPresent()) {
            span.setAttribute(
                    "messaging.destination.partition.id",
                    Integer.toString(place.get().partition()));
            span.setAttribute("messaging.kafka.offset", place.get().offset());
        }
        return new Taking(span, span.makeCurrent());
    }

    /** The headers of a transition that the current record caused; none while traces are off. */
    public @Nullable Headers caused(AlertTransition transition) {
        if (!traces.areOn()) {
            return null;
        }
        Span span = traces.belowCurrent("publish " + Topics.ALERTS.name(), SpanKind.PRODUCER)
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.operation.name", "send")
                .setAttribute("messaging.destination.name", Topics.ALERTS.name())
                .setAttribute("qsstream.alert.id", transition.getAlertId())
                .setAttribute("qsstream.alert.rule", transition.getRuleId())
                .setAttribute(
                        "qsstream.alert.transition", transition.getTransition().name())
                .startSpan();
        Headers headers = new RecordHeaders();
        TraceHeaders.write(span.getSpanContext(), headers);
        span.end();
        return headers;
    }

    /** A raw record's span while the stages run. */
    public record Taking(Span span, Scope scope) implements AutoCloseable {

        /** What became of it. */
        public void outcome(Outcome outcome) {
            span.setAttribute("qsstream.outcome", outcome.name().toLowerCase(Locale.ROOT));
        }

        @Override
        public void close() {
            scope.close();
            span.end();
        }
    }
}
