package io.qsstream.processor.rebuild;

import io.qsstream.processor.report.Digest;
import io.qsstream.schema.SessionKey;
import io.qsstream.schema.topic.TopicKeys;
import io.qsstream.v1.CompletenessVerdict;
import io.qsstream.v1.SessionQosWindow;
import io.qsstream.v1.SessionReport;
import io.qsstream.v1.UserQosWindow;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the output topics last said of one session: of windows their revision and a digest, since there may be many. */
final class AlreadySaid {

    /**
     * The last revision of something.
     *
     * @param revision 0 where nothing was said
     * @param digest of what it said, revision and state apart
     */
    record Last(int revision, String digest) {
        static final Last NOTHING = new Last(0, "");
    }

    private final SessionKey session;
    private final Map<String, Last> windows = new HashMap<>();
    private @Nullable Instant firstWindow;
    private @Nullable SessionReport report;
    private @Nullable CompletenessVerdict verdict;

    AlreadySaid(SessionKey session) {
        this.session = session;
    }

    void take(UserQosWindow window) {
        windows.put(
                TopicKeys.userWindow(session.toString(), window.getUserId(), window.getWindowStart()),
                new Last(window.getRevision(), Digest.of(window)));
    }

    void take(SessionQosWindow window) {
        Instant start = window.getWindowStart();
        firstWindow = firstWindow == null || start.isBefore(firstWindow) ? start : firstWindow;
        windows.put(
                TopicKeys.sessionWindow(session.toString(), start), new Last(window.getRevision(), Digest.of(window)));
    }

    void take(SessionReport last) {
        report = last;
    }

    void take(CompletenessVerdict last) {
        verdict = last;
    }

    /** Of a user's or a session's window, by its key. */
    Last window(String key) {
        return windows.getOrDefault(key, Last.NOTHING);
    }

    /** Start of the session's first window; null where none was emitted. */
    @Nullable
    Instant firstWindow() {
        return firstWindow;
    }

    Last report() {
        return report == null ? Last.NOTHING : new Last(report.getRevision(), Digest.of(report));
    }

    Last verdict() {
        return verdict == null ? Last.NOTHING : new Last(verdict.getRevision(), Digest.of(verdict));
    }

    /** Why the session counted as ended; null where it was not told of yet. */
    @Nullable
    String endReason() {
        return report != null ? report.getEndReason() : verdict != null ? verdict.getEndReason() : null;
    }
}
