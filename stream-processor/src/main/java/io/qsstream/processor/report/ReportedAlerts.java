package io.qsstream.processor.report;

import io.qsstream.v1.AlertTransition;
import io.qsstream.v1.ReportLegState;
import io.qsstream.v1.ReportedAlert;
import io.qsstream.v1.Transition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A user's alerts, as a report tells them. Pure. */
public final class ReportedAlerts {

    /** The state with one more transition; what an alert's last transition says replaces what its first said. */
    public static ReportLegState takeIn(ReportLegState known, AlertTransition transition) {
        List<ReportedAlert> alerts = new ArrayList<>(known.getAlerts());
        alerts.removeIf(alert -> alert.getAlertId().equals(transition.getAlertId()));
        alerts.add(new ReportedAlert(
                transition.getAlertId(),
                transition.getSeverity(),
                transition.getOnsetTime(),
                transition.getTransition() == Transition.CLEARED ? transition.getTransitionTime() : null,
                transition.getCause()));
        alerts.sort(Comparator.comparing(ReportedAlert::getOnset).thenComparing(ReportedAlert::getAlertId));
        return new ReportLegState(alerts, known.getFigures());
    }

    private ReportedAlerts() {}
}
