package io.qsstream.processor.state;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.streams.processor.TaskId;

/** The roster of each task of a process, which all stages of the task share. */
public final class Rosters {

    private final Map<TaskId, Roster> byTask = new ConcurrentHashMap<>();

    /** A task begins, with an empty roster: others may have written its stores since it was here last. Its first stage says so. */
    public void begin(TaskId task) {
        Roster before = byTask.put(task, new Roster());
        if (before != null) {
            before.close();
        }
    }

    /** A task's, which has begun. */
    public Roster of(TaskId task) {
        return Objects.requireNonNull(byTask.get(task), "begun");
    }

    /** A task has gone. */
    public void end(TaskId task) {
        Roster gone = byTask.remove(task);
        if (gone != null) {
            gone.close();
        }
    }
}
