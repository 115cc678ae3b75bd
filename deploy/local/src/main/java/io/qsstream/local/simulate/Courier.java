package io.qsstream.local.simulate;

import io.qsstream.local.simulate.Poster.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** Delivers in order and in time, several at once. Used once. */
public final class Courier {

    /** Watches what is handed over, in order, before it is posted. */
    @FunctionalInterface
    public interface Watcher {
        void sees(Delivery delivery) throws java.io.IOException;
    }

    private final Poster poster;
    private final Pace pace;
    private final int concurrency;
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicReference<String> firstLoss = new AtomicReference<>("");
    private long posted;
    private long dropped;
    private long doubled;
    private long late;

    public Courier(Poster poster, Pace pace, int concurrency) {
        this.poster = poster;
        this.pace = pace;
        this.concurrency = concurrency;
    }

    /** Returns when every delivery has its outcome. */
    public void deliver(Stream<Delivery> deliveries, Watcher watcher) throws InterruptedException, java.io.IOException {
        Semaphore hands = new Semaphore(concurrency);
        try (deliveries) {
            for (Iterator<Delivery> all = deliveries.iterator(); all.hasNext(); ) {
                Delivery delivery = all.next();
                Duration wait = Duration.between(Instant.now(), pace.due(delivery.at()));
                if (wait.isPositive()) {
                    Thread.sleep(wait);
                }
                watcher.sees(delivery);
                count(delivery);
                if (delivery.dropped()) {
                    continue;
                }
                hands.acquire();
                Thread.ofVirtual().start(() -> {
                    try {
                        post(delivery);
                    } finally {
                        hands.release();
                    }
                });
            }
        }
        hands.acquire(concurrency);
    }

    private void post(Delivery delivery) {
        try {
            switch (poster.post(delivery.event())) {
                case Outcome.Accepted ok -> accepted.incrementAndGet();
                case Outcome.Refused refused -> lose(delivery, "status " + refused.status());
                case Outcome.GivenUp given -> lose(delivery, given.last());
            }
        } catch (InterruptedException e) {
            lose(delivery, "interrupted");
        }
    }

    private void lose(Delivery delivery, String why) {
        lost.incrementAndGet();
        firstLoss.compareAndSet("", "delivery " + delivery.order() + ": " + why);
    }

    private void count(Delivery delivery) {
        if (delivery.dropped()) {
            dropped++;
            return;
        }
        posted++;
        if (delivery.duplicateOf() != null) {
            doubled++;
        }
        if (delivery.late()) {
            late++;
        }
    }

    /** Number of deliveries that were never accepted. */
    public long lost() {
        return lost.get();
    }

    /** One line. */
    public String summary() {
        return "posted " + posted + " (" + doubled + " duplicates, " + late + " late), dropped " + dropped
                + "; accepted "
                + accepted + ", never accepted " + lost + (lost.get() == 0 ? "" : " (first: " + firstLoss + ")")
                + "; answers " + poster.answers();
    }
}
