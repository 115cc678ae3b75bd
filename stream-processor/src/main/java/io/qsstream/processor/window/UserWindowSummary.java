package io.qsstream.processor.window;

import io.qsstream.processor.leg.LegFacts;
import io.qsstream.processor.score.MosEstimate;
import io.qsstream.processor.score.Rating;
import io.qsstream.v1.CpuPressure;
import io.qsstream.v1.CpuStats;
import io.qsstream.v1.CpuUsage;
import io.qsstream.v1.LegFact;
import io.qsstream.v1.LegState;
import io.qsstream.v1.Media;
import io.qsstream.v1.MediaClassification;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.SessionKind;
import io.qsstream.v1.StreamQos;
import io.qsstream.v1.StreamStats;
import io.qsstream.v1.UserQosWindow;
import io.qsstream.v1.UserWindowState;
import io.qsstream.v1.WifiSignal;
import io.qsstream.v1.WifiStats;
import io.qsstream.v1.WindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Turns a user's window into the record that analysts read. Pure: it depends on the state alone. */
public final class UserWindowSummary {

    /**
     * The window's record.
     *
     * @param revision the revision to emit: 1 is FINAL, more is REVISED
     * @param state at least one sample
     */
    public static UserQosWindow summarise(
            UserWindowState state, int revision, LegState leg, Instant start, Instant end) {
        QosSample any = state.getSamples().get(0);
        UserQosWindow window = new UserQosWindow();
        window.setAccountId(any.getAccountId());
        window.setSessionId(any.getSessionId());
        window.setUserId(any.getUserId());
        window.setWindowStart(start);
        window.setWindowEnd(end);
        window.setState(revision == 1 ? WindowState.FINAL : WindowState.REVISED);
        window.setRevision(revision);
        addSamples(window, state.getSamples());
        addRating(window, Duration.between(start, end));
        addEnvironment(window, LegFacts.lastKnownBefore(leg, end));
        return window;
    }

    private static void addSamples(UserQosWindow window, List<QosSample> samples) {
        SessionKind kind = SessionKind.UNKNOWN;
        String sessionNumber = null;
        String userKey = null;
        int late = 0;
        for (QosSample sample : samples) {
            for (StreamQos stream : sample.getStreams()) {
                if (stream.getNetwork() != null) {
                    window.setNetworkType(stream.getNetwork());
                }
            }
            kind = sample.getSessionKind().compareTo(kind) > 0 ? sample.getSessionKind() : kind;
            sessionNumber = greater(sessionNumber, sample.getSessionNumber());
            userKey = greater(userKey, sample.getUserKey());
            late += sample.getLate() ? 1 : 0;
        }
        window.setSessionKind(kind);
        window.setSessionNumber(sessionNumber);
        window.setUserKey(userKey);
        window.setSampleCount(samples.size());
        window.setLateSampleCount(late);
        window.setNetworkNotifications(notificationsOf(samples));
        if (samples.size() == 1) {
            addMeasures(window, samples.get(0));
        } else {
            addMeasures(window, samples);
        }
    }

    private static List<String> notificationsOf(List<QosSample> samples) {
        SortedSet<String> notifications = null;
        for (QosSample sample : samples) {
            if (!sample.getNetworkNotifications().isEmpty()) {
                notifications = notifications == null ? new TreeSet<>() : notifications;
                notifications.addAll(sample.getNetworkNotifications());
            }
        }
        return notifications == null ? List.of() : List.copyOf(notifications);
    }

    /** Of the one sample that nearly every window of a minute has: each of its measures is its own series. */
    private static void addMeasures(UserQosWindow window, QosSample sample) {
        // In order of type already.
        List<StreamStats> stats = new ArrayList<>(sample.getStreams().size());
        for (StreamQos stream : sample.getStreams()) {
            stats.add(new StreamStats(
                    stream.getType(),
                    stream.getMedia(),
                    Series.only(stream.getBitrateKbps()),
                    Series.only(stream.getLatencyMs()),
                    Series.only(stream.getJitterMs()),
                    Series.only(stream.getAvgLossPct()),
                    Series.only(stream.getMaxLossPct()),
                    Series.only(stream.getFrameRateFps()),
                    Series.only(stream.getMos()),
                    Series.only(stream.getQualityScore())));
        }
        window.setStreams(stats);
        CpuUsage cpu = sample.getCpu();
        if (cpu != null) {
            window.setCpu(new CpuStats(
                    Series.only(cpu.getZoomMinPct()),
                    Series.only(cpu.getZoomAvgPct()),
                    Series.only(cpu.getZoomMaxPct()),
                    Series.only(cpu.getSystemMaxPct()),
                    cpu.getSystemMaxPressure()));
        }
        WifiSignal wifi = sample.getWifi();
        if (wifi != null) {
            window.setWifi(new WifiStats(
                    Series.only(wifi.getMinRssiDbm()),
                    Series.only(wifi.getAvgRssiDbm()),
                    Series.only(wifi.getMaxRssiDbm())));
        }
    }

    private static void addMeasures(UserQosWindow window, List<QosSample> samples) {
        CpuSeries cpu = new CpuSeries();
        WifiSeries wifi = new WifiSeries();
        for (QosSample sample : samples) {
            cpu.add(sample.getCpu());
            wifi.add(sample.getWifi());
        }
        window.setStreams(streamsOf(samples));
        window.setCpu(cpu.stats());
        window.setWifi(wifi.stats());
    }

    private static List<StreamStats> streamsOf(List<QosSample> samples) {
        SortedMap<String, StreamSeries> streams = new TreeMap<>();
        for (QosSample sample : samples) {
            for (StreamQos stream : sample.getStreams()) {
                streams.computeIfAbsent(stream.getType(), type -> new StreamSeries(stream))
                        .add(stream);
            }
        }
        List<StreamStats> stats = new ArrayList<>(streams.size());
        streams.values().forEach(series -> stats.add(series.stats()));
        return stats;
    }

    private static void addRating(UserQosWindow window, Duration length) {
        Rating.OfWindow rated = Rating.of(window.getStreams(), window.getSampleCount(), length);
        window.setClassification(rated.rating().classification());
        window.setClassificationReason(rated.rating().reason());
        List<MediaClassification> byMedia = new ArrayList<>(rated.byMedia().size());
        for (Media media : Rating.JUDGED) {
            Rating rating = rated.byMedia().get(media);
            if (rating != null) {
                byMedia.add(new MediaClassification(media, rating.classification(), rating.reason()));
            }
        }
        window.setMediaClassifications(byMedia);
        MosEstimate estimate = MosEstimate.worst(window.getStreams());
        if (estimate != null) {
            window.setMosEstimate(estimate.mos());
            window.setMosEstimateModel(MosEstimate.MODEL);
        }
    }

    private static void addEnvironment(UserQosWindow window, LegFact known) {
        window.setLocation(known.getLocation());
        // A phone leg has no environment of its own; its samples name the network (already set from the last of them).
        if (known.getNetworkType() != null) {
            window.setNetworkType(known.getNetworkType());
        }
        window.setDevice(known.getDevice());
        window.setDataCenter(known.getDataCenter());
        window.setConnectionType(known.getConnectionType());
        window.setClientVersion(known.getClientVersion());
        window.setNetworkPrefix(known.getNetworkPrefix());
        window.setLegEndTime(known.getLeft() ? known.getTime() : null);
    }

    private static @Nullable String greater(@Nullable String a, @Nullable String b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.compareTo(b) >= 0 ? a : b;
    }

    private static final class StreamSeries {
        private final StreamQos first;
        private final Series bitrateKbps = new Series();
        private final Series latencyMs = new Series();
        private final Series jitterMs = new Series();
        private final Series avgLossPct = new Series();
        private final Series maxLossPct = new Series();
        private final Series frameRateFps = new Series();
        private final Series mos = new Series();
        private final Series qualityScore = new Series();

        StreamSeries(StreamQos first) {
            this.first = first;
        }

        void add(StreamQos stream) {
            bitrateKbps.add(stream.getBitrateKbps());
            latencyMs.add(stream.getLatencyMs());
            jitterMs.add(stream.getJitterMs());
            avgLossPct.add(stream.getAvgLossPct());
            maxLossPct.add(stream.getMaxLossPct());
            frameRateFps.add(stream.getFrameRateFps());
            mos.add(stream.getMos());
            qualityScore.add(stream.getQualityScore());
        }

        StreamStats stats() {
            return new StreamStats(
                    first.getType(),
                    first.getMedia(),
                    bitrateKbps.stats(),
                    latencyMs.stats(),
                    jitterMs.stats(),
                    avgLossPct.stats(),
                    maxLossPct.stats(),
                    frameRateFps.stats(),
                    mos.stats(),
                    qualityScore.stats());
        }
    }

    private static final class CpuSeries {
        private final Series zoomMinPct = new Series();
        private final Series zoomAvgPct = new Series();
        private final Series zoomMaxPct = new Series();
        private final Series systemMaxPct = new Series();
        private @Nullable CpuPressure systemMaxPressure;
        private boolean seen;

        void add(@Nullable CpuUsage cpu) {
            if (cpu == null) {
                return;
            }
            seen = true;
            zoomMinPct.add(cpu.getZoomMinPct());
            zoomAvgPct.add(cpu.getZoomAvgPct());
            zoomMaxPct.add(cpu.getZoomMaxPct());
            systemMaxPct.add(cpu.getSystemMaxPct());
            CpuPressure pressure = cpu.getSystemMaxPressure();
            if (pressure != null && (systemMaxPressure == null || pressure.compareTo(systemMaxPressure) > 0)) {
                systemMaxPressure = pressure;
            }
        }

        @Nullable
        CpuStats stats() {
            return seen
                    ? new CpuStats(
                            zoomMinPct.stats(),
                            zoomAvgPct.stats(),
                            zoomMaxPct.stats(),
                            systemMaxPct.stats(),
                            systemMaxPressure)
                    : null;
        }
    }

    private static final class WifiSeries {
        private final Series minRssiDbm = new Series();
        private final Series avgRssiDbm = new Series();
        private final Series maxRssiDbm = new Series();
        private boolean seen;

        void add(@Nullable WifiSignal wifi) {
            if (wifi == null) {
                return;
            }
            seen = true;
            minRssiDbm.add(wifi.getMinRssiDbm());
            avgRssiDbm.add(wifi.getAvgRssiDbm());
            maxRssiDbm.add(wifi.getMaxRssiDbm());
        }

        @Nullable
        WifiStats stats() {
            return seen ? new WifiStats(minRssiDbm.stats(), avgRssiDbm.stats(), maxRssiDbm.stats()) : null;
        }
    }

    private UserWindowSummary() {}
}
