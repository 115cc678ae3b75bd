package io.qsstream.processor.report;

import io.qsstream.processor.cause.Load;
import io.qsstream.processor.leg.LegFacts;
import io.qsstream.processor.score.SessionScore.RatedMinutes;
import io.qsstream.processor.window.UserWindowSummary;
import io.qsstream.v1.Cause;
import io.qsstream.v1.CauseClass;
import io.qsstream.v1.Classification;
import io.qsstream.v1.ClassificationMinutes;
import io.qsstream.v1.LegFact;
import io.qsstream.v1.LegState;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.ReportLegState;
import io.qsstream.v1.ReportedAlert;
import io.qsstream.v1.SessionKind;
import io.qsstream.v1.Severity;
import io.qsstream.v1.Stats;
import io.qsstream.v1.StreamReport;
import io.qsstream.v1.StreamStats;
import io.qsstream.v1.SummaryFigure;
import io.qsstream.v1.UserQosWindow;
import io.qsstream.v1.UserReport;
import io.qsstream.v1.UserWindowState;
import io.qsstream.v1.WifiStats;
import io.qsstream.v1.ZoomFigure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One user's session, window by window in order of time, added up to what the report says of the user. Depends on the
 * windows' samples alone, open and closed ones alike.
 */
final class UserTally {

    private final String userId;
    private final LegState leg;
    private final Duration windowSize;
    private final List<QosSample> samples = new ArrayList<>();
    private final List<RatedMinutes> stretches = new ArrayList<>();
    private final Map<Classification, Double> minutes = new EnumMap<>(Classification.class);
    private final Map<String, Integer> blame = new TreeMap<>();
    private int duplicates;
    private double weakSignal;
    private double busy;
    private @Nullable Instant end;
    private SessionKind kind = SessionKind.UNKNOWN;

    UserTally(String userId, LegState leg, Duration windowSize) {
        this.userId = userId;
        this.leg = leg;
        this.windowSize = windowSize;
    }

    void add(Instant start, UserWindowState window) {
        end = start.plus(windowSize);
        UserQosWindow summary = UserWindowSummary.summarise(window, 1, leg, start, end);
        double length = windowSize.toMillis() / 60_000.0;
        Classification classification = summary.getClassification();
        stretches.add(new RatedMinutes(length, classification));
        minutes.merge(classification, length, Double::sum);
        if (classification == Classification.BAD || classification == Classification.POOR) {
            String reason = summary.getClassificationReason();
            blame.merge(
                    reason == null ? "" : reason.substring(0, reason.indexOf('.')),
                    classification == Classification.BAD ? 2 : 1,
                    Integer::sum);
        }
        WifiStats wifi = summary.getWifi();
        weakSignal += wifi != null && Load.isWeak(wifi.getAvgRssiDbm()) ? length : 0;
        busy += Load.isBusy(summary.getCpu()) ? length : 0;
        kind = summary.getSessionKind().compareTo(kind) > 0 ? summary.getSessionKind() : kind;
        samples.addAll(window.getSamples());
        duplicates += window.getDuplicates();
    }

    boolean isEmpty() {
        return samples.isEmpty();
    }

    List<QosSample> samples() {
        return samples;
    }

    int duplicates() {
        return duplicates;
    }

    QosSample first() {
        return samples.get(0);
    }

    SessionKind kind() {
        return kind;
    }

    List<RatedMinutes> stretches() {
        return stretches;
    }

    /** Minutes lost: those rated BAD count twice. */
    double lost() {
        return 2 * of(Classification.BAD) + of(Classification.POOR);
    }

    Instant end() {
        LegFact last = LegFacts.lastKnownBefore(leg, Instant.MAX);
        Instant lastWindow = end == null ? Instant.EPOCH : end;
        QosSample lastSample = samples.get(samples.size() - 1);
        return last.getLeft() && !last.getTime().isBefore(lastSample.getSampleTime()) ? last.getTime() : lastWindow;
    }

    /** What the report says, with its statistics. */
    UserReport report(ReportLegState said) {
        Cause cause = causeOf(said.getAlerts(), end());
        double all = stretches.stream().mapToDouble(RatedMinutes::minutes).sum();
        UserReport report = new UserReport();
        report.setUserId(userId);
        report.setUserKey(samples.stream()
                .map(QosSample::getUserKey)
                .filter(key -> key != null)
                .max(String::compareTo)
                .orElse(null));
        report.setStartTime(first().getSampleTime());
        report.setEndTime(end());
        report.setMinutes(all);
        report.setClassificationMinutes(new ClassificationMinutes(
                of(Classification.GOOD),
                of(Classification.FAIR),
                of(Classification.POOR),
                of(Classification.BAD),
                of(Classification.UNCLASSIFIED)));
        report.setWorstStream(worst());
        List<StreamStats> stats = UserWindowSummary.summarise(
                        new UserWindowState(0, false, samples, 0), 1, leg, first().getSampleTime(), end())
                .getStreams();
        report.setStreams(stats.stream().map(UserTally::streamReport).toList());
        report.setDetailed(true);
        report.setAlertIds(
                said.getAlerts().stream().map(ReportedAlert::getAlertId).toList());
        report.setCause(cause);
        report.setAdvice(Advice.of(new Advice.Facts(
                all,
                of(Classification.POOR) + of(Classification.BAD),
                weakSignal,
                busy,
                cause != null ? cause.getClass$() : said.getAlerts().isEmpty() ? null : CauseClass.UNKNOWN)));
        report.setSummaryFigures(beside(said.getFigures(), stats));
        return report;
    }

    private double of(Classification classification) {
        return minutes.getOrDefault(classification, 0.0);
    }

    private @Nullable String worst() {
        String worst = null;
        int most = 0;
        for (Map.Entry<String, Integer> each : blame.entrySet()) {
            if (each.getValue() > most) {
                most = each.getValue();
                worst = each.getKey();
            }
        }
        return worst;
    }

    private static StreamReport streamReport(StreamStats stats) {
        return new StreamReport(
                stats.getType(),
                stats.getMedia(),
                stats.getBitrateKbps(),
                stats.getLatencyMs(),
                stats.getJitterMs(),
                stats.getAvgLossPct(),
                stats.getMaxLossPct(),
                stats.getFrameRateFps());
    }

    /** The cause that weighs most by severity, duration and confidence; null where none is known. */
    static @Nullable Cause causeOf(List<ReportedAlert> alerts, Instant end) {
        Map<CauseClass, Double> weights = new EnumMap<>(CauseClass.class);
        Map<CauseClass, Cause> surest = new EnumMap<>(CauseClass.class);
        for (ReportedAlert alert : alerts) {
            Cause cause = alert.getCause();
            if (cause == null || cause.getClass$() == CauseClass.UNKNOWN) {
                continue;
            }
            Instant until = alert.getClearedAt() == null ? end : alert.getClearedAt();
            double lasted =
                    Math.max(1, Duration.between(alert.getOnset(), until).toSeconds());
            double weight = lasted * cause.getConfidence() * (alert.getSeverity() == Severity.CRITICAL ? 2 : 1);
            weights.merge(cause.getClass$(), weight, Double::sum);
            surest.merge(
                    cause.getClass$(),
                    cause,
                    (one, other) -> other.getConfidence() > one.getConfidence() ? other : one);
        }
        CauseClass heaviest = null;
        double most = 0;
        for (Map.Entry<CauseClass, Double> each : weights.entrySet()) {
            if (each.getValue() > most) {
                heaviest = each.getKey();
                most = each.getValue();
            }
        }
        return heaviest == null ? null : surest.get(heaviest);
    }

    /** Zoom's figures, each with ours: of an {@code avg…} the mean, of a {@code max…} the greatest, of a {@code min…} the least. */
    static List<SummaryFigure> beside(List<ZoomFigure> figures, List<StreamStats> streams) {
        List<SummaryFigure> both = new ArrayList<>(figures.size());
        for (ZoomFigure figure : figures) {
            both.add(new SummaryFigure(figure.getType(), figure.getMetric(), figure.getValue(), ours(figure, streams)));
        }
        return both;
    }

    private static @Nullable Double ours(ZoomFigure figure, List<StreamStats> streams) {
        for (StreamStats stream : streams) {
            if (!stream.getType().equals(figure.getType())) {
                continue;
            }
            String metric = figure.getMetric();
            Stats stats = switch (metric.substring(3)) {
                case "BitrateKbps" -> stream.getBitrateKbps();
                case "LatencyMs" -> stream.getLatencyMs();
                case "JitterMs" -> stream.getJitterMs();
                case "LossPct" -> metric.startsWith("max") ? stream.getMaxLossPct() : stream.getAvgLossPct();
                case "FrameRateFps" -> stream.getFrameRateFps();
                default -> null;
            };
            if (stats == null) {
                return null;
            }
            return metric.startsWith("avg")
                    ? stats.getMean()
                    : metric.startsWith("max") ? stats.getMax() : stats.getMin();
        }
        return null;
    }
}
