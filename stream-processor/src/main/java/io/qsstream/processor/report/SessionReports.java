package io.qsstream.processor.report;

import io.qsstream.processor.score.SessionScore;
import io.qsstream.processor.score.SessionScore.RatedMinutes;
import io.qsstream.schema.SessionKey;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.ReportLegState;
import io.qsstream.v1.SessionKind;
import io.qsstream.v1.SessionReport;
import io.qsstream.v1.UserReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts a session's report together from its users, one after the other: their samples never are in memory together, so
 * that a webinar of ten thousand needs no more of it than a meeting.
 */
final class SessionReports {

    /** Users with all their statistics; more would not fit in one record of the topic. */
    static final int DETAILED = 500;

    /** What the topic takes, less a little for key, headers and framing. */
    static final int LARGEST_BYTES = Topics.LARGEST_REPORT_BYTES - 64 * 1024;

    /** A user's report, with what the session's needs of it. */
    private record Told(UserReport report, double lost) {}

    private final SessionKey session;
    private final List<Told> told = new ArrayList<>();
    private final Map<String, List<RatedMinutes>> stretches = new LinkedHashMap<>();
    private SessionKind kind = SessionKind.UNKNOWN;
    private @Nullable Instant start;
    private @Nullable Instant end;

    SessionReports(SessionKey session) {
        this.session = session;
    }

    /** Adds a user with a sample; in order of userId. */
    UserReport add(String userId, UserTally user, ReportLegState said) {
        UserReport report = user.report(said);
        told.add(new Told(report, user.lost()));
        stretches.put(userId, user.stretches());
        Instant began = user.first().getSampleTime();
        start = start == null || began.isBefore(start) ? began : start;
        end = end == null || user.end().isAfter(end) ? user.end() : end;
        kind = user.kind().compareTo(kind) > 0 ? user.kind() : kind;
        return report;
    }

    /**
     * Null where nobody has sent a sample.
     *
     * @param coverage share of the samples due that came; null where none was due
     */
    @Nullable
    SessionReport report(int revision, String endReason, @Nullable Double coverage) {
        if (start == null || end == null) {
            return null;
        }
        SessionScore score = SessionScore.of(stretches);
        SessionReport report = new SessionReport();
        report.setAccountId(session.accountId());
        report.setSessionId(session.sessionId());
        report.setSessionKind(kind);
        report.setRevision(revision);
        report.setStartTime(start);
        report.setEndTime(end);
        report.setEndReason(endReason);
        report.setUsers(List.of());
        report.setParticipantMinutes(score.participantMinutes());
        report.setGoodShare(score.goodShare());
        report.setScore(score.score());
        report.setAffectedShare(score.affectedShare());
        report.setWorstUserId(score.worstUserId());
        report.setCoverage(coverage);
        addUsers(report);
        return report;
    }

    /** All users where they fit, with statistics for those who lost most; else half of them, and again half. */
    private void addUsers(SessionReport report) {
        List<Told> byLoss = new ArrayList<>(told);
        // The sort is stable: of those who lost the same, the first by userId come first.
        byLoss.sort(Comparator.comparingDouble(Told::lost).reversed());
        byLoss.stream().skip(DETAILED).forEach(each -> {
            each.report().setDetailed(false);
            each.report().setStreams(List.of());
            each.report().setSummaryFigures(List.of());
        });
        report.setUserCount(told.size());
        report.setUsers(told.stream().map(Told::report).toList());
        for (int kept = told.size() / 2; kept > 0 && size(report) > LARGEST_BYTES; kept /= 2) {
            report.setUsers(byLoss.stream()
                    .limit(kept)
                    .map(Told::report)
                    .sorted(Comparator.comparing(UserReport::getUserId))
                    .toList());
        }
    }

    private static int size(SessionReport report) {
        try {
            return report.toByteBuffer().remaining();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
