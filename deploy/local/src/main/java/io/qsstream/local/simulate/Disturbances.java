package io.qsstream.local.simulate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong on the way: events are lost, doubled, held back, overtaken. Pure and lazy.
 *
 * @param duplicates share of events delivered twice
 * @param late share of events held back
 * @param drop share of events lost
 * @param shuffle longest random delay
 * @param lateBy how long late ones are held back; null: until after all others
 */
public record Disturbances(
        double duplicates,
        double late,
        double drop,
        Duration shuffle,
        @Nullable Duration lateBy) {

    public static final Disturbances NONE = new Disturbances(0, 0, 0, Duration.ZERO, null);

    /** A second delivery follows the first within this. */
    private static final int DUPLICATE_WITHIN_MILLIS = 30_000;

    public Disturbances {
        share(duplicates, "--duplicates");
        share(late, "--late");
        share(drop, "--drop");
        if (shuffle.isNegative()) {
            throw new IllegalArgumentException("--shuffle must not be negative");
        }
    }

    private static void share(double value, String option) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(option + " must be 0 to 1, was " + value);
        }
    }

    /** Applies them; the events must come in order of their time. */
    public Stream<Delivery> apply(Stream<Event> events, long seed) {
        return Traffic.stream(new Disturbed(events.iterator(), seed));
    }

    /** One delivery whose turn has not come. The array holds the order of the event's first delivery, once known. */
    private record Waiting(
            Instant at, long sequence, Event event, boolean dropped, boolean late, Duration shuffledBy, long[] first) {}

    private final class Disturbed implements Iterator<Delivery> {

        private final Iterator<Event> events;
        private final long seed;
        private final PriorityQueue<Waiting> waiting =
                new PriorityQueue<>(Comparator.comparing(Waiting::at).thenComparing(Waiting::sequence));
        /** Late ones that come after all others. */
        private final Deque<Waiting> last = new ArrayDeque<>();

        private long taken;
        private long sequence;
        private long order;
        private Instant now = Instant.MIN;

        Disturbed(Iterator<Event> events, long seed) {
            this.events = events;
            this.seed = seed;
        }

        @Override
        public boolean hasNext() {
            return events.hasNext() || !waiting.isEmpty() || !last.isEmpty();
        }

        @Override
        public Delivery next() {
            // What waits may go once every event of an earlier time has been taken in.
            while (events.hasNext()
                    && (waiting.isEmpty() || waiting.element().at().compareTo(now) > 0)) {
                take(events.next());
            }
            @Nullable Waiting next = waiting.poll();
            if (next == null) {
                next = last.poll();
            }
            if (next == null) {
                throw new NoSuchElementException();
            }
            order++;
            Long duplicateOf = null;
            if (next.first()[0] == 0) {
                next.first()[0] = order;
            } else {
                duplicateOf = next.first()[0];
            }
            return new Delivery(
                    order, next.event(), next.at(), next.dropped(), duplicateOf, next.late(), next.shuffledBy());
        }

        private void take(Event event) {
            now = event.time();
            Dice dice = new Dice(seed, 3_000_000L, taken++);
            boolean dropped = dice.chance(drop);
            boolean doubled = dice.chance(duplicates);
            boolean isLate = dice.chance(late);
            Duration delay = Duration.ofMillis((long) dice.between(0, shuffle.toMillis()));
            Instant at = event.time().plus(delay);
            if (isLate && lateBy != null) {
                at = at.plus(lateBy);
            }
            long[] first = new long[1];
            put(new Waiting(at, sequence++, event, dropped, isLate && !dropped, delay, first));
            if (doubled && !dropped) {
                Instant again = at.plusMillis(1 + dice.below(DUPLICATE_WITHIN_MILLIS));
                put(new Waiting(again, sequence++, event, false, isLate, delay, first));
            }
        }

        private void put(Waiting one) {
            if (one.late() && lateBy == null) {
                last.add(one);
            } else {
                waiting.add(one);
            }
        }
    }
}
