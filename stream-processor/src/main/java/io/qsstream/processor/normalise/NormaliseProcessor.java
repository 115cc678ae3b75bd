package io.qsstream.processor.normalise;

import io.qsstream.processor.event.NormalisedEvent;
import io.qsstream.processor.event.Source;
import io.qsstream.processor.state.Rosters;
import io.qsstream.processor.telemetry.ProcessorMeters;
import io.qsstream.processor.telemetry.ProcessorMeters.Outcome;
import io.qsstream.processor.telemetry.RecordTraces;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Reads each raw record once; what it says travels on, whatever it is. */
public final class NormaliseProcessor
        extends ContextualProcessor<@Nullable String, byte @Nullable [], @Nullable String, NormalisedEvent> {

    private static final byte[] NO_BYTES = {};

    private final ProcessorMeters meters;
    private final RecordTraces traces;
    private final Rosters rosters;

    /** @param rosters on which its task begins and ends: it is the first stage */
    public NormaliseProcessor(ProcessorMeters meters, RecordTraces traces, Rosters rosters) {
        this.meters = meters;
        this.traces = traces;
        this.rosters = rosters;
    }

    @Override
    public void init(ProcessorContext<@Nullable String, NormalisedEvent> context) {
        super.init(context);
        rosters.begin(context.taskId());
    }

    @Override
    public void close() {
        rosters.end(context().taskId());
    }

    @Override
    public void process(Record<@Nullable String, byte @Nullable []> record) {
        Source source = Source.of(record.headers());
        if (!traces.areOn() || source == Source.TICK) {
            var unused = take(record, source);
            return;
        }
        try (RecordTraces.Taking trace = traces.take(record.headers(), context().recordMetadata())) {
            trace.outcome(take(record, source));
        }
    }

    private Outcome take(Record<@Nullable String, byte @Nullable []> record, Source source) {
        byte[] body = record.value() == null ? NO_BYTES : record.value();
        Normalised said = source == Source.TICK
                ? Normalised.NOTHING
                : Normaliser.normalise(record.key(), body, source, Instant.ofEpochMilli(record.timestamp()));
        NormalisedEvent event = new NormalisedEvent(source, record.headers(), body, said);
        Outcome outcome = outcome(event);
        meters.event(outcome);
        context().forward(new Record<>(record.key(), event, record.timestamp()));
        return outcome;
    }

    private static Outcome outcome(NormalisedEvent event) {
        if (event.tick()) {
            return Outcome.TICK;
        }
        Normalised said = event.said();
        if (said.rejections().isEmpty()) {
            return Outcome.USED;
        }
        boolean used = !said.samples().isEmpty()
                || !said.legs().isEmpty()
                || !said.identities().isEmpty();
        return used ? Outcome.PARTLY : Outcome.REJECTED;
    }
}
