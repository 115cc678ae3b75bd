package io.qsstream.ingest.zoom.budget;

import java.util.ArrayDeque;
import java.util.Optional;

/** Work that waits for calls: urgent work first, else in order of arrival. */
public final class Backlog<T> {

    private final ArrayDeque<T> urgent = new ArrayDeque<>();
    private final ArrayDeque<T> ordinary = new ArrayDeque<>();

    public synchronized void add(T work, boolean isUrgent) {
        (isUrgent ? urgent : ordinary).addLast(work);
        notifyAll();
    }

    /** What was taken and could not be done goes back to where it was. */
    public synchronized void putBack(T work, boolean isUrgent) {
        (isUrgent ? urgent : ordinary).addFirst(work);
        notifyAll();
    }

    /** The next; empty where there is none. */
    public synchronized Optional<T> poll() {
        return Optional.ofNullable(urgent.isEmpty() ? ordinary.pollFirst() : urgent.pollFirst());
    }

    /** The next, once there is one. */
    public synchronized T take() throws InterruptedException {
        while (urgent.isEmpty() && ordinary.isEmpty()) {
            wait();
        }
        return urgent.isEmpty() ? ordinary.removeFirst() : urgent.removeFirst();
    }

    public synchronized int size(boolean isUrgent) {
        return (isUrgent ? urgent : ordinary).size();
    }
}
