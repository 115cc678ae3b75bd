package io.qsstream.processor.completeness;

import io.qsstream.v1.SummaryFigure;
import java.util.List;

/**
 * Whether Zoom's own summary of a leg agrees with ours.
 *
 * <p>An {@code avg…} must not be further from our mean than the tolerance, a {@code max…} not that far below our
 * greatest, a {@code min…} not that far above our least: Zoom's extremes are over all its points, ours over samples that
 * are means of about ten of them (qss-reference §2), so that Zoom's may be more extreme and never less. A 0 of Zoom's can
 * mean that nothing was measured (qss-reference §1.5) and is not compared.
 *
 * @param compared figures that both have
 * @param disagreeing of these, those beyond the tolerance
 */
record Agreement(int compared, int disagreeing) {

    static final Agreement NONE = new Agreement(0, 0);

    /** Half of the greater of both, and no less than the measure's floor. */
    static final double TOLERANCE = 0.5;

    static Agreement of(List<SummaryFigure> figures) {
        int compared = 0;
        int disagreeing = 0;
        for (SummaryFigure figure : figures) {
            Double zoom = figure.getZoomValue();
            Double ours = figure.getOurValue();
            String metric = figure.getMetric();
            if (zoom == null || ours == null || zoom == 0 || metric.length() <= 3) {
                continue;
            }
            double allowed = Math.max(floor(metric.substring(3)), TOLERANCE * Math.max(Math.abs(zoom), Math.abs(ours)));
            double apart = switch (metric.substring(0, 3)) {
                case "avg" -> Math.abs(zoom - ours);
                case "max" -> ours - zoom;
                case "min" -> zoom - ours;
                default -> 0;
            };
            compared++;
            disagreeing += apart > allowed ? 1 : 0;
        }
        return new Agreement(compared, disagreeing);
    }

    Agreement and(Agreement more) {
        return new Agreement(compared + more.compared, disagreeing + more.disagreeing);
    }

    private static double floor(String measure) {
        return switch (measure) {
            case "BitrateKbps" -> 50;
            case "LatencyMs" -> 30;
            case "JitterMs" -> 20;
            case "LossPct" -> 2;
            case "FrameRateFps" -> 5;
            default -> 10;
        };
    }
}
