package io.qsstream.processor.runtime;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends a process that fails to shut down. Where one stream thread has failed and another hangs, on a full disk for
 * instance, the client would wait for minutes, a member of the group all the while, and nobody would process its partitions.
 */
final class ShutdownDeadline {

    private final Duration patience;
    private final Runnable end;
    private final CountDownLatch met = new CountDownLatch(1);
    private final AtomicBoolean begun = new AtomicBoolean();

    /** @param end called on a thread of its own when the deadline has passed */
    ShutdownDeadline(Duration patience, Runnable end) {
        this.patience = patience;
        this.end = end;
    }

    /** The time runs from the first call on. */
    void begin() {
        if (begun.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("shutdown-deadline").start(this::await);
        }
    }

    /** It has shut down. */
    void meet() {
        met.countDown();
    }

    private void await() {
        try {
            if (!met.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                end.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
