package io.qsstream.dashboard.stream;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * One browser that listens. What it has not asked for yet waits in a queue of its own; when that is full the browser is
 * let go, and nobody else has noticed anything.
 */
final class Client implements Subscription {

    private final Channel channel;
    private final int most;
    private final Consumer<Client> onEnd;
    private final Runnable disconnect;
    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private final AtomicInteger draining = new AtomicInteger();
    private @Nullable Subscriber<? super byte[]> subscriber;
    private long wanted;
    private boolean ended;

    /**
     * @param most frames that may wait
     * @param onEnd hears once that this client is gone, whoever ended it
     * @param disconnect closes the connection; a browser that does not read would never see an end otherwise
     */
    Client(Channel channel, int most, Consumer<Client> onEnd, Runnable disconnect) {
        this.channel = channel;
        this.most = most;
        this.onEnd = onEnd;
        this.disconnect = disconnect;
    }

    Channel channel() {
        return channel;
    }

    void start(Subscriber<? super byte[]> given) {
        synchronized (this) {
            subscriber = given;
        }
        given.onSubscribe(this);
        drain();
    }

    /** Gives it a frame; false where it has too many already, and is let go for it. */
    boolean offer(byte[] frame) {
        boolean full;
        synchronized (this) {
            if (ended) {
                return true;
            }
            full = waiting.size() >= most;
            if (!full) {
                waiting.add(frame);
            }
        }
        if (full) {
            end();
            disconnect.run();
            return false;
        }
        drain();
        return true;
    }

    @Override
    public void request(long more) {
        synchronized (this) {
            wanted = wanted + more < 0 ? Long.MAX_VALUE : wanted + more;
        }
        drain();
    }

    @Override
    public void cancel() {
        end();
    }

    /** Ends it from our side: the browser sees the end of the stream and comes back. */
    void complete() {
        Subscriber<? super byte[]> listening;
        synchronized (this) {
            listening = ended ? null : subscriber;
        }
        end();
        if (listening != null) {
            listening.onComplete();
        }
    }

    private void end() {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            waiting.clear();
        }
        onEnd.accept(this);
    }

    /** One thread at a time hands over; whoever comes meanwhile leaves its work to that one. */
    private void drain() {
        if (draining.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        while (missed != 0) {
            byte[] next = next();
            while (next != null) {
                handOver(next);
                next = next();
            }
            missed = draining.addAndGet(-missed);
        }
    }

    private void handOver(byte[] frame) {
        Subscriber<? super byte[]> listening;
        synchronized (this) {
            listening = subscriber;
        }
        if (listening != null) {
            listening.onNext(frame);
        }
    }

    private synchronized byte @Nullable [] next() {
        if (ended || wanted == 0 || subscriber == null) {
            return null;
        }
        byte[] frame = waiting.poll();
        if (frame != null && wanted != Long.MAX_VALUE) {
            wanted--;
        }
        return frame;
    }
}
