package io.qsstream.processor.report;

import io.qsstream.processor.score.SessionScore;
import io.qsstream.processor.score.SessionScore.RatedMinutes;
import io.qsstream.schema.SessionKey;
import io.qsstream.v1.ReportLegState;
import io.qsstream.v1.SessionKind;
import io.qsstream.v1.SessionReport;
import io.qsstream.v1.UserReport;
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

    /** Adds a user; in order of userId. */
    void add(String userId, UserTally user, ReportLegState said) {
        if (user.isEmpty()) {
            return;
        }
        told.add(new Told(user.report(said), user.lost()));
        stretches.put(userId, user.stretches());
        Instant began = user.first().getSampleTime();
        start = start == null || began.isBefore(start) ? began : start;
        end = end == null || user.end().isAfter(end) ? user.end() : end;
        kind = user.kind().compareTo(kind) > 0 ? user.kind() : kind;
    }

    /** Null where nobody has sent a sample. */
    @Nullable
    SessionReport report(int revision, String endReason) {
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
        report.setUsers(users());
        report.setParticipantMinutes(score.participantMinutes());
        report.setGoodShare(score.goodShare());
        report.setScore(score.score());
        report.setAffectedShare(score.affectedShare());
        report.setWorstUserId(score.worstUserId());
        return report;
    }

    private List<UserReport> users() {
        if (told.size() > DETAILED) {
            // The sort is stable: of those who lost the same, the first by userId keep theirs.
            told.stream()
                    .sorted(Comparator.comparingDouble(Told::lost).reversed())
                    .skip(DETAILED)
                    .forEach(each -> {
                        each.report().setDetailed(false);
                        each.report().setStreams(List.of());
                        each.report().setSummaryFigures(List.of());
                    });
        }
        return told.stream().map(Told::report).toList();
    }
}
