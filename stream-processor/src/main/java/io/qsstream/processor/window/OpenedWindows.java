package io.qsstream.processor.window;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The windows that this task itself has opened and not closed yet, with the users seen in them. It stands in no store: what
 * is in here was seen to be absent before, so a user who is not in here has no window yet; of all other windows it says
 * nothing.
 */
final class OpenedWindows {

    /**
     * The windows of one start.
     *
     * @param whole whether nobody had a window of this start before, so that one that is not in here is in no store
     */
    private record Start(boolean whole, Map<Bytes, Set<String>> users) {}

    private final Map<Instant, Start> starts = new HashMap<>();

    /** Whether something was said of a start. */
    boolean knows(Instant start) {
        return starts.containsKey(start);
    }

    /** Begins a start. */
    void begin(Instant start, boolean whole) {
        starts.put(start, new Start(whole, new HashMap<>()));
    }

    /** Whether a session's window that is not in here is in no store either. */
    boolean holdsAll(Instant start) {
        Start known = starts.get(start);
        return known != null && known.whole();
    }

    /** The users seen in a session's window; null where it was not opened here. */
    @Nullable
    Set<String> usersOf(Bytes sessionWindow, Instant start) {
        Start known = starts.get(start);
        return known == null ? null : known.users().get(sessionWindow);
    }

    /**
     * Opens a session's window that is in no store yet, with its first user.
     *
     * @param start was begun
     * @return whether it is the first of its start
     */
    boolean open(Bytes sessionWindow, Instant start, String userId) {
        Map<Bytes, Set<String>> windows =
                Objects.requireNonNull(starts.get(start), "begun").users();
        boolean isFirst = windows.isEmpty();
        Set<String> users = new HashSet<>();
        users.add(userId);
        windows.put(sessionWindow, users);
        return isFirst;
    }

    void close(Instant start) {
        starts.remove(start);
    }
}
