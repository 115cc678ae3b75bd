package io.qsstream.processor.merge;

import io.qsstream.v1.CpuPressure;
import io.qsstream.v1.CpuUsage;
import io.qsstream.v1.Media;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.Quality;
import io.qsstream.v1.SessionKind;
import io.qsstream.v1.StreamQos;
import io.qsstream.v1.WifiSignal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Joins what two events say of one user at one sample time: per stream type a union of the fields, a conflict won by
 * the greater value. Commutative, associative and idempotent, so the order and the number of deliveries do not matter
 * and nobody has to remember who spoke.
 *
 * <p>Never changes its arguments, and gives back {@code known} itself where {@code more} adds nothing. Lists are ordered
 * and distinct: streams by type, notifications by text; the normaliser makes them so and a merge keeps them so.
 */
public final class SampleMerge {

    /** Extras kept of one sample: those with the first keys in text order, so that every order of arrival keeps the same. */
    public static final int MAX_EXTRAS = 64;

    /** Network notifications kept of one sample: the first in text order. */
    public static final int MAX_NOTIFICATIONS = 64;

    private static final Comparator<StreamQos> BY_TYPE = Comparator.comparing(StreamQos::getType);

    /**
     * Everything that both say.
     *
     * <p>Account, session, user and sample time are what the two have in common. {@code revision}, {@code receiptTime}
     * and {@code late} are no facts of a measurement; they are those of {@code known} and the caller's to set.
     */
    public static QosSample merge(QosSample known, QosSample more) {
        SessionKind sessionKind =
                Objects.requireNonNull(Join.greater(known.getSessionKind(), more.getSessionKind()), "sessionKind");
        String sessionNumber = Join.greater(known.getSessionNumber(), more.getSessionNumber());
        String userKey = Join.greater(known.getUserKey(), more.getUserKey());
        String eventType = Objects.requireNonNull(Join.greater(known.getEventType(), more.getEventType()), "eventType");
        List<StreamQos> streams =
                Join.union(known.getStreams(), more.getStreams(), BY_TYPE, SampleMerge::merge, Integer.MAX_VALUE);
        CpuUsage cpu = merge(known.getCpu(), more.getCpu());
        WifiSignal wifi = merge(known.getWifi(), more.getWifi());
        List<String> notifications =
                Join.union(known.getNetworkNotifications(), more.getNetworkNotifications(), MAX_NOTIFICATIONS);
        Map<String, String> extras = Join.union(known.getExtras(), more.getExtras(), MAX_EXTRAS);
        boolean same = sessionKind == known.getSessionKind()
                && same(sessionNumber, known.getSessionNumber())
                && same(userKey, known.getUserKey())
                && same(eventType, known.getEventType())
                && same(streams, known.getStreams())
                && same(cpu, known.getCpu())
                && same(wifi, known.getWifi())
                && same(notifications, known.getNetworkNotifications())
                && same(extras, known.getExtras());
        if (same) {
            return known;
        }
        return new QosSample(
                known.getAccountId(),
                known.getSessionId(),
                sessionKind,
                sessionNumber,
                known.getUserId(),
                userKey,
                known.getSampleTime(),
                known.getRevision(),
                known.getReceiptTime(),
                eventType,
                streams,
                cpu,
                wifi,
                notifications,
                extras,
                known.getLate());
    }

    /** Two records of one stream type: they complete each other. */
    public static StreamQos merge(StreamQos known, StreamQos more) {
        if (known == more) {
            return known;
        }
        Media media = Objects.requireNonNull(Join.greater(known.getMedia(), more.getMedia()), "media");
        Double bitrateKbps = Join.greater(known.getBitrateKbps(), more.getBitrateKbps());
        Double latencyMs = Join.greater(known.getLatencyMs(), more.getLatencyMs());
        Double jitterMs = Join.greater(known.getJitterMs(), more.getJitterMs());
        Double avgLossPct = Join.greater(known.getAvgLossPct(), more.getAvgLossPct());
        Double maxLossPct = Join.greater(known.getMaxLossPct(), more.getMaxLossPct());
        Double frameRateFps = Join.greater(known.getFrameRateFps(), more.getFrameRateFps());
        Double widthPx = Join.greater(known.getWidthPx(), more.getWidthPx());
        Double heightPx = Join.greater(known.getHeightPx(), more.getHeightPx());
        Double mos = Join.greater(known.getMos(), more.getMos());
        Quality quality = Join.greater(known.getQuality(), more.getQuality());
        Double qualityScore = Join.greater(known.getQualityScore(), more.getQualityScore());
        String network = Join.greater(known.getNetwork(), more.getNetwork());
        boolean same = media == known.getMedia()
                && same(bitrateKbps, known.getBitrateKbps())
                && same(latencyMs, known.getLatencyMs())
                && same(jitterMs, known.getJitterMs())
                && same(avgLossPct, known.getAvgLossPct())
                && same(maxLossPct, known.getMaxLossPct())
                && same(frameRateFps, known.getFrameRateFps())
                && same(widthPx, known.getWidthPx())
                && same(heightPx, known.getHeightPx())
                && same(mos, known.getMos())
                && quality == known.getQuality()
                && same(qualityScore, known.getQualityScore())
                && same(network, known.getNetwork());
        if (same) {
            return known;
        }
        return new StreamQos(
                known.getType(),
                media,
                bitrateKbps,
                latencyMs,
                jitterMs,
                avgLossPct,
                maxLossPct,
                frameRateFps,
                widthPx,
                heightPx,
                mos,
                quality,
                qualityScore,
                network);
    }

    /** Two readings of one device's CPU. */
    public static @Nullable CpuUsage merge(@Nullable CpuUsage known, @Nullable CpuUsage more) {
        if (known == null || more == null || known == more) {
            return known == null ? more : known;
        }
        Double zoomMinPct = Join.greater(known.getZoomMinPct(), more.getZoomMinPct());
        Double zoomAvgPct = Join.greater(known.getZoomAvgPct(), more.getZoomAvgPct());
        Double zoomMaxPct = Join.greater(known.getZoomMaxPct(), more.getZoomMaxPct());
        Double systemMaxPct = Join.greater(known.getSystemMaxPct(), more.getSystemMaxPct());
        CpuPressure systemMin = Join.greater(known.getSystemMinPressure(), more.getSystemMinPressure());
        CpuPressure systemAvg = Join.greater(known.getSystemAvgPressure(), more.getSystemAvgPressure());
        CpuPressure systemMax = Join.greater(known.getSystemMaxPressure(), more.getSystemMaxPressure());
        boolean same = same(zoomMinPct, known.getZoomMinPct())
                && same(zoomAvgPct, known.getZoomAvgPct())
                && same(zoomMaxPct, known.getZoomMaxPct())
                && same(systemMaxPct, known.getSystemMaxPct())
                && systemMin == known.getSystemMinPressure()
                && systemAvg == known.getSystemAvgPressure()
                && systemMax == known.getSystemMaxPressure();
        return same
                ? known
                : new CpuUsage(zoomMinPct, zoomAvgPct, zoomMaxPct, systemMaxPct, systemMin, systemAvg, systemMax);
    }

    /** Two readings of one device's Wi-Fi signal. */
    public static @Nullable WifiSignal merge(@Nullable WifiSignal known, @Nullable WifiSignal more) {
        if (known == null || more == null || known == more) {
            return known == null ? more : known;
        }
        Double min = Join.greater(known.getMinRssiDbm(), more.getMinRssiDbm());
        Double avg = Join.greater(known.getAvgRssiDbm(), more.getAvgRssiDbm());
        Double max = Join.greater(known.getMaxRssiDbm(), more.getMaxRssiDbm());
        boolean same = same(min, known.getMinRssiDbm())
                && same(avg, known.getAvgRssiDbm())
                && same(max, known.getMaxRssiDbm());
        return same ? known : new WifiSignal(min, avg, max);
    }

    @SuppressWarnings("ReferenceEquality") // Join gives back known itself where nothing changed.
    private static boolean same(@Nullable Object joined, @Nullable Object known) {
        return joined == known;
    }

    private SampleMerge() {}
}
