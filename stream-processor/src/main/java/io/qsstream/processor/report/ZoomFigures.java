package io.qsstream.processor.report;

import io.qsstream.v1.ReportLegState;
import io.qsstream.v1.ZoomFigure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Zoom's own summary of a user. Pure. */
public final class ZoomFigures {

    private static final Comparator<ZoomFigure> BY_TYPE_AND_METRIC =
            Comparator.comparing(ZoomFigure::getType).thenComparing(ZoomFigure::getMetric);

    /** The state with more figures; of two of the same type and metric the greater stays, whichever came first. */
    public static ReportLegState takeIn(ReportLegState known, List<ZoomFigure> figures) {
        List<ZoomFigure> all = new ArrayList<>(known.getFigures());
        for (ZoomFigure figure : figures) {
            all.removeIf(each -> BY_TYPE_AND_METRIC.compare(each, figure) == 0 && each.getValue() <= figure.getValue());
            if (all.stream().noneMatch(each -> BY_TYPE_AND_METRIC.compare(each, figure) == 0)) {
                all.add(figure);
            }
        }
        all.sort(BY_TYPE_AND_METRIC);
        return new ReportLegState(known.getAlerts(), all);
    }

    private ZoomFigures() {}
}
