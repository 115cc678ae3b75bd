package io.qsstream.dashboard.model;

import io.qsstream.schema.SessionKey;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.SessionKind;
import io.qsstream.v1.SessionQosWindow;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is known of one session. Changed only under the model's lock. */
final class SessionEntry {

    private static final long NEVER = Long.MIN_VALUE;

    /** What is kept of a session's window. */
    record Cell(
            Instant start,
            Instant end,
            int revision,
            @Nullable Double score,
            @Nullable Double affectedShare,
            int affectedUserCount,
            boolean atRisk,
            int userCount) {}

    final SessionKey key;
    final String id;
    final Map<String, UserEntry> users = new LinkedHashMap<>();
    final TreeMap<Long, Cell> windows = new TreeMap<>();
    private SessionKind kind = SessionKind.UNKNOWN;
    private @Nullable String number;
    private long firstSample = Long.MAX_VALUE;
    private long firstWindow = Long.MAX_VALUE;
    private long lastSample = NEVER;
    private long lastWindow = NEVER;
    private long lastHeard = NEVER;
    private @Nullable StoredReport report;
    private @Nullable StoredVerdict verdict;

    SessionEntry(SessionKey key) {
        this.key = key;
        this.id = SessionIds.of(key);
    }

    void take(QosSample sample) {
        name(sample.getSessionKind(), sample.getSessionNumber());
        firstSample = Math.min(firstSample, sample.getSampleTime().toEpochMilli());
        lastSample = Math.max(lastSample, sample.getSampleTime().toEpochMilli());
        lastHeard = Math.max(lastHeard, sample.getReceiptTime().toEpochMilli());
    }

    /** A window says that there were samples from its start on, which may be gone by now. */
    void takeWindow(SessionKind windowKind, @Nullable String windowNumber, Instant start) {
        name(windowKind, windowNumber);
        firstWindow = Math.min(firstWindow, start.toEpochMilli());
        lastWindow = Math.max(lastWindow, start.toEpochMilli());
    }

    private void name(SessionKind givenKind, @Nullable String givenNumber) {
        kind = kind.compareTo(givenKind) >= 0 ? kind : givenKind;
        number = Greater.of(number, givenNumber);
    }

    /** Takes a window's revision in; false where it is known or older. */
    boolean put(SessionQosWindow window, long stripMs) {
        long start = window.getWindowStart().toEpochMilli();
        Cell known = windows.get(start);
        if (known != null && known.revision() >= window.getRevision()) {
            return false;
        }
        windows.put(
                start,
                new Cell(
                        window.getWindowStart(),
                        window.getWindowEnd(),
                        window.getRevision(),
                        window.getScore(),
                        window.getAffectedShare(),
                        window.getAffectedUserCount(),
                        window.getAtRisk(),
                        window.getUserCount()));
        windows.headMap(windows.lastKey() - stripMs, true).clear();
        return true;
    }

    /** Takes a report in; false where it is known or older. */
    boolean put(StoredReport given, SessionKind reportKind) {
        StoredReport known = report;
        if (known != null && known.revision() >= given.revision()) {
            return false;
        }
        name(reportKind, null);
        report = given;
        return true;
    }

    void forgetReport() {
        report = null;
    }

    @Nullable
    StoredReport report() {
        return report;
    }

    /** Takes a verdict in; false where it is known or older. */
    boolean put(StoredVerdict given, SessionKind verdictKind) {
        StoredVerdict known = verdict;
        if (known != null && known.revision() >= given.revision()) {
            return false;
        }
        name(verdictKind, null);
        verdict = given;
        return true;
    }

    void forgetVerdict() {
        verdict = null;
    }

    @Nullable
    StoredVerdict verdict() {
        return verdict;
    }

    SessionKind kind() {
        return kind;
    }

    @Nullable
    String number() {
        return number;
    }

    @Nullable
    Cell lastCell() {
        return windows.isEmpty() ? null : windows.lastEntry().getValue();
    }

    Instant startTime() {
        StoredReport known = report;
        if (known != null) {
            return known.startTime();
        }
        StoredVerdict judged = verdict;
        if (firstSample == Long.MAX_VALUE && firstWindow == Long.MAX_VALUE) {
            // Not one sample came.
            return judged == null ? Instant.EPOCH : judged.startTime();
        }
        return Instant.ofEpochMilli(firstSample != Long.MAX_VALUE ? firstSample : firstWindow);
    }

    long lastSample() {
        StoredReport known = report;
        long last = Math.max(lastSample, lastWindow);
        if (last != NEVER) {
            return last;
        }
        StoredVerdict judged = verdict;
        return known != null
                ? known.endTime().toEpochMilli()
                : judged != null ? judged.endTime().toEpochMilli() : NEVER;
    }

    long lastHeard() {
        return Math.max(lastHeard, lastSample());
    }

    boolean isEnded(long logClock, long silenceMs) {
        StoredReport known = report;
        return (known != null && known.endTime().toEpochMilli() >= lastSample()) || lastHeard() < logClock - silenceMs;
    }

    @Nullable
    Instant endTime(long logClock, long silenceMs) {
        if (!isEnded(logClock, silenceMs)) {
            return null;
        }
        StoredReport known = report;
        return known != null && known.endTime().toEpochMilli() >= lastSample()
                ? known.endTime()
                : Instant.ofEpochMilli(lastSample());
    }
}
