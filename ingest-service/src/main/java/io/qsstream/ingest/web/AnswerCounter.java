package io.qsstream.ingest.web;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandler;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;

/**
 * Counts every answer exactly once, where it leaves: whether a controller gave it, the router, or the server while the
 * request was still being read. {@code qsstream_ingest_requests_total} summed over {@code outcome} is the number of
 * answers on the webhook port.
 */
@Singleton
final class AnswerCounter {

    /** Carries the outcome from whoever decided it to here, and no further. */
    static final String OUTCOME_HEADER = "x-qsstream-outcome";

    private final Handler handler = new Handler();
    private final Map<Outcome, Counter> counters = new EnumMap<>(Outcome.class);

    AnswerCounter(MeterRegistry meters) {
        for (Outcome outcome : Outcome.values()) {
            counters.put(
                    outcome,
                    Counter.builder("qsstream.ingest.requests")
                            .description("Requests by how they were answered")
                            .tag("outcome", outcome.label())
                            .register(meters));
        }
    }

    /** For one pipeline. Not a bean itself: Micronaut puts every handler that is one into every pipeline. */
    ChannelOutboundHandler handler() {
        return handler;
    }

    private void count(HttpResponse response) {
        String decided = response.headers().get(OUTCOME_HEADER);
        response.headers().remove(OUTCOME_HEADER);
        Outcome outcome = decided == null ? Outcome.ofStatus(response.status().code()) : Outcome.valueOf(decided);
        Counter counter = counters.get(outcome);
        if (counter != null) {
            counter.increment();
        }
    }

    @Sharable
    private final class Handler extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
            if (message instanceof HttpResponse response
                    && response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
                count(response);
            }
            super.write(context, message, promise);
        }
    }
}
