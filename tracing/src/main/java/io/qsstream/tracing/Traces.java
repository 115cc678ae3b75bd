package io.qsstream.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The spans of one service, or nothing at all: while traces are off, whoever asks {@link #areOn()} first pays for that
 * one branch. Spans leave in batches on a thread of their own; a collector that is away costs spans, never a record.
 */
public final class Traces implements AutoCloseable {

    private static final Duration BETWEEN_BATCHES = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(3);

    private static final Traces OFF = new Traces(null);

    private final @Nullable SdkTracerProvider provider;
    private final Tracer tracer;

    private Traces(@Nullable SdkTracerProvider provider) {
        this.provider = provider;
        this.tracer = (provider == null ? TracerProvider.noop() : provider).get("io.qsstream");
    }

    /** None. */
    public static Traces off() {
        return OFF;
    }

    /** To a collector, or none; {@code service} is what the spans' resource is called. */
    public static Traces to(Optional<Collector> collector, String service) {
        return collector.map(each -> to(each, service)).orElse(OFF);
    }

    private static Traces to(Collector collector, String service) {
        SdkLog.intoOurs();
        var exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(collector.traces().toString())
                .setTimeout(PATIENCE)
                .setCompression("gzip");
        collector.headers().forEach(exporter::addHeader);
        return to(
                BatchSpanProcessor.builder(exporter.build())
                        .setScheduleDelay(BETWEEN_BATCHES)
                        .build(),
                collector.ratio(),
                service);
    }

    /** To whoever takes the spans. */
    public static Traces to(SpanProcessor spans, double ratio, String service) {
        return new Traces(SdkTracerProvider.builder()
                .setResource(Resource.getDefault().toBuilder()
                        .put(AttributeKey.stringKey("service.name"), service)
                        .build())
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(ratio)))
                .addSpanProcessor(spans)
                .build());
    }

    public boolean areOn() {
        return provider != null;
    }

    /** Begins a span below one that came from elsewhere; a trace of its own where {@code parent} is invalid. */
    public SpanBuilder below(SpanContext parent, String name, SpanKind kind) {
        return tracer.spanBuilder(name)
                .setSpanKind(kind)
                .setParent(Context.root().with(Span.wrap(parent)));
    }

    /** Begins a span below the one that is current on this thread. */
    public SpanBuilder belowCurrent(String name, SpanKind kind) {
        return tracer.spanBuilder(name).setSpanKind(kind);
    }

    /** Sends what has ended, and no more after that. */
    @Override
    public void close() {
        if (provider != null) {
            provider.shutdown().join(CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
