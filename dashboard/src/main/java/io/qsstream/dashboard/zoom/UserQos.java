package io.qsstream.dashboard.zoom;

import io.qsstream.dashboard.view.SamplesView;
import io.qsstream.dashboard.view.SamplesView.CpuSeries;
import io.qsstream.dashboard.view.SamplesView.Series;
import io.qsstream.dashboard.view.SamplesView.StreamSeries;
import io.qsstream.dashboard.view.SamplesView.WifiSeries;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A user's samples as Zoom's {@code user_qos[]} (qss-reference §4.2): one object per time, keyed by stream type; a block
 * without media has empty texts. Pure.
 */
final class UserQos {

    /** Those that Zoom always lists. */
    private static final List<String> ALWAYS =
            List.of("audio_input", "audio_output", "video_input", "video_output", "as_input", "as_output");

    static List<Map<String, Object>> of(SamplesView samples) {
        Map<String, Series> byType = new LinkedHashMap<>();
        for (StreamSeries stream : samples.streams()) {
            byType.put(stream.type(), stream.series());
        }
        List<Map<String, Object>> items = new ArrayList<>();
        for (int row = 0; row < samples.times().size(); row++) {
            Map<String, Object> item = new LinkedHashMap<>();
            item.put("date_time", ZoomText.time(samples.times().get(row)));
            for (String type : ALWAYS) {
                item.put(type, block(type, byType.get(type), row));
            }
            for (Map.Entry<String, Series> other : byType.entrySet()) {
                if (!ALWAYS.contains(other.getKey())) {
                    item.put(other.getKey(), block(other.getKey(), other.getValue(), row));
                }
            }
            cpu(item, samples.cpu(), row);
            wifi(item, samples.wifi(), row);
            items.add(item);
        }
        return items;
    }

    private static Map<String, Object> block(String type, @Nullable Series series, int row) {
        Map<String, Object> block = new LinkedHashMap<>();
        block.put("bitrate", ZoomText.kbps(series == null ? null : at(series.bitrateKbps(), row)));
        block.put("latency", ZoomText.ms(series == null ? null : at(series.latencyMs(), row)));
        block.put("jitter", ZoomText.ms(series == null ? null : at(series.jitterMs(), row)));
        block.put("avg_loss", ZoomText.percent(series == null ? null : at(series.avgLossPct(), row)));
        block.put("max_loss", ZoomText.percent(series == null ? null : at(series.maxLossPct(), row)));
        if (!type.startsWith("audio")) {
            block.put(
                    "resolution",
                    series == null ? "" : ZoomText.resolution(at(series.widthPx(), row), at(series.heightPx(), row)));
            block.put("frame_rate", ZoomText.fps(series == null ? null : at(series.frameRateFps(), row)));
        }
        return block;
    }

    private static void cpu(Map<String, Object> item, @Nullable CpuSeries cpu, int row) {
        Map<String, Object> usage = new LinkedHashMap<>();
        usage.put("zoom_min_cpu_usage", ZoomText.percent(cpu == null ? null : at(cpu.zoomMinPct(), row)));
        usage.put("zoom_avg_cpu_usage", ZoomText.percent(cpu == null ? null : at(cpu.zoomAvgPct(), row)));
        usage.put("zoom_max_cpu_usage", ZoomText.percent(cpu == null ? null : at(cpu.zoomMaxPct(), row)));
        usage.put("system_max_cpu_usage", ZoomText.percent(cpu == null ? null : at(cpu.systemMaxPct(), row)));
        item.put("cpu_usage", usage);
        if (cpu != null) {
            Map<String, Object> pressure = new LinkedHashMap<>();
            level(pressure, "system_min_cpu_pressure_level", at(cpu.systemMinPressure(), row));
            level(pressure, "system_avg_cpu_pressure_level", at(cpu.systemAvgPressure(), row));
            level(pressure, "system_max_cpu_pressure_level", at(cpu.systemMaxPressure(), row));
            if (!pressure.isEmpty()) {
                item.put("cpu_pressure_level", pressure);
            }
        }
    }

    private static void level(Map<String, Object> pressure, String name, @Nullable Enum<?> level) {
        if (level != null) {
            pressure.put(name, level.name().toLowerCase(Locale.ROOT));
        }
    }

    private static void wifi(Map<String, Object> item, @Nullable WifiSeries wifi, int row) {
        Float average = wifi == null ? null : at(wifi.avgRssiDbm(), row);
        if (wifi == null || average == null) {
            return;
        }
        Map<String, Object> rssi = new LinkedHashMap<>();
        whole(rssi, "max_rssi", at(wifi.maxRssiDbm(), row));
        whole(rssi, "avg_rssi", average);
        whole(rssi, "min_rssi", at(wifi.minRssiDbm(), row));
        rssi.put("rssi_unit", "dBm");
        item.put("wifi_rssi", rssi);
    }

    private static void whole(Map<String, Object> rssi, String name, @Nullable Float value) {
        if (value != null) {
            rssi.put(name, Math.round(value));
        }
    }

    private static <T> @Nullable T at(@Nullable List<@Nullable T> column, int row) {
        return column == null ? null : column.get(row);
    }

    private UserQos() {}
}
