package io.qsstream.processor.normalise;

import io.qsstream.processor.merge.SampleMerge;
import io.qsstream.v1.CpuPressure;
import io.qsstream.v1.CpuUsage;
import io.qsstream.v1.Media;
import io.qsstream.v1.Quality;
import io.qsstream.v1.StreamQos;
import io.qsstream.v1.WifiSignal;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One {@code qos[]} item, or one block of the simplified {@code metrics}, while it is being read. */
final class Item {

    /** There is no time. */
    static final long NO_TIME = Long.MIN_VALUE + 1;

    private static final int STREAM = bits(Detail.Subject.STREAM);
    private static final int WIFI = bits(Detail.Subject.WIFI);

    private static final double[] NOTHING = new double[Detail.NUMBERS];

    static {
        Arrays.fill(NOTHING, Units.ABSENT);
    }

    /** Position in its array; -1 where it stands alone. */
    final int index;

    /** Null until the type is known, which may be after the details. */
    @Nullable
    StreamType type;

    /** {@code date_time} in epoch milliseconds, {@link #NO_TIME} or {@link Times#UNREADABLE}. */
    long time = NO_TIME;

    final double[] numbers = NOTHING.clone();
    long size = Units.ABSENT_SIZE;

    @Nullable
    Quality quality;

    @Nullable
    String network;

    @Nullable
    CpuPressure minPressure;

    @Nullable
    CpuPressure avgPressure;

    @Nullable
    CpuPressure maxPressure;

    @Nullable
    TreeSet<String> notifications;

    boolean foreignRssiUnit;

    /** Details met so far, by {@link Detail#bit}: the first occurrence of a name counts. */
    private int seen;

    /** Names met so far, by {@link Field#bit}. */
    private long seenFields;

    private @Nullable TreeMap<String, String> itemExtras;
    private @Nullable TreeMap<String, String> detailExtras;
    /** Texts of stream fields, as long as it is open whether this item is a stream. */
    private @Nullable TreeMap<String, String> strays;
    /** Texts of signal strengths, as long as their unit is open. */
    private @Nullable String minSignal;

    private @Nullable String avgSignal;
    private @Nullable String maxSignal;

    Item(int index, @Nullable StreamType type) {
        this.index = index;
        this.type = type;
    }

    /** Whether this is the first occurrence. */
    boolean first(Detail detail) {
        boolean first = (seen & detail.bit()) == 0;
        seen |= detail.bit();
        return first;
    }

    boolean first(Field field) {
        boolean first = (seenFields & field.bit()) == 0;
        seenFields |= field.bit();
        return first;
    }

    boolean has(Detail detail) {
        return (seen & detail.bit()) != 0;
    }

    /** Whether anything was there to be read. */
    boolean isEmpty() {
        return seen == 0 && detailExtras == null;
    }

    /** Whether no field has a value: REST fills the blocks of what did not flow with {@code ""} (qss-reference §4.2). */
    boolean hasNoValue() {
        for (double number : numbers) {
            if (!Double.isNaN(number)) {
                return false;
            }
        }
        return size == Units.ABSENT_SIZE
                && quality == null
                && network == null
                && minPressure == null
                && avgPressure == null
                && maxPressure == null
                && notifications == null
                && itemExtras == null
                && detailExtras == null
                && strays == null;
    }

    /** Whether a field of a stream was there, be it null. */
    boolean speaksOfStream() {
        return (seen & STREAM) != 0;
    }

    void keepOfItem(String field, String text) {
        itemExtras = keep(itemExtras, field, text);
    }

    void keepOfDetails(String field, String text) {
        detailExtras = keep(detailExtras, field, text);
    }

    void keepIfStray(String field, String text) {
        strays = keep(strays, field, text);
    }

    void keepIfForeignUnit(Detail signal, String text) {
        switch (signal) {
            case MIN_RSSI -> minSignal = text;
            case AVG_RSSI -> avgSignal = text;
            default -> maxSignal = text;
        }
    }

    void notify(String notification) {
        if (notifications == null) {
            notifications = new TreeSet<>();
        }
        notifications.add(Texts.bounded(notification));
        if (notifications.size() > SampleMerge.MAX_NOTIFICATIONS) {
            notifications.pollLast();
        }
    }

    StreamType type() {
        return type == null ? StreamType.UNSPECIFIED : type;
    }

    StreamQos stream(Media media) {
        return new StreamQos(
                type().name(),
                media,
                number(Detail.BITRATE),
                number(Detail.LATENCY, Detail.NETWORK_DELAY),
                number(Detail.JITTER),
                number(Detail.AVG_LOSS, Detail.PACKET_LOSS),
                number(Detail.MAX_LOSS),
                number(Detail.FRAME_RATE),
                size < 0 ? null : (Double) Units.width(size),
                size < 0 ? null : (Double) Units.height(size),
                number(Detail.MOS),
                quality,
                number(Detail.QUALITY_SCORE),
                network);
    }

    /** Null where the item says nothing about the CPU. */
    @Nullable
    CpuUsage cpu() {
        Double zoomMinPct = number(Detail.ZOOM_MIN_CPU);
        Double zoomAvgPct = number(Detail.ZOOM_AVG_CPU, Detail.CPU_USAGE);
        Double zoomMaxPct = number(Detail.ZOOM_MAX_CPU);
        Double systemMaxPct = number(Detail.SYSTEM_MAX_CPU);
        boolean nothing = zoomMinPct == null
                && zoomAvgPct == null
                && zoomMaxPct == null
                && systemMaxPct == null
                && minPressure == null
                && avgPressure == null
                && maxPressure == null;
        return nothing
                ? null
                : new CpuUsage(zoomMinPct, zoomAvgPct, zoomMaxPct, systemMaxPct, minPressure, avgPressure, maxPressure);
    }

    /** Null where the item says nothing about the Wi-Fi signal, or says it in another unit. */
    @Nullable
    WifiSignal wifi() {
        if ((seen & WIFI) == 0 || foreignRssiUnit) {
            return null;
        }
        Double min = number(Detail.MIN_RSSI);
        Double avg = number(Detail.AVG_RSSI);
        Double max = number(Detail.MAX_RSSI);
        return min == null && avg == null && max == null ? null : new WifiSignal(min, avg, max);
    }

    /** Whether {@link #forEachExtra} may have something to give. */
    boolean hasExtras() {
        return itemExtras != null || detailExtras != null || strays != null || foreignRssiUnit;
    }

    /** Gives what nobody knew or could read to {@code sink}, as {@code type.field} and text. */
    void forEachExtra(BiConsumer<String, String> sink) {
        give(itemExtras, sink);
        give(detailExtras, sink);
        if (!type().isStream()) {
            give(strays, sink);
        }
        if (foreignRssiUnit) {
            give("min_rssi", minSignal, sink);
            give("avg_rssi", avgSignal, sink);
            give("max_rssi", maxSignal, sink);
        }
    }

    private static int bits(Detail.Subject subject) {
        int bits = 0;
        for (Detail detail : Detail.values()) {
            bits |= detail.subject == subject ? detail.bit() : 0;
        }
        return bits;
    }

    private void give(@Nullable Map<String, String> extras, BiConsumer<String, String> sink) {
        if (extras != null) {
            extras.forEach((field, text) -> give(field, text, sink));
        }
    }

    private void give(String field, @Nullable String text, BiConsumer<String, String> sink) {
        if (text != null) {
            sink.accept(type().name() + '.' + field, Texts.bounded(text));
        }
    }

    private @Nullable Double number(Detail detail) {
        double value = numbers[detail.ordinal()];
        return Units.isValue(value) ? value : null;
    }

    private @Nullable Double number(Detail detail, Detail otherwise) {
        Double value = number(detail);
        return value == null ? number(otherwise) : value;
    }

    /** All have the type in common, so the first by field are the first by {@code type.field}. */
    private static TreeMap<String, String> keep(@Nullable TreeMap<String, String> kept, String field, String text) {
        TreeMap<String, String> map = kept == null ? new TreeMap<>() : kept;
        map.putIfAbsent(Texts.bounded(field), Texts.bounded(text));
        if (map.size() > SampleMerge.MAX_EXTRAS) {
            map.pollLastEntry();
        }
        return map;
    }
}
