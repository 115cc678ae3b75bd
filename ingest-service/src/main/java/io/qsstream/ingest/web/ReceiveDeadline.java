package io.qsstream.ingest.web;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose request takes too long to arrive: a sender that drips a byte now and then is never idle,
 * yet holds a connection and its buffers for ever. Tells {@link Connections} who owes a request, and who waits for an answer.
 */
final class ReceiveDeadline extends ChannelDuplexHandler {

    /** Zoom gives up after 3 s, so nobody who waits this long is Zoom. */
    static final Duration DEADLINE = Duration.ofSeconds(10);

    private final Connections connections;
    private int unanswered;
    private boolean taken;
    /** Whether a request is owed, and since when, by the event loop's clock. */
    private boolean owed;

    private long owedSince;
    /** One timer at a time, that looks again when it was too early: a new one for each request would cost more. */
    private java.util.concurrent.@Nullable Future<?> timer;

    ReceiveDeadline(Connections connections) {
        this.connections = connections;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        start(context);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        end();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof HttpRequest) {
            start(context);
        }
        if (message instanceof LastHttpContent) {
            owed = false;
            unanswered++;
            connections.delivered(context.channel());
        }
        super.channelRead(context, message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (message instanceof HttpResponse response) {
            taken = response.status().codeClass() == HttpStatusClass.SUCCESS;
        }
        // What is refused before it is here whole is answered without having been delivered.
        if (endsAnswer(message) && unanswered > 0) {
            unanswered--;
            if (unanswered == 0) {
                connections.answered(context.channel(), taken);
            }
        }
        super.write(context, message, promise);
    }

    /** Whether an answer is whole with this: what an interim one ends with is not. */
    static boolean endsAnswer(Object message) {
        return message instanceof LastHttpContent
                && !(message instanceof HttpResponse response
                        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        end();
        super.channelInactive(context);
    }

    private void start(ChannelHandlerContext context) {
        owed = true;
        owedSince = context.executor().ticker().nanoTime();
        if (timer == null) {
            lookIn(context, DEADLINE.toNanos());
        }
    }

    private void lookIn(ChannelHandlerContext context, long nanos) {
        timer = context.executor().schedule(() -> look(context), nanos, TimeUnit.NANOSECONDS);
    }

    private void look(ChannelHandlerContext context) {
        timer = null;
        if (!owed) {
            return;
        }
        long rest = owedSince + DEADLINE.toNanos() - context.executor().ticker().nanoTime();
        if (rest > 0) {
            lookIn(context, rest);
        } else {
            connections.late(context.channel());
        }
    }

    private void end() {
        owed = false;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
