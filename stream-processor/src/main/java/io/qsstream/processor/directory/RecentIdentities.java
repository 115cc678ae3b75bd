package io.qsstream.processor.directory;

import io.qsstream.processor.state.Generations;
import io.qsstream.v1.UserIdentity;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.streams.processor.TaskId;

/**
 * What the directory's store holds of the users who were heard of last, so that an event that says nothing new costs no
 * look into it. The two that write a task's store share the task's part.
 */
public final class RecentIdentities {

    /** Of a task, in each of two generations. */
    private static final int MOST = 8192;

    private final Map<TaskId, Generations<String, UserIdentity>> byTask = new ConcurrentHashMap<>();

    /** A task's part. */
    Generations<String, UserIdentity> of(TaskId task) {
        return byTask.computeIfAbsent(task, unused -> new Generations<>(MOST));
    }

    /** A task has gone, or begins: others may have written its store in between. */
    void forget(TaskId task) {
        byTask.remove(task);
    }
}
