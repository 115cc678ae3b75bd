package io.qsstream.processor.deadletter;

import io.qsstream.processor.event.Emission;
import io.qsstream.processor.event.NormalisedEvent;
import io.qsstream.processor.event.Outlets;
import io.qsstream.processor.normalise.Normalised.Rejection;
import io.qsstream.processor.telemetry.ProcessorMeters;
import java.util.List;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Writes a dead letter for what the normaliser could not use. */
public final class RejectProcessor
        extends ContextualProcessor<@Nullable String, NormalisedEvent, @Nullable String, Emission<?>> {

    private final ProcessorMeters meters;
    private final Outlets outlets;

    public RejectProcessor(ProcessorMeters meters, Outlets outlets) {
        this.meters = meters;
        this.outlets = outlets;
    }

    @Override
    public void process(Record<@Nullable String, NormalisedEvent> record) {
        List<Rejection> rejections = record.value().said().rejections();
        if (!rejections.isEmpty()) {
            forward(context(), record, rejections, meters, outlets);
        }
    }

    /** Forwards the input as a dead letter, and counts it. */
    public static void forward(
            ProcessorContext<@Nullable String, Emission<?>> context,
            Record<@Nullable String, NormalisedEvent> input,
            List<Rejection> rejections,
            ProcessorMeters meters,
            Outlets outlets) {
        meters.deadLetter(rejections.get(0).reason());
        int partition = context.recordMetadata().map(RecordMetadata::partition).orElse(0);
        outlets.forward(
                context,
                new Record<>(
                        input.key(),
                        new Emission<>(
                                DeadLetter.TOPIC, new DeadLetter(input.value().body(), partition)),
                        input.timestamp(),
                        DeadLetterHeaders.of(input.value().headers(), context.recordMetadata(), rejections)));
    }
}
