package io.qsstream.ingest.zoom.budget;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Predicate;

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

    /**
     * The next that may be done now, once there is one; what may not keeps its place.
     *
     * @param lookAgain how soon what may not be done now is asked for again
     */
    public synchronized T take(Predicate<T> now, Duration lookAgain) throws InterruptedException {
        while (true) {
            Optional<T> next = first(urgent, now).or(() -> first(ordinary, now));
            if (next.isPresent()) {
                return next.get();
            }
            // 0 is for as long as nothing is added.
            wait(urgent.isEmpty() && ordinary.isEmpty() ? 0 : lookAgain.toMillis());
        }
    }

    private static <T> Optional<T> first(ArrayDeque<T> queue, Predicate<T> now) {
        for (Iterator<T> all = queue.iterator(); all.hasNext(); ) {
            T each = all.next();
            if (now.test(each)) {
                all.remove();
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    public synchronized int size(boolean isUrgent) {
        return (isUrgent ? urgent : ordinary).size();
    }
}
