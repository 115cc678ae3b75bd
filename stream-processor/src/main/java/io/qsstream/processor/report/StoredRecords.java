package io.qsstream.processor.report;

import io.qsstream.processor.leg.LegFacts;
import io.qsstream.processor.state.StateKeys;
import io.qsstream.processor.state.StateStore;
import io.qsstream.v1.LegState;
import io.qsstream.v1.ReportLegState;
import io.qsstream.v1.SessionWindowState;
import io.qsstream.v1.UserWindowState;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** What the stages' stores hold of a session. Of whom they speak is to be found first. */
final class StoredRecords implements SessionRecords {

    /** The stores: the first three are the window stage's, and only read. */
    record Sources(
            StateStore<UserWindowState> userWindows,
            StateStore<SessionWindowState> sessionWindows,
            StateStore<LegState> legs,
            StateStore<ReportLegState> reportLegs) {

        ReportLegState told(Bytes user) {
            ReportLegState known = reportLegs.get(user);
            return known == null ? new ReportLegState(List.of(), List.of()) : known;
        }
    }

    private final Sources sources;
    private final String sessionKey;
    private final SortedSet<Instant> starts = new TreeSet<>();
    private final SortedSet<String> users = new TreeSet<>();
    private final Deque<Bytes> unread = new ArrayDeque<>();
    private @Nullable Bytes next;

    StoredRecords(Sources sources, String sessionKey) {
        this.sources = sources;
        this.sessionKey = sessionKey;
        Bytes session = StateKeys.session(sessionKey);
        sources.sessionWindows().forEachKey(session, key -> starts.add(StateKeys.windowStartOf(key)));
        starts.forEach(start -> unread.add(StateKeys.userWindows(sessionKey, start)));
        sources.legs().forEachKey(session, key -> users.add(StateKeys.userIdAfter(session, key)));
    }

    /**
     * Looks for users in so many of their windows.
     *
     * @return whether all users are known
     */
    boolean findUsers(int windows) {
        int[] left = {windows};
        while (!unread.isEmpty()) {
            Bytes window = unread.getFirst();
            Bytes from = next == null ? window : next;
            next = null;
            sources.userWindows().forEachKeyWhile(from, window, key -> {
                if (left[0] == 0) {
                    next = key;
                    return false;
                }
                left[0]--;
                users.add(StateKeys.userIdAfter(window, key));
                return true;
            });
            if (next != null) {
                return false;
            }
            unread.removeFirst();
        }
        return true;
    }

    @Override
    public SortedSet<Instant> windowStarts() {
        return starts;
    }

    /** Those found so far. */
    @Override
    public SortedSet<String> userIds() {
        return users;
    }

    @Override
    public @Nullable UserWindowState window(Instant start, String userId) {
        return sources.userWindows().get(StateKeys.userWindow(sessionKey, start, userId));
    }

    @Override
    public LegState leg(String userId) {
        LegState known = sources.legs().get(StateKeys.user(sessionKey, userId));
        return known == null ? LegFacts.none() : known;
    }

    @Override
    public ReportLegState told(String userId) {
        return sources.told(StateKeys.user(sessionKey, userId));
    }
}
