package io.qsstream.processor.normalise;

import io.qsstream.processor.normalise.Units.Dimension;
import org.jspecify.annotations.Nullable;

/** The known fields of {@code qos[].details} and of the simplified {@code metrics} (qss-reference §1.3, §1.7). */
enum Detail {
    BITRATE(Subject.STREAM, Dimension.BITRATE),
    LATENCY(Subject.STREAM, Dimension.TIME),
    /** The phone's latency; where both are there, {@link #LATENCY} counts. */
    NETWORK_DELAY(Subject.STREAM, Dimension.TIME),
    JITTER(Subject.STREAM, Dimension.TIME),
    AVG_LOSS(Subject.STREAM, Dimension.SHARE),
    /** The simplified shape's average loss; where both are there, {@link #AVG_LOSS} counts. */
    PACKET_LOSS(Subject.STREAM, Dimension.SHARE),
    MAX_LOSS(Subject.STREAM, Dimension.SHARE),
    FRAME_RATE(Subject.STREAM, Dimension.FRAME_RATE),
    MOS(Subject.STREAM, Dimension.SCORE),
    QUALITY_SCORE(Subject.STREAM, Dimension.SCORE),
    ZOOM_MIN_CPU(Subject.CPU, Dimension.SHARE),
    ZOOM_AVG_CPU(Subject.CPU, Dimension.SHARE),
    /** The simplified shape's CPU; where both are there, {@link #ZOOM_AVG_CPU} counts. */
    CPU_USAGE(Subject.CPU, Dimension.SHARE),
    ZOOM_MAX_CPU(Subject.CPU, Dimension.SHARE),
    SYSTEM_MAX_CPU(Subject.CPU, Dimension.SHARE),
    MIN_RSSI(Subject.WIFI, Dimension.SIGNAL),
    AVG_RSSI(Subject.WIFI, Dimension.SIGNAL),
    MAX_RSSI(Subject.WIFI, Dimension.SIGNAL),
    RESOLUTION(Subject.STREAM, null),
    QUALITY(Subject.STREAM, null),
    NETWORK(Subject.STREAM, null),
    SYSTEM_MIN_PRESSURE(Subject.CPU, null),
    SYSTEM_AVG_PRESSURE(Subject.CPU, null),
    SYSTEM_MAX_PRESSURE(Subject.CPU, null),
    RSSI_UNIT(Subject.WIFI, null),
    NETWORK_NOTIFICATION(Subject.NETWORK, null);

    /** What a field speaks of. */
    enum Subject {
        STREAM,
        CPU,
        WIFI,
        NETWORK
    }

    /** Fields that are one number; they come first. */
    static final int NUMBERS = RESOLUTION.ordinal();

    final Subject subject;
    final @Nullable Dimension dimension;

    Detail(Subject subject, @Nullable Dimension dimension) {
        this.subject = subject;
        this.dimension = dimension;
    }

    static @Nullable Detail of(String name) {
        return switch (name) {
            case "bitrate" -> BITRATE;
            case "latency" -> LATENCY;
            case "network_delay" -> NETWORK_DELAY;
            case "jitter" -> JITTER;
            case "avg_loss" -> AVG_LOSS;
            case "packet_loss" -> PACKET_LOSS;
            case "max_loss" -> MAX_LOSS;
            case "frame_rate" -> FRAME_RATE;
            case "mos" -> MOS;
            case "quality_score" -> QUALITY_SCORE;
            case "zoom_min_cpu_usage" -> ZOOM_MIN_CPU;
            case "zoom_avg_cpu_usage" -> ZOOM_AVG_CPU;
            case "cpu_usage" -> CPU_USAGE;
            case "zoom_max_cpu_usage" -> ZOOM_MAX_CPU;
            case "system_max_cpu_usage" -> SYSTEM_MAX_CPU;
            case "min_rssi" -> MIN_RSSI;
            case "avg_rssi" -> AVG_RSSI;
            case "max_rssi" -> MAX_RSSI;
            case "resolution" -> RESOLUTION;
            case "quality" -> QUALITY;
            case "network" -> NETWORK;
            case "system_min_cpu_pressure_level" -> SYSTEM_MIN_PRESSURE;
            case "system_avg_cpu_pressure_level" -> SYSTEM_AVG_PRESSURE;
            case "system_max_cpu_pressure_level" -> SYSTEM_MAX_PRESSURE;
            case "rssi_unit" -> RSSI_UNIT;
            case "network_notification" -> NETWORK_NOTIFICATION;
            default -> null;
        };
    }

    int bit() {
        return 1 << ordinal();
    }
}
