package io.qsstream.processor.normalise;

import io.qsstream.processor.normalise.Units.Dimension;
import org.jspecify.annotations.Nullable;

/**
 * A figure of a {@code *_qos_summary} item, by Zoom's field name: {@code min}, {@code avg} and {@code max} of five measures
 * (qss-reference §1.3). The phone's summary has plain names, which are averages over the call.
 *
 * @param metric the figure's name in reports, unit in the name
 */
record SummaryDetail(String metric, Dimension dimension) {

    /** Null for what is no figure. */
    static @Nullable SummaryDetail of(String name) {
        return switch (name) {
            case "bitrate" -> of("avg", "bitrate");
            case "jitter" -> of("avg", "jitter");
            case "network_delay" -> of("avg", "latency");
            default -> {
                int at = name.indexOf('_');
                yield at != 3 ? null : of(name.substring(0, at), name.substring(at + 1));
            }
        };
    }

    private static @Nullable SummaryDetail of(String which, String measure) {
        if (!which.equals("min") && !which.equals("avg") && !which.equals("max")) {
            return null;
        }
        return switch (measure) {
            case "bitrate" -> new SummaryDetail(which + "BitrateKbps", Dimension.BITRATE);
            case "latency" -> new SummaryDetail(which + "LatencyMs", Dimension.TIME);
            case "jitter" -> new SummaryDetail(which + "JitterMs", Dimension.TIME);
            case "loss" -> new SummaryDetail(which + "LossPct", Dimension.SHARE);
            case "frame_rate" -> new SummaryDetail(which + "FrameRateFps", Dimension.FRAME_RATE);
            default -> null;
        };
    }
}
