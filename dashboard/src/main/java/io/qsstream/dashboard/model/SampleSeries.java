package io.qsstream.dashboard.model;

import io.qsstream.dashboard.view.CpuNow;
import io.qsstream.dashboard.view.Measures;
import io.qsstream.dashboard.view.SampleView;
import io.qsstream.dashboard.view.SamplesView;
import io.qsstream.dashboard.view.WifiNow;
import io.qsstream.v1.CpuPressure;
import io.qsstream.v1.Media;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.Quality;
import io.qsstream.v1.StreamQos;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** One user's samples in order of time, as columns of floats: a few hundred bytes each instead of a few thousand. */
final class SampleSeries {

    /** What became of a sample. */
    enum Put {
        ADDED,
        REPLACED,
        /** A revision that is already known, or an older one. */
        KNOWN
    }

    /** Zoom may send one event per stream type: what belongs together may be a little apart in time. */
    private static final long TOGETHER_MS = 120_000;

    private long[] times = {};
    private long[] receipts = {};
    private int[] revisions = {};
    private String[] eventTypes = {};
    private int size;
    private final FloatTable user = new FloatTable(UserMeasure.COUNT);
    private final Map<String, Stream> streams = new TreeMap<>();

    private static final class Stream {
        private Media media;
        private final FloatTable measures = new FloatTable(StreamMeasure.COUNT);

        Stream(Media media) {
            this.media = media;
        }
    }

    int size() {
        return size;
    }

    long time(int row) {
        return times[row];
    }

    long receipt(int row) {
        return receipts[row];
    }

    String eventType(int row) {
        return eventTypes[row];
    }

    Put put(QosSample sample) {
        long time = sample.getSampleTime().toEpochMilli();
        int row = Arrays.binarySearch(times, 0, size, time);
        boolean replaced = row >= 0;
        if (replaced) {
            if (sample.getRevision() <= revisions[row]) {
                return Put.KNOWN;
            }
            user.clear(row);
            streams.values().forEach(stream -> stream.measures.clear(row));
        } else {
            insert(-row - 1, time);
        }
        fill(replaced ? row : -row - 1, sample);
        return replaced ? Put.REPLACED : Put.ADDED;
    }

    private void insert(int row, long time) {
        if (size == times.length) {
            int capacity = size + size / 4 + 4;
            times = Arrays.copyOf(times, capacity);
            receipts = Arrays.copyOf(receipts, capacity);
            revisions = Arrays.copyOf(revisions, capacity);
            eventTypes = Arrays.copyOf(eventTypes, capacity);
        }
        if (row < size) {
            System.arraycopy(times, row, times, row + 1, size - row);
            System.arraycopy(receipts, row, receipts, row + 1, size - row);
            System.arraycopy(revisions, row, revisions, row + 1, size - row);
            System.arraycopy(eventTypes, row, eventTypes, row + 1, size - row);
            user.insert(row);
            streams.values().forEach(stream -> stream.measures.insert(row));
        }
        times[row] = time;
        size++;
    }

    private void fill(int row, QosSample sample) {
        receipts[row] = sample.getReceiptTime().toEpochMilli();
        revisions[row] = sample.getRevision();
        // A handful of names, once each instead of once per sample.
        eventTypes[row] = sample.getEventType().intern();
        for (UserMeasure measure : UserMeasure.values()) {
            user.set(row, measure.ordinal(), measure.of(sample));
        }
        for (StreamQos item : sample.getStreams()) {
            Stream stream = streams.computeIfAbsent(item.getType(), type -> new Stream(item.getMedia()));
            stream.media = stream.media.compareTo(item.getMedia()) >= 0 ? stream.media : item.getMedia();
            for (StreamMeasure measure : StreamMeasure.values()) {
                stream.measures.set(row, measure.ordinal(), measure.of(item));
            }
        }
    }

    /** Lets go of samples before a time; returns how many. */
    int removeBefore(long time) {
        int found = Arrays.binarySearch(times, 0, size, time);
        return removeFirst(found >= 0 ? found : -found - 1);
    }

    int removeFirst(int rows) {
        if (rows <= 0) {
            return 0;
        }
        times = Arrays.copyOfRange(times, rows, size);
        receipts = Arrays.copyOfRange(receipts, rows, size);
        revisions = Arrays.copyOfRange(revisions, rows, size);
        eventTypes = Arrays.copyOfRange(eventTypes, rows, size);
        size -= rows;
        user.removeFirst(rows);
        streams.values().forEach(stream -> stream.measures.removeFirst(rows));
        return rows;
    }

    /** The samples of [from, to). */
    SamplesView between(String userId, long from, long to) {
        int first = lowerBound(from);
        int last = Math.max(first, lowerBound(to));
        List<Instant> instants = new ArrayList<>(last - first);
        for (int row = first; row < last; row++) {
            instants.add(Instant.ofEpochMilli(times[row]));
        }
        List<SamplesView.StreamSeries> series = new ArrayList<>();
        streams.forEach((type, stream) ->
                series.add(new SamplesView.StreamSeries(type, stream.media, series(stream.measures, first, last))));
        return new SamplesView(userId, instants, series, cpuSeries(first, last), wifiSeries(first, last));
    }

    private int lowerBound(long time) {
        int found = Arrays.binarySearch(times, 0, size, time);
        return found >= 0 ? found : -found - 1;
    }

    private static SamplesView.Series series(FloatTable table, int from, int to) {
        return new SamplesView.Series(
                table.column(StreamMeasure.BITRATE_KBPS.ordinal(), from, to),
                table.column(StreamMeasure.LATENCY_MS.ordinal(), from, to),
                table.column(StreamMeasure.JITTER_MS.ordinal(), from, to),
                table.column(StreamMeasure.AVG_LOSS_PCT.ordinal(), from, to),
                table.column(StreamMeasure.MAX_LOSS_PCT.ordinal(), from, to),
                table.column(StreamMeasure.FRAME_RATE_FPS.ordinal(), from, to),
                table.column(StreamMeasure.MOS.ordinal(), from, to),
                table.column(StreamMeasure.QUALITY_SCORE.ordinal(), from, to),
                labels(table.column(StreamMeasure.QUALITY.ordinal(), from, to), Quality.values()),
                table.column(StreamMeasure.WIDTH_PX.ordinal(), from, to),
                table.column(StreamMeasure.HEIGHT_PX.ordinal(), from, to));
    }

    private SamplesView.@Nullable CpuSeries cpuSeries(int from, int to) {
        SamplesView.CpuSeries cpu = new SamplesView.CpuSeries(
                user.column(UserMeasure.ZOOM_MIN_PCT.ordinal(), from, to),
                user.column(UserMeasure.ZOOM_AVG_PCT.ordinal(), from, to),
                user.column(UserMeasure.ZOOM_MAX_PCT.ordinal(), from, to),
                user.column(UserMeasure.SYSTEM_MAX_PCT.ordinal(), from, to),
                pressures(UserMeasure.SYSTEM_MIN_PRESSURE, from, to),
                pressures(UserMeasure.SYSTEM_AVG_PRESSURE, from, to),
                pressures(UserMeasure.SYSTEM_MAX_PRESSURE, from, to));
        return cpu.equals(new SamplesView.CpuSeries(null, null, null, null, null, null, null)) ? null : cpu;
    }

    private SamplesView.@Nullable WifiSeries wifiSeries(int from, int to) {
        SamplesView.WifiSeries wifi = new SamplesView.WifiSeries(
                user.column(UserMeasure.MIN_RSSI_DBM.ordinal(), from, to),
                user.column(UserMeasure.AVG_RSSI_DBM.ordinal(), from, to),
                user.column(UserMeasure.MAX_RSSI_DBM.ordinal(), from, to));
        return wifi.equals(new SamplesView.WifiSeries(null, null, null)) ? null : wifi;
    }

    private @Nullable List<@Nullable CpuPressure> pressures(UserMeasure measure, int from, int to) {
        return labels(user.column(measure.ordinal(), from, to), CpuPressure.values());
    }

    private static <E> @Nullable List<@Nullable E> labels(@Nullable List<@Nullable Float> ordinals, E[] labels) {
        if (ordinals == null) {
            return null;
        }
        List<@Nullable E> texts = new ArrayList<>(ordinals.size());
        for (Float ordinal : ordinals) {
            texts.add(ordinal == null ? null : labels[ordinal.intValue()]);
        }
        return texts;
    }

    /** The sample of one row. */
    SampleView at(String userId, int row) {
        List<SampleView.StreamNow> now = new ArrayList<>();
        streams.forEach((type, stream) -> {
            if (stream.measures.isAnyThere(row)) {
                now.add(new SampleView.StreamNow(type, stream.media, measures(stream.measures, row)));
            }
        });
        return new SampleView(userId, Instant.ofEpochMilli(times[row]), now, cpu(row), wifi(row));
    }

    /** The row of a time; negative where there is none. */
    int rowOf(long time) {
        return Arrays.binarySearch(times, 0, size, time);
    }

    /** By media, the measures last seen. */
    Map<String, Measures> latest() {
        Map<Media, Measures> byMedia = new EnumMap<>(Media.class);
        for (Stream stream : streams.values()) {
            int row = lastRow(stream.measures);
            boolean shown = switch (stream.media) {
                case AUDIO, VIDEO, SCREEN_SHARE -> true;
                case OTHER, UNKNOWN -> false;
            };
            if (row >= 0 && shown) {
                byMedia.merge(stream.media, measures(stream.measures, row), SampleSeries::worse);
            }
        }
        Map<String, Measures> latest = new LinkedHashMap<>();
        byMedia.forEach((media, measures) -> latest.put(media.name(), measures));
        return latest;
    }

    @Nullable
    CpuNow latestCpu() {
        for (int row = size - 1; row >= 0 && isRecent(row); row--) {
            CpuNow cpu = cpu(row);
            if (cpu != null) {
                return cpu;
            }
        }
        return null;
    }

    @Nullable
    WifiNow latestWifi() {
        for (int row = size - 1; row >= 0 && isRecent(row); row--) {
            WifiNow wifi = wifi(row);
            if (wifi != null) {
                return wifi;
            }
        }
        return null;
    }

    private int lastRow(FloatTable table) {
        for (int row = size - 1; row >= 0 && isRecent(row); row--) {
            if (table.isAnyThere(row)) {
                return row;
            }
        }
        return -1;
    }

    private boolean isRecent(int row) {
        return times[size - 1] - times[row] <= TOGETHER_MS;
    }

    private @Nullable CpuNow cpu(int row) {
        Float pressure = user.get(row, UserMeasure.SYSTEM_MAX_PRESSURE.ordinal());
        CpuNow cpu = new CpuNow(
                user.get(row, UserMeasure.ZOOM_AVG_PCT.ordinal()),
                user.get(row, UserMeasure.ZOOM_MAX_PCT.ordinal()),
                user.get(row, UserMeasure.SYSTEM_MAX_PCT.ordinal()),
                pressure == null ? null : CpuPressure.values()[pressure.intValue()]);
        return cpu.equals(new CpuNow(null, null, null, null)) ? null : cpu;
    }

    private @Nullable WifiNow wifi(int row) {
        Float rssi = user.get(row, UserMeasure.AVG_RSSI_DBM.ordinal());
        return rssi == null ? null : new WifiNow(rssi);
    }

    private static Measures measures(FloatTable table, int row) {
        return new Measures(
                table.get(row, StreamMeasure.BITRATE_KBPS.ordinal()),
                table.get(row, StreamMeasure.LATENCY_MS.ordinal()),
                table.get(row, StreamMeasure.JITTER_MS.ordinal()),
                table.get(row, StreamMeasure.AVG_LOSS_PCT.ordinal()),
                table.get(row, StreamMeasure.MAX_LOSS_PCT.ordinal()),
                table.get(row, StreamMeasure.FRAME_RATE_FPS.ordinal()),
                table.get(row, StreamMeasure.MOS.ordinal()),
                table.get(row, StreamMeasure.QUALITY_SCORE.ordinal()));
    }

    /** Of two streams of one media: the greater bit rate says whether anything flows, of the rest the worse counts. */
    private static Measures worse(Measures a, Measures b) {
        return new Measures(
                pick(a.bitrateKbps(), b.bitrateKbps(), Math::max),
                pick(a.latencyMs(), b.latencyMs(), Math::max),
                pick(a.jitterMs(), b.jitterMs(), Math::max),
                pick(a.avgLossPct(), b.avgLossPct(), Math::max),
                pick(a.maxLossPct(), b.maxLossPct(), Math::max),
                pick(a.frameRateFps(), b.frameRateFps(), Math::min),
                pick(a.mos(), b.mos(), Math::min),
                pick(a.qualityScore(), b.qualityScore(), Math::min));
    }

    private static @Nullable Float pick(@Nullable Float a, @Nullable Float b, BinaryOperator<Float> law) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return law.apply(a, b);
    }
}
