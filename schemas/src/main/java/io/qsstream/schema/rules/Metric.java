package io.qsstream.schema.rules;

import io.qsstream.schema.serde.Doubles;
import io.qsstream.v1.CpuPressure;
import io.qsstream.v1.CpuUsage;
import io.qsstream.v1.Media;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.Quality;
import io.qsstream.v1.StreamQos;
import io.qsstream.v1.WifiSignal;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a rule can watch, and how it is read from a sample. Pure.
 *
 * <p>An absent value is null, never 0. A stream without media has no values at all ({@link #carriesMedia}), so muting
 * neither raises an alert nor clears one.
 */
public enum Metric {
    BITRATE_KBPS("bitrateKbps", Unit.KBPS, 0, 100_000, Groups.ALL_MEDIA, "stream `bitrateKbps`"),
    LATENCY_MS(
            "latencyMs",
            Unit.MS,
            0,
            10_000,
            Groups.ALL_MEDIA,
            "stream `latencyMs`, round-trip-like; 0 on a picture without resolution is absent"),
    JITTER_MS("jitterMs", Unit.MS, 0, 10_000, Groups.ALL_MEDIA, "stream `jitterMs`"),
    AVG_LOSS_PCT("avgLossPct", Unit.PERCENT, 0, 100, Groups.ALL_MEDIA, "stream `avgLossPct`"),
    MAX_LOSS_PCT("maxLossPct", Unit.PERCENT, 0, 100, Groups.ALL_MEDIA, "stream `maxLossPct`"),
    // qss-reference §6.1: 30 fps is Zoom's maximum, so a rule for more would always or never be broken.
    FRAME_RATE_FPS(
            "frameRateFps",
            Unit.FPS,
            0,
            30,
            Groups.PICTURES,
            "stream `frameRateFps`; 0 on a picture without resolution is absent"),
    MOS("mos", Unit.SCORE, 1, 5, Groups.SOUND, "stream `mos`, which Zoom Phone alone reports"),
    QUALITY_SCORE("qualityScore", Unit.SCORE, 1, 5, Groups.ALL_MEDIA, "stream `qualityScore`, Zoom's own"),
    QUALITY(
            "quality",
            Unit.LABEL,
            1,
            4,
            Groups.ALL_MEDIA,
            "stream `quality`, Zoom's own label",
            "bad",
            "poor",
            "fair",
            "good"),
    BITRATE_DROP_PCT(
            "bitrateDropPct",
            Unit.PERCENT,
            0,
            100,
            Groups.ALL_MEDIA,
            "100 × (1 − stream `bitrateKbps` / median of the leg's previous ones), at least 0; needs 3 previous values"),
    CPU_ZOOM_MAX_PCT("cpuZoomMaxPct", Unit.PERCENT, 0, 100, Groups.NO_MEDIA, "`cpu.zoomMaxPct`"),
    CPU_SYSTEM_MAX_PCT("cpuSystemMaxPct", Unit.PERCENT, 0, 100, Groups.NO_MEDIA, "`cpu.systemMaxPct`"),
    CPU_PRESSURE(
            "cpuPressure",
            Unit.LABEL,
            1,
            4,
            Groups.NO_MEDIA,
            "`cpu.systemMaxPressure`",
            "normal",
            "fair",
            "serious",
            "critical"),
    RSSI_DBM("rssiDbm", Unit.DBM, -120, 0, Groups.NO_MEDIA, "`wifi.avgRssiDbm`"),
    NETWORK_NOTIFICATIONS(
            "networkNotifications",
            Unit.COUNT,
            0,
            10,
            Groups.NO_MEDIA,
            "number of `networkNotifications`; a sample without any counts as 0");

    /** A drop is measured against the median of at least so many values: fewer say nothing about what is usual. */
    static final int LEAST_PREVIOUS_BITRATES = 3;

    /** Apart, because an enum's constants are made before its static fields. */
    private static final class Groups {
        static final Set<Media> ALL_MEDIA =
                Collections.unmodifiableSet(EnumSet.of(Media.AUDIO, Media.VIDEO, Media.SCREEN_SHARE));
        static final Set<Media> PICTURES = Collections.unmodifiableSet(EnumSet.of(Media.VIDEO, Media.SCREEN_SHARE));
        static final Set<Media> SOUND = Set.of(Media.AUDIO);
        static final Set<Media> NO_MEDIA = Set.of();
    }

    private final String key;
    private final Unit unit;
    private final double min;
    private final double max;
    private final Set<Media> media;
    private final String source;
    private final List<String> labels;

    Metric(String key, Unit unit, double min, double max, Set<Media> media, String source, String... labels) {
        this.key = key;
        this.unit = unit;
        this.min = min;
        this.max = max;
        this.media = media;
        this.source = source;
        this.labels = List.of(labels);
    }

    /** The metric with this key. */
    public static Optional<Metric> of(String key) {
        return Arrays.stream(values()).filter(each -> each.key.equals(key)).findFirst();
    }

    /** As written in rules and in alert transitions, unit in the name. */
    public String key() {
        return key;
    }

    public Unit unit() {
        return unit;
    }

    /** Lowest threshold that makes sense. */
    public double min() {
        return min;
    }

    /** Highest threshold that makes sense. */
    public double max() {
        return max;
    }

    /** Which media have it; empty where it is measured per user. */
    public Set<Media> media() {
        return media;
    }

    /** True where each stream has its own value, false where the user has one. */
    public boolean isOfStreams() {
        return !media.isEmpty();
    }

    /** The labels in order, the first being 1; empty where values are numbers. */
    public List<String> labels() {
        return labels;
    }

    /** Which fields of the sample it is read from, for the reference page. */
    public String source() {
        return source;
    }

    /** A value as it is written in rules: {@code 40 ms}, {@code 3.5}, {@code fair}. */
    public String text(double value) {
        if (!labels.isEmpty() && value >= min && value <= max && value == Math.rint(value)) {
            return labels.get((int) value - 1);
        }
        String number =
                new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
        return unit.symbol().isEmpty() ? number : number + ' ' + unit.symbol();
    }

    /**
     * The value of a stream; null where absent, where the stream carries no media, and for metrics of users.
     *
     * @param previousKbps the same stream's bit rates in the leg's previous samples, as {@link #BITRATE_KBPS} read them,
     *     in any order; only {@link #BITRATE_DROP_PCT} looks at them
     */
    public @Nullable Double of(StreamQos stream, List<Double> previousKbps) {
        if (!carriesMedia(stream)) {
            return null;
        }
        return switch (this) {
            case BITRATE_KBPS -> stream.getBitrateKbps();
            case LATENCY_MS -> measured(stream, stream.getLatencyMs());
            case JITTER_MS -> stream.getJitterMs();
            case AVG_LOSS_PCT -> stream.getAvgLossPct();
            case MAX_LOSS_PCT -> stream.getMaxLossPct();
            case FRAME_RATE_FPS -> measured(stream, stream.getFrameRateFps());
            case MOS -> stream.getMos();
            case QUALITY_SCORE -> stream.getQualityScore();
            case QUALITY -> ordinal(stream.getQuality());
            case BITRATE_DROP_PCT -> dropPct(stream.getBitrateKbps(), previousKbps);
            case CPU_ZOOM_MAX_PCT, CPU_SYSTEM_MAX_PCT, CPU_PRESSURE, RSSI_DBM, NETWORK_NOTIFICATIONS -> null;
        };
    }

    /** The value of a user; null where absent, and for metrics of streams. */
    public @Nullable Double of(QosSample sample) {
        CpuUsage cpu = sample.getCpu();
        WifiSignal wifi = sample.getWifi();
        return switch (this) {
            case CPU_ZOOM_MAX_PCT -> cpu == null ? null : cpu.getZoomMaxPct();
            case CPU_SYSTEM_MAX_PCT -> cpu == null ? null : cpu.getSystemMaxPct();
            case CPU_PRESSURE -> cpu == null ? null : ordinal(cpu.getSystemMaxPressure());
            case RSSI_DBM -> wifi == null ? null : wifi.getAvgRssiDbm();
            // Zoom sends the item only when something is wrong: none is an answer, not a gap.
            case NETWORK_NOTIFICATIONS ->
                (double) sample.getNetworkNotifications().size();
            case BITRATE_KBPS,
                    LATENCY_MS,
                    JITTER_MS,
                    AVG_LOSS_PCT,
                    MAX_LOSS_PCT,
                    FRAME_RATE_FPS,
                    MOS,
                    QUALITY_SCORE,
                    QUALITY,
                    BITRATE_DROP_PCT -> null;
        };
    }

    /**
     * Whether anything flows. A muted stream is reported with 0 kbps, 0 ms and 0 fps (qss-reference §1.5, §7.5), none of
     * which was measured; a stream whose bit rate is not told may well flow.
     */
    public static boolean carriesMedia(StreamQos stream) {
        Double bitrate = stream.getBitrateKbps();
        return bitrate == null || bitrate != 0;
    }

    /** Zoom reports pictures that it did not measure with 0 ms, 0 fps and no resolution (qss-reference §1.5). */
    private static @Nullable Double measured(StreamQos stream, @Nullable Double value) {
        boolean picture = Groups.PICTURES.contains(stream.getMedia());
        return picture && value != null && value == 0 && stream.getWidthPx() == null ? null : value;
    }

    /** How far a bit rate fell below the median of what it was; a fall to exactly 0 is muting, not collapse. */
    private static @Nullable Double dropPct(@Nullable Double kbps, List<Double> previousKbps) {
        if (kbps == null || previousKbps.size() < LEAST_PREVIOUS_BITRATES) {
            return null;
        }
        double[] before = new double[previousKbps.size()];
        int count = 0;
        for (int i = 0; i < before.length; i++) {
            double each = Doubles.at(previousKbps, i);
            if (each > 0) {
                before[count++] = each;
            }
        }
        if (count < LEAST_PREVIOUS_BITRATES) {
            return null;
        }
        Arrays.sort(before, 0, count);
        int middle = count / 2;
        double median = count % 2 == 1 ? before[middle] : (before[middle - 1] + before[middle]) / 2;
        return Math.max(0, 100 * (1 - kbps / median));
    }

    private static @Nullable Double ordinal(@Nullable Quality quality) {
        return quality == null || quality == Quality.UNKNOWN ? null : (double) quality.ordinal();
    }

    private static @Nullable Double ordinal(@Nullable CpuPressure pressure) {
        return pressure == null || pressure == CpuPressure.UNKNOWN ? null : (double) pressure.ordinal();
    }
}
