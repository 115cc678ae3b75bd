package io.qsstream.processor.state;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.TaskId;

/** The roster of each task of a process, which all stages of the task share. */
public final class Rosters {

    private final Map<TaskId, Roster> byTask = new ConcurrentHashMap<>();
    private final Supplier<Roster> empty;

    /** Of rosters that share a part of the heap. */
    public Rosters() {
        this(Roster::new);
    }

    /** @param empty makes a task's */
    public Rosters(Supplier<Roster> empty) {
        this.empty = empty;
    }

    /** A task begins, with an empty roster: others may have written its stores since it was here last. Its first stage says so. */
    public void begin(TaskId task) {
        Roster before = byTask.put(task, empty.get());
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
