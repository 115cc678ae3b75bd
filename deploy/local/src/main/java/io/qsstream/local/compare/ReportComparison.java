package io.qsstream.local.compare;

import io.qsstream.v1.SessionReport;
import io.qsstream.v1.UserReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Session reports against the samples that were posted. Pure.
 *
 * @param sessions posted
 * @param users posted, over all sessions
 * @param minutes of all users together
 * @param differences one line each; empty where all is as it must be
 */
public record ReportComparison(int sessions, int users, double minutes, List<String> differences) {

    private static final double EXACT = 1e-9;

    /**
     * Compares the last revision of each session's report.
     *
     * @param reports of the topic, in order, of any sessions
     * @param window length of the pipeline's windows: a user's minutes are those of the windows with a sample
     */
    public static ReportComparison of(TruthRecords truth, List<SessionReport> reports, Duration window) {
        Map<String, SessionReport> last = new HashMap<>();
        List<String> differences = new ArrayList<>();
        for (SessionReport report : reports) {
            SessionReport before = last.put(report.getSessionId(), report);
            int expected = before == null ? 1 : before.getRevision() + 1;
            if (report.getRevision() != expected) {
                differences.add(
                        report.getSessionId() + ": revision " + report.getRevision() + " follows " + (expected - 1));
            }
        }
        int users = 0;
        double minutes = 0;
        for (Map.Entry<String, Map<String, Set<Instant>>> session :
                truth.sampleTimes().entrySet()) {
            SessionReport report = last.get(session.getKey());
            if (report == null) {
                differences.add(session.getKey() + ": no report");
                continue;
            }
            Map<String, Double> reported = new HashMap<>();
            for (UserReport user : report.getUsers()) {
                reported.put(user.getUserId(), user.getMinutes());
            }
            double total = 0;
            for (Map.Entry<String, Set<Instant>> user : session.getValue().entrySet()) {
                double expected = windows(user.getValue(), window) * (window.toMillis() / 60_000.0);
                Double found = reported.remove(user.getKey());
                if (found == null || Math.abs(found - expected) > EXACT) {
                    differences.add(
                            session.getKey() + " user " + user.getKey() + ": " + found + " min, posted " + expected);
                }
                total += expected;
                users++;
            }
            reported.forEach((user, extra) -> differences.add(session.getKey() + " user " + user + ": nobody posted"));
            if (Math.abs(report.getParticipantMinutes() - total) > 1e-6) {
                differences.add(session.getKey() + ": " + report.getParticipantMinutes()
                        + " participant minutes, posted " + total);
            }
            minutes += total;
        }
        return new ReportComparison(truth.sampleTimes().size(), users, minutes, differences);
    }

    private static int windows(Set<Instant> times, Duration window) {
        Set<Long> windows = new TreeSet<>();
        for (Instant time : times) {
            windows.add(Math.floorDiv(time.toEpochMilli(), window.toMillis()));
        }
        return windows.size();
    }
}
