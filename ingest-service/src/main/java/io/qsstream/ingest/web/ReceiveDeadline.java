package io.qsstream.ingest.web;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose request takes too long to arrive: a sender that drips a byte now and then is never idle,
 * yet holds a connection and its buffers for ever.
 */
final class ReceiveDeadline extends ChannelDuplexHandler {

    /** Zoom gives up after 3 s, so nobody who waits this long is Zoom. */
    static final Duration DEADLINE = Duration.ofSeconds(10);

    private java.util.concurrent.@Nullable Future<?> timer;

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        start(context);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        stop();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof HttpRequest) {
            start(context);
        }
        if (message instanceof LastHttpContent) {
            stop();
        }
        super.channelRead(context, message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        stop();
        super.channelInactive(context);
    }

    private void start(ChannelHandlerContext context) {
        stop();
        timer = context.executor().schedule(() -> context.close(), DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
