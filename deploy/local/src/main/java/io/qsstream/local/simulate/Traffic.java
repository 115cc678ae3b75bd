package io.qsstream.local.simulate;

import java.util.Comparator;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Makes a run's events up. Pure and lazy: memory grows with the users, not with the minutes. */
public final class Traffic {

    /** All events of a run in order of {@code event_ts}. */
    public static Stream<Event> events(Plan plan) {
        return stream(new Merged(plan));
    }

    /** What was made to go wrong, session by session. */
    public static Stream<FaultLabel> labels(Plan plan) {
        return IntStream.range(0, plan.sessions())
                .mapToObj(index -> SessionScript.of(plan, index))
                .flatMap(session -> session.labels().stream());
    }

    static <T> Stream<T> stream(Iterator<T> iterator) {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(iterator, Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    /** Merges the timelines of all users; ties go to the earlier session and user. */
    private static final class Merged implements Iterator<Event> {

        private record Head(int order, Timeline timeline) {}

        private final PriorityQueue<Head> heads = new PriorityQueue<>(
                Comparator.comparing((Head head) -> head.timeline().peek().time())
                        .thenComparing(Head::order));

        Merged(Plan plan) {
            int order = 0;
            for (int i = 0; i < plan.sessions(); i++) {
                SessionScript session = SessionScript.of(plan, i);
                for (UserScript user : session.users()) {
                    heads.add(new Head(order++, new Timeline(plan, session, user)));
                }
            }
        }

        @Override
        public boolean hasNext() {
            return !heads.isEmpty();
        }

        @Override
        public Event next() {
            @Nullable Head head = heads.poll();
            if (head == null) {
                throw new NoSuchElementException();
            }
            Event event = head.timeline().next();
            if (head.timeline().hasNext()) {
                heads.add(head);
            }
            return event;
        }
    }

    private Traffic() {}
}
