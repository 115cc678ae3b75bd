package io.qsstream.processor.window;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;

/**
 * The windows that this task itself has opened and not closed yet, with the users seen in them. It stands in no store: what
 * is in here was seen to be absent before, so a user who is not in here has no window yet; of all other windows it says
 * nothing.
 */
final class OpenedWindows {

    private final Map<Instant, Map<Bytes, Set<String>>> usersByStart = new HashMap<>();

    /** Opens a session's window that is in no store yet, with its first user; returns whether it is the first of its start. */
    boolean open(Bytes sessionWindow, Instant start, String userId) {
        boolean isFirst = !usersByStart.containsKey(start);
        Set<String> users = new HashSet<>();
        users.add(userId);
        usersByStart.computeIfAbsent(start, unused -> new HashMap<>()).put(sessionWindow, users);
        return isFirst;
    }

    /** Whether it was opened here. */
    boolean holds(Bytes sessionWindow, Instant start) {
        return usersByStart.getOrDefault(start, Map.of()).containsKey(sessionWindow);
    }

    /** Whether a user has no window in any store; he is taken to have one from now on. */
    boolean isSurelyNew(Bytes sessionWindow, Instant start, String userId) {
        Set<String> users = usersByStart.getOrDefault(start, Map.of()).get(sessionWindow);
        return users != null && users.add(userId);
    }

    void close(Instant start) {
        usersByStart.remove(start);
    }
}
