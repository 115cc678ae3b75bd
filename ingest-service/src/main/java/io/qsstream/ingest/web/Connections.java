package io.qsstream.ingest.web;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.qsstream.ingest.settings.IngestSettings;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the connections of the webhook port. Beyond the bound the one that has owed us a whole request for longest is
 * closed, not the newest: whoever opens many and sends little drives out himself, and Zoom, who sends at once, gets in.
 * Strangers go before those whose last request was taken: closing a connection that Zoom keeps for its next event would
 * meet that event on its way. A connection whose request waits for its answer is never closed for another.
 */
@Singleton
final class Connections {

    private final int most;
    private final Counter slow;
    private final Counter crowded;

    private final Set<Channel> open = new HashSet<>();
    /** Those that owe us a request and have sent none that was taken, the one that has owed for longest first. */
    private final Set<Channel> strangers = new LinkedHashSet<>();
    /** Those that owe us a request after one that was taken, likewise. */
    private final Set<Channel> known = new LinkedHashSet<>();

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
        Channel last = open.size() < most ? null : givesWay(channel);
        if (last != null) {
            leave(last);
        }
        if (last != channel) {
            open.add(channel);
            strangers.add(channel);
        }
        return last;
    }

    private Channel givesWay(Channel fresh) {
        return Stream.of(strangers, known).flatMap(Set::stream).findFirst().orElse(fresh);
    }

    private synchronized void leave(Channel channel) {
        open.remove(channel);
        delivered(channel);
    }

    /** Its request is answered: from now on this connection owes us the next. */
    synchronized void answered(Channel channel, boolean taken) {
        if (open.contains(channel)) {
            delivered(channel);
            (taken ? known : strangers).add(channel);
        }
    }

    /** Its request is here, and is to be answered. */
    synchronized void delivered(Channel channel) {
        strangers.remove(channel);
        known.remove(channel);
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
