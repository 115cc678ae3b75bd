package io.qsstream.ingest.web;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.qsstream.ingest.settings.IngestSettings;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the connections of the webhook port. Beyond the bound the one that has owed us a whole request for longest is
 * closed, not the newest: whoever opens many and sends little drives out himself, and Zoom, who sends at once, gets in.
 * A connection whose request waits for its answer is never closed for another.
 */
@Singleton
final class Connections {

    private final int most;
    private final Counter slow;
    private final Counter crowded;

    private final Set<Channel> open = new HashSet<>();
    /** Those that owe us a request, the one that has for longest first. */
    private final Set<Channel> owing = new LinkedHashSet<>();

    Connections(IngestSettings settings, MeterRegistry meters) {
        this.most = settings.maxConnections();
        this.slow = counter(meters, "slow");
        this.crowded = counter(meters, "crowded");
        Gauge.builder("qsstream.ingest.connections", this, Connections::count)
                .description("Open connections of the webhook port")
                .register(meters);
    }

    private static Counter counter(MeterRegistry meters, String reason) {
        return Counter.builder("qsstream.ingest.connections.closed")
                .description("Connections closed by us because a whole request was owed for too long")
                .tag("reason", reason)
                .register(meters);
    }

    /** Takes a new connection in, whatever that costs another. */
    void open(Channel channel) {
        Channel last = enter(channel);
        channel.closeFuture().addListener(closed -> leave(channel));
        if (last != null) {
            crowded.increment();
            last.close();
        }
    }

    private synchronized @Nullable Channel enter(Channel channel) {
        open.add(channel);
        owing.add(channel);
        if (open.size() <= most) {
            return null;
        }
        Iterator<Channel> longest = owing.iterator();
        Channel last = longest.next();
        longest.remove();
        open.remove(last);
        return last;
    }

    private synchronized void leave(Channel channel) {
        open.remove(channel);
        owing.remove(channel);
    }

    /** From now on this connection owes us a request. */
    synchronized void owes(Channel channel) {
        if (open.contains(channel)) {
            owing.remove(channel);
            owing.add(channel);
        }
    }

    /** Its request is here, and is to be answered. */
    synchronized void delivered(Channel channel) {
        owing.remove(channel);
    }

    /** Its request did not arrive in time. */
    void late(Channel channel) {
        slow.increment();
        channel.close();
    }

    synchronized int count() {
        return open.size();
    }
}
