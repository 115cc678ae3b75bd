package io.qsstream.benchmarks.processor.contestant;

import io.qsstream.v1.Classification;
import io.qsstream.v1.CpuStats;
import io.qsstream.v1.CpuUsage;
import io.qsstream.v1.Media;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.SessionKind;
import io.qsstream.v1.Stats;
import io.qsstream.v1.StreamQos;
import io.qsstream.v1.StreamStats;
import io.qsstream.v1.UserQosWindow;
import io.qsstream.v1.WifiSignal;
import io.qsstream.v1.WifiStats;
import io.qsstream.v1.WindowState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A user's window as running figures, in a compact binary form: what the alternatives keep as state. Leaner than the
 * service's state, which keeps the samples themselves: no percentile, no rating, no merging of duplicates. What is
 * measured in their favour stays in their favour.
 */
final class UserFigures {

    static final String CPU = "cpu_usage";
    static final String WIFI = "wifi_rssi";

    private static final int MEASURES = 8;
    private static final Media[] MEDIA = Media.values();
    private static final SessionKind[] KINDS = SessionKind.values();

    /** Running figures of the measures of one type; a count of 0 where there is no value. */
    private static final class Entry {
        private final Media media;
        private final int[] count = new int[MEASURES];
        private final double[] sum = new double[MEASURES];
        private final double[] min = new double[MEASURES];
        private final double[] max = new double[MEASURES];
        private final double[] last = new double[MEASURES];

        Entry(Media media) {
            this.media = media;
        }

        void add(int measure, @Nullable Double value) {
            if (value == null) {
                return;
            }
            double number = value;
            boolean first = count[measure]++ == 0;
            sum[measure] += number;
            min[measure] = first ? number : Math.min(min[measure], number);
            max[measure] = first ? number : Math.max(max[measure], number);
            last[measure] = number;
        }

        @Nullable
        Stats stats(int measure) {
            return count[measure] == 0
                    ? null
                    : new Stats(
                            count[measure],
                            min[measure],
                            sum[measure] / count[measure],
                            max[measure],
                            // Running figures have no percentile.
                            Double.NaN,
                            last[measure]);
        }
    }

    private String accountId = "";
    private String sessionId = "";
    private SessionKind kind = SessionKind.UNKNOWN;
    private String userId = "";
    private String userKey = "";
    private int samples;
    private long lastSample = Long.MIN_VALUE;
    private final Map<String, Entry> entries = new TreeMap<>();

    /** Adds a sample, or the part of one that holds a single entry. */
    UserFigures add(QosSample sample) {
        if (samples == 0) {
            accountId = sample.getAccountId();
            sessionId = sample.getSessionId();
            kind = sample.getSessionKind();
            userId = sample.getUserId();
            userKey = sample.getUserKey() == null ? "" : sample.getUserKey();
        }
        long time = sample.getSampleTime().toEpochMilli();
        if (time != lastSample) {
            samples++;
            lastSample = time;
        }
        for (StreamQos stream : sample.getStreams()) {
            Entry entry = entries.computeIfAbsent(stream.getType(), type -> new Entry(stream.getMedia()));
            entry.add(0, stream.getBitrateKbps());
            entry.add(1, stream.getLatencyMs());
            entry.add(2, stream.getJitterMs());
            entry.add(3, stream.getAvgLossPct());
            entry.add(4, stream.getMaxLossPct());
            entry.add(5, stream.getFrameRateFps());
            entry.add(6, stream.getMos());
            entry.add(7, stream.getQualityScore());
        }
        CpuUsage cpu = sample.getCpu();
        if (cpu != null) {
            Entry entry = entries.computeIfAbsent(CPU, type -> new Entry(Media.OTHER));
            entry.add(0, cpu.getZoomMinPct());
            entry.add(1, cpu.getZoomAvgPct());
            entry.add(2, cpu.getZoomMaxPct());
            entry.add(3, cpu.getSystemMaxPct());
        }
        WifiSignal wifi = sample.getWifi();
        if (wifi != null) {
            Entry entry = entries.computeIfAbsent(WIFI, type -> new Entry(Media.OTHER));
            entry.add(0, wifi.getMinRssiDbm());
            entry.add(1, wifi.getAvgRssiDbm());
            entry.add(2, wifi.getMaxRssiDbm());
        }
        return this;
    }

    /** Adds what another has, which came later. */
    UserFigures add(UserFigures more) {
        if (samples == 0) {
            accountId = more.accountId;
            sessionId = more.sessionId;
            kind = more.kind;
            userId = more.userId;
            userKey = more.userKey;
        }
        samples += more.samples;
        lastSample = more.lastSample;
        more.entries.forEach((type, added) -> {
            Entry entry = entries.computeIfAbsent(type, name -> new Entry(added.media));
            for (int i = 0; i < MEASURES; i++) {
                if (added.count[i] > 0) {
                    boolean first = entry.count[i] == 0;
                    entry.count[i] += added.count[i];
                    entry.sum[i] += added.sum[i];
                    entry.min[i] = first ? added.min[i] : Math.min(entry.min[i], added.min[i]);
                    entry.max[i] = first ? added.max[i] : Math.max(entry.max[i], added.max[i]);
                    entry.last[i] = added.last[i];
                }
            }
        });
        return this;
    }

    String accountId() {
        return accountId;
    }

    String sessionId() {
        return sessionId;
    }

    String userId() {
        return userId;
    }

    SessionKind kind() {
        return kind;
    }

    int samples() {
        return samples;
    }

    boolean has(Media media) {
        return entries.entrySet().stream().anyMatch(each -> isStream(each.getKey()) && each.getValue().media == media);
    }

    /** The mean of all values of a measure over the streams of a media; NaN where there is none. */
    double mean(Media media, int measure) {
        double sum = 0;
        long count = 0;
        for (Map.Entry<String, Entry> each : entries.entrySet()) {
            if (isStream(each.getKey()) && each.getValue().media == media) {
                sum += each.getValue().sum[measure];
                count += each.getValue().count[measure];
            }
        }
        return count == 0 ? Double.NaN : sum / count;
    }

    private static boolean isStream(String type) {
        return !type.equals(CPU) && !type.equals(WIFI);
    }

    /** The record that goes out. */
    UserQosWindow toWindow(Instant start, Instant end) {
        UserQosWindow window = new UserQosWindow();
        window.setAccountId(accountId);
        window.setSessionId(sessionId);
        window.setSessionKind(kind);
        window.setUserId(userId);
        window.setUserKey(userKey.isEmpty() ? null : userKey);
        window.setWindowStart(start);
        window.setWindowEnd(end);
        window.setState(WindowState.FINAL);
        window.setRevision(1);
        window.setSampleCount(samples);
        window.setNetworkNotifications(List.of());
        window.setClassification(Classification.UNCLASSIFIED);
        window.setMediaClassifications(List.of());
        List<StreamStats> streams = new ArrayList<>(entries.size());
        entries.forEach((type, entry) -> {
            switch (type) {
                case CPU ->
                    window.setCpu(new CpuStats(entry.stats(0), entry.stats(1), entry.stats(2), entry.stats(3), null));
                case WIFI -> window.setWifi(new WifiStats(entry.stats(0), entry.stats(1), entry.stats(2)));
                default ->
                    streams.add(new StreamStats(
                            type,
                            entry.media,
                            entry.stats(0),
                            entry.stats(1),
                            entry.stats(2),
                            entry.stats(3),
                            entry.stats(4),
                            entry.stats(5),
                            entry.stats(6),
                            entry.stats(7)));
            }
        });
        window.setStreams(streams);
        return window;
    }

    // Binary form

    private static final ThreadLocal<ByteBuffer> SCRATCH =
            ThreadLocal.withInitial(() -> ByteBuffer.allocate(64 * 1024));

    byte[] encode() {
        ByteBuffer out = SCRATCH.get().clear();
        text(out, accountId);
        text(out, sessionId);
        out.put((byte) kind.ordinal());
        text(out, userId);
        text(out, userKey);
        out.putInt(samples).putLong(lastSample).put((byte) entries.size());
        entries.forEach((type, entry) -> {
            text(out, type);
            out.put((byte) entry.media.ordinal());
            int present = 0;
            for (int i = 0; i < MEASURES; i++) {
                present |= entry.count[i] > 0 ? 1 << i : 0;
            }
            out.put((byte) present);
            for (int i = 0; i < MEASURES; i++) {
                if (entry.count[i] > 0) {
                    out.putInt(entry.count[i]).putDouble(entry.sum[i]);
                    out.putDouble(entry.min[i]).putDouble(entry.max[i]).putDouble(entry.last[i]);
                }
            }
        });
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    static UserFigures decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        UserFigures figures = new UserFigures();
        figures.accountId = text(in);
        figures.sessionId = text(in);
        figures.kind = KINDS[in.get()];
        figures.userId = text(in);
        figures.userKey = text(in);
        figures.samples = in.getInt();
        figures.lastSample = in.getLong();
        int size = in.get();
        for (int each = 0; each < size; each++) {
            String type = text(in);
            Entry entry = new Entry(MEDIA[in.get()]);
            int present = in.get();
            for (int i = 0; i < MEASURES; i++) {
                if ((present & (1 << i)) != 0) {
                    entry.count[i] = in.getInt();
                    entry.sum[i] = in.getDouble();
                    entry.min[i] = in.getDouble();
                    entry.max[i] = in.getDouble();
                    entry.last[i] = in.getDouble();
                }
            }
            figures.entries.put(type, entry);
        }
        return figures;
    }

    static void text(ByteBuffer out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.putShort((short) bytes.length).put(bytes);
    }

    static String text(ByteBuffer in) {
        byte[] bytes = new byte[in.getShort()];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
