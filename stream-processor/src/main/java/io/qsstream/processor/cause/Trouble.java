package io.qsstream.processor.cause;

import io.qsstream.schema.rules.Metric;
import io.qsstream.v1.StreamQos;
import java.util.EnumSet;
import java.util.Set;

/** A measure of transport beyond a rule's threshold, on one stream of one sample. */
public record Trouble(StreamQos stream, Metric metric) {

    private static final Set<Metric> TRANSPORT =
            EnumSet.of(Metric.LATENCY_MS, Metric.JITTER_MS, Metric.AVG_LOSS_PCT, Metric.MAX_LOSS_PCT, Metric.MOS);

    /** Whether the metric tells how media travelled, rather than how a device made or showed it. */
    public static boolean isOfTransport(Metric metric) {
        return TRANSPORT.contains(metric);
    }
}
