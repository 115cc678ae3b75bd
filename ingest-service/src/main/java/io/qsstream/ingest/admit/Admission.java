package io.qsstream.ingest.admit;

import java.time.Duration;

/** Counts the requests that wait for the broker: admits up to a bound, and none once draining. */
public final class Admission {

    /** Whether a request may wait for the broker. */
    public enum Entry {
        ADMITTED,
        FULL,
        DRAINING
    }

    private final int most;
    private int inFlight;
    private boolean draining;

    public Admission(int most) {
        this.most = most;
    }

    /** Asks for a place. Whoever is admitted must {@link #leave()} once. */
    public synchronized Entry enter() {
        if (draining) {
            return Entry.DRAINING;
        }
        if (inFlight >= most) {
            return Entry.FULL;
        }
        inFlight++;
        return Entry.ADMITTED;
    }

    /** Gives the place back. */
    public synchronized void leave() {
        inFlight--;
        notifyAll();
    }

    /** From now on nobody is admitted. */
    public synchronized void drain() {
        draining = true;
    }

    public synchronized boolean isDraining() {
        return draining;
    }

    public synchronized int inFlight() {
        return inFlight;
    }

    /** Waits until nothing is in flight; false if that took too long. */
    public synchronized boolean awaitEmpty(Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (inFlight > 0) {
            long millis = (until - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return false;
            }
            wait(millis);
        }
        return true;
    }
}
