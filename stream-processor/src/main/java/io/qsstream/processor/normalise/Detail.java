package io.qsstream.processor.normalise;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import io.qsstream.processor.normalise.Units.Dimension;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The known fields of {@code qos[].details} and of the simplified {@code metrics} (qss-reference §1.3, §1.7). */
enum Detail implements NamesInOrder.Name {
    BITRATE("bitrate", Subject.STREAM, Dimension.BITRATE),
    LATENCY("latency", Subject.STREAM, Dimension.TIME),
    /** The phone's latency; where both are there, {@link #LATENCY} counts. */
    NETWORK_DELAY("network_delay", Subject.STREAM, Dimension.TIME),
    JITTER("jitter", Subject.STREAM, Dimension.TIME),
    AVG_LOSS("avg_loss", Subject.STREAM, Dimension.SHARE),
    /** The simplified shape's average loss; where both are there, {@link #AVG_LOSS} counts. */
    PACKET_LOSS("packet_loss", Subject.STREAM, Dimension.SHARE),
    MAX_LOSS("max_loss", Subject.STREAM, Dimension.SHARE),
    FRAME_RATE("frame_rate", Subject.STREAM, Dimension.FRAME_RATE),
    MOS("mos", Subject.STREAM, Dimension.SCORE),
    QUALITY_SCORE("quality_score", Subject.STREAM, Dimension.SCORE),
    ZOOM_MIN_CPU("zoom_min_cpu_usage", Subject.CPU, Dimension.SHARE),
    ZOOM_AVG_CPU("zoom_avg_cpu_usage", Subject.CPU, Dimension.SHARE),
    /** The simplified shape's CPU; where both are there, {@link #ZOOM_AVG_CPU} counts. */
    CPU_USAGE("cpu_usage", Subject.CPU, Dimension.SHARE),
    ZOOM_MAX_CPU("zoom_max_cpu_usage", Subject.CPU, Dimension.SHARE),
    SYSTEM_MAX_CPU("system_max_cpu_usage", Subject.CPU, Dimension.SHARE),
    MIN_RSSI("min_rssi", Subject.WIFI, Dimension.SIGNAL),
    AVG_RSSI("avg_rssi", Subject.WIFI, Dimension.SIGNAL),
    MAX_RSSI("max_rssi", Subject.WIFI, Dimension.SIGNAL),
    RESOLUTION("resolution", Subject.STREAM, null),
    QUALITY("quality", Subject.STREAM, null),
    NETWORK("network", Subject.STREAM, null),
    SYSTEM_MIN_PRESSURE("system_min_cpu_pressure_level", Subject.CPU, null),
    SYSTEM_AVG_PRESSURE("system_avg_cpu_pressure_level", Subject.CPU, null),
    SYSTEM_MAX_PRESSURE("system_max_cpu_pressure_level", Subject.CPU, null),
    RSSI_UNIT("rssi_unit", Subject.WIFI, null),
    NETWORK_NOTIFICATION("network_notification", Subject.NETWORK, null);

    /** What a field speaks of. */
    enum Subject {
        STREAM,
        CPU,
        WIFI,
        NETWORK
    }

    /** Fields that are one number; they come first. */
    static final int NUMBERS = RESOLUTION.ordinal();

    static final int COUNT = values().length;

    private static final Map<String, Detail> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(detail -> detail.jsonName.getValue(), detail -> detail));

    private final SerializableString jsonName;

    final Subject subject;
    final @Nullable Dimension dimension;

    Detail(String jsonName, Subject subject, @Nullable Dimension dimension) {
        this.jsonName = new SerializedString(jsonName);
        this.subject = subject;
        this.dimension = dimension;
    }

    @Override
    public SerializableString jsonName() {
        return jsonName;
    }

    static @Nullable Detail of(String name) {
        return BY_NAME.get(name);
    }

    int bit() {
        return 1 << ordinal();
    }
}
