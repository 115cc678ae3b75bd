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
import java.util.Iterator;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * A session's report and the verdict on its completeness, put together in one pass over its users. That of a webinar of ten
 * thousand takes many seconds, so it can be made in parts.
 */
public final class Composition {

    private final Windowing windowing;
    private final SessionRecords records;
    private final SortedSet<Instant> starts;
    private final Iterator<String> users;
    private final SessionReports reports;
    private final SessionLedger ledger;

    /**
     * One that is still to be made.
     *
     * @param kind as far as known without the samples
     */
    Composition(SessionKey session, SessionKind kind, Windowing windowing, SessionRecords records) {
        this.windowing = windowing;
        this.records = records;
        this.starts = records.windowStarts();
        this.users = records.userIds().iterator();
        this.reports = new SessionReports(session);
        this.ledger = new SessionLedger(session, kind);
    }

    /**
     * All of it at once.
     *
     * @param kind as far as known without the samples
     */
    public static Composition of(SessionKey session, SessionKind kind, Windowing windowing, SessionRecords records) {
        Composition composition = new Composition(session, kind, windowing, records);
        composition.takeUsers(Integer.MAX_VALUE);
        return composition;
    }

    /**
     * Takes users in until so many of their windows have been looked for.
     *
     * @return whether all users are in
     */
    boolean takeUsers(int windows) {
        for (int taken = 0; taken < windows && users.hasNext(); taken += Math.max(1, starts.size())) {
            takeIn(users.next());
        }
        return !users.hasNext();
    }

    private void takeIn(String userId) {
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
