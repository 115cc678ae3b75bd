package io.qsstream.processor.report;

import io.qsstream.processor.completeness.SessionLedger;
import io.qsstream.processor.window.Windowing;
import io.qsstream.schema.SessionKey;
import io.qsstream.v1.CompletenessVerdict;
import io.qsstream.v1.LegState;
import io.qsstream.v1.ReportLegState;
import io.qsstream.v1.SessionKind;
import io.qsstream.v1.SessionReport;
import io.qsstream.v1.SummaryFigure;
import io.qsstream.v1.UserWindowState;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** A session's report and the verdict on its completeness, put together in one pass over its users. Pure. */
public final class Composition {

    private final SessionReports reports;
    private final SessionLedger ledger;

    private Composition(SessionReports reports, SessionLedger ledger) {
        this.reports = reports;
        this.ledger = ledger;
    }

    /** @param kind as far as known without the samples */
    public static Composition of(SessionKey session, SessionKind kind, Windowing windowing, SessionRecords records) {
        SessionReports reports = new SessionReports(session);
        SessionLedger ledger = new SessionLedger(session, kind);
        SortedSet<Instant> starts = records.windowStarts();
        for (String userId : records.userIds()) {
            LegState leg = records.leg(userId);
            ReportLegState told = records.told(userId);
            UserTally user = new UserTally(userId, leg, windowing.size());
            for (Instant start : starts) {
                UserWindowState window = records.window(start, userId);
                if (window != null) {
                    user.add(start, window);
                }
            }
            // Who joined and left without a sample is missed by the ledger alone.
            List<SummaryFigure> figures =
                    user.isEmpty() ? List.of() : reports.add(userId, user, told).getSummaryFigures();
            ledger.add(new SessionLedger.Leg(
                    userId,
                    user.kind(),
                    user.samples(),
                    user.duplicates(),
                    leg,
                    figures,
                    told.getAlerts().size()));
        }
        return new Composition(reports, ledger);
    }

    /**
     * The verdict; null where no sample was due.
     *
     * @param deadLettered samples that could not be used
     */
    public @Nullable CompletenessVerdict verdict(int revision, String endReason, int deadLettered) {
        return ledger.verdict(revision, endReason, deadLettered);
    }

    /**
     * The report; null where nobody has sent a sample.
     *
     * @param verdict on the same samples; null where there is none
     */
    public @Nullable SessionReport report(int revision, String endReason, @Nullable CompletenessVerdict verdict) {
        return reports.report(revision, endReason, verdict == null ? null : verdict.getCoverage());
    }
}
