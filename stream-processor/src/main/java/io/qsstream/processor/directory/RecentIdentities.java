package io.qsstream.processor.directory;

import io.qsstream.v1.UserIdentity;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.streams.processor.TaskId;
import org.jspecify.annotations.Nullable;

/**
 * What the directory's store holds of the users who were heard of last, so that an event that says nothing new costs no
 * look into it. The two that write a task's store share the task's part.
 */
public final class RecentIdentities {

    private final Map<TaskId, OfTask> byTask = new ConcurrentHashMap<>();

    /** A task's part, empty: whatever was in the store's memory before, others may have written since. */
    OfTask anew(TaskId task) {
        OfTask ofTask = new OfTask();
        byTask.put(task, ofTask);
        return ofTask;
    }

    /** A task's part. */
    OfTask of(TaskId task) {
        return byTask.computeIfAbsent(task, unused -> new OfTask());
    }

    /** A task has gone. */
    void forget(TaskId task) {
        byTask.remove(task);
    }

    /** Not thread-safe: a task is one thread's. */
    static final class OfTask {
        private static final int MOST = 8192;

        private Map<String, UserIdentity> lately = new HashMap<>();
        /** Whoever was not heard of since the last turn; with the next turn they are forgotten. */
        private Map<String, UserIdentity> before = new HashMap<>();

        /** Null where nothing is known; the store may know more. */
        @Nullable
        UserIdentity get(String key) {
            UserIdentity known = lately.get(key);
            if (known == null) {
                known = before.remove(key);
                if (known != null) {
                    put(key, known);
                }
            }
            return known;
        }

        void put(String key, UserIdentity identity) {
            if (lately.size() >= MOST) {
                before = lately;
                lately = new HashMap<>();
            }
            lately.put(key, identity);
        }

        void forget(String key) {
            lately.remove(key);
            before.remove(key);
        }
    }
}
