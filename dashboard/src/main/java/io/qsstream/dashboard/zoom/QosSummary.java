package io.qsstream.dashboard.zoom;

import io.qsstream.v1.Stats;
import io.qsstream.v1.StreamReport;
import io.qsstream.v1.UserReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A user's report as Zoom's {@code qos[]} of the {@code qos_summary} operations: one item per stream type. Pure. */
final class QosSummary {

    static List<Map<String, Object>> of(UserReport user) {
        List<Map<String, Object>> items = new ArrayList<>();
        for (StreamReport stream : user.getStreams()) {
            Map<String, Object> details = new LinkedHashMap<>();
            three(details, "bitrate", stream.getBitrateKbps(), ZoomText::kbps);
            three(details, "latency", stream.getLatencyMs(), ZoomText::ms);
            three(details, "jitter", stream.getJitterMs(), ZoomText::ms);
            loss(details, stream.getAvgLossPct(), stream.getMaxLossPct());
            if (stream.getFrameRateFps() != null) {
                three(details, "frame_rate", stream.getFrameRateFps(), ZoomText::fps);
            }
            Map<String, Object> item = new LinkedHashMap<>();
            item.put("type", stream.getType());
            item.put("details", details);
            items.add(item);
        }
        return items;
    }

    private static void three(
            Map<String, Object> details,
            String name,
            @Nullable Stats stats,
            Function<@Nullable Number, String> speller) {
        details.put("min_" + name, speller.apply(stats == null ? null : stats.getMin()));
        details.put("avg_" + name, speller.apply(stats == null ? null : stats.getMean()));
        details.put("max_" + name, speller.apply(stats == null ? null : stats.getMax()));
    }

    /** The greatest loss is among the maxima of the samples, where there are any. */
    private static void loss(Map<String, Object> details, @Nullable Stats average, @Nullable Stats greatest) {
        Double max = average == null ? null : average.getMax();
        if (greatest != null && (max == null || greatest.getMax() > max)) {
            max = greatest.getMax();
        }
        details.put("min_loss", ZoomText.percent(average == null ? null : average.getMin()));
        details.put("avg_loss", ZoomText.percent(average == null ? null : average.getMean()));
        details.put("max_loss", ZoomText.percent(max));
    }

    private QosSummary() {}
}
