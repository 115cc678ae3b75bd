package io.qsstream.ingest.web;

import io.micronaut.http.server.HttpServerConfiguration;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpMessage;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import io.qsstream.ingest.settings.WebhookSecrets;
import io.qsstream.tracing.Traces;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Date;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes webhooks of the one shape that Zoom sends from the connection straight to {@link Intake}: {@code POST} to our path,
 * JSON of a known length and not too long, a connection that stays open, and nothing unusual asked for. The framework's way from the
 * connection to a controller and back costs more than all the rest of a request (RATIONALE.md). Whatever has another shape
 * goes that way, to {@link WebhookController} or to the framework's refusal, and is answered as ever.
 */
@Singleton
final class FastPath {

    private static final Logger LOG = LoggerFactory.getLogger(FastPath.class);

    /**
     * Bytes: some times what Zoom's events have. What a stranger claims is heap from his first header on, for as many
     * connections as there may be; the framework's buffers are outside of it.
     */
    static final int LARGEST_BODY = 16 * 1024;

    private final Intake intake;
    private final RefusalLog refusals;
    private final Clock clock;
    private final Traces traces;
    private final long largestBody;

    FastPath(Intake intake, RefusalLog refusals, Clock clock, Traces traces, HttpServerConfiguration server) {
        this.intake = intake;
        this.refusals = refusals;
        this.clock = clock;
        this.traces = traces;
        this.largestBody = Math.min(LARGEST_BODY, server.getMaxRequestSize());
    }

    /** For one connection. Not a bean itself: Micronaut puts every handler that is one into every pipeline. */
    ChannelHandler handler() {
        return new Handler();
    }

    /** A request of ours, its body still arriving. */
    private static final class Arriving {

        private final HttpHeaders headers;
        private final @Nullable String app;
        private final byte[] body;
        private int filled;

        Arriving(HttpHeaders headers, @Nullable String app, int length) {
            this.headers = headers;
            this.app = app;
            this.body = new byte[length];
        }

        void add(ByteBuf part) {
            int size = part.readableBytes();
            part.readBytes(body, filled, size);
            filled += size;
        }
    }

    /** Answers in the order of the requests: what comes while an answer of ours is due stands in line. */
    private final class Handler extends ChannelDuplexHandler {

        private @Nullable Arriving arriving;
        private boolean answerDue;
        /** Requests that the framework has and has not answered yet. */
        private int passedOn;

        private final Deque<Object> line = new ArrayDeque<>();
        private boolean moving;
        /** The framework reads on when it hears that a read is complete: while a line stands, it does not. */
        private boolean readCompleteWithheld;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (answerDue || !line.isEmpty()) {
                line.add(message);
            } else {
                take(context, message);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            if (line.isEmpty()) {
                context.fireChannelReadComplete();
            } else {
                readCompleteWithheld = true;
            }
        }

        private void take(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpRequest request) {
                arriving = passedOn == 0 ? arriving(request) : null;
                if (arriving == null) {
                    passedOn++;
                    context.fireChannelRead(message);
                }
            } else if (arriving != null && message instanceof HttpContent content) {
                add(context, arriving, content);
            } else {
                context.fireChannelRead(message);
            }
        }

        private void add(ChannelHandlerContext context, Arriving whole, HttpContent content) {
            try {
                whole.add(content.content());
            } finally {
                content.release();
            }
            if (content instanceof LastHttpContent) {
                arriving = null;
                answerDue = true;
                decide(context, whole);
            }
        }

        private void decide(ChannelHandlerContext context, Arriving whole) {
            Delivery delivery =
                    Delivery.of(whole.body, whole.app, whole.headers::getAll, clock.instant(), traces.areOn());
            CompletionStage<Answer> decided;
            try {
                decided = intake.receive(delivery);
            } catch (RuntimeException e) {
                decided = CompletableFuture.failedFuture(e);
            }
            var unused = decided.whenComplete((answer, defect) -> {
                Answer given = defect == null ? answer : defect(defect);
                if (context.executor().inEventLoop()) {
                    answer(context, given);
                } else {
                    context.executor().execute(() -> answer(context, given));
                }
            });
        }

        private void answer(ChannelHandlerContext context, Answer answer) {
            context.writeAndFlush(response(answer));
            answerDue = false;
            moveUp(context);
        }

        private void moveUp(ChannelHandlerContext context) {
            // An answer that is given at once gets here from the loop below.
            if (moving) {
                return;
            }
            moving = true;
            while (!answerDue && !line.isEmpty()) {
                take(context, line.remove());
            }
            moving = false;
            if (line.isEmpty() && readCompleteWithheld) {
                readCompleteWithheld = false;
                context.fireChannelReadComplete();
            }
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
            if (passedOn > 0 && ReceiveDeadline.endsAnswer(message)) {
                passedOn--;
            }
            super.write(context, message, promise);
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext context) {
            line.forEach(ReferenceCountUtil::release);
            line.clear();
        }
    }

    /** The request, if it has our shape. */
    private @Nullable Arriving arriving(HttpRequest request) {
        HttpHeaders headers = request.headers();
        String app = app(request.uri());
        if (app == null
                || request instanceof FullHttpMessage
                || request.decoderResult().isFailure()
                || !request.method().equals(HttpMethod.POST)
                || !request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                || !headers.contains(HttpHeaderNames.HOST)
                || !HttpUtil.isKeepAlive(request)
                || headers.contains(HttpHeaderNames.UPGRADE)
                || headers.contains(HttpHeaderNames.EXPECT)
                || headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
                || headers.contains(HttpHeaderNames.CONTENT_ENCODING)
                || !isJson(headers)) {
            return null;
        }
        long length = HttpUtil.getContentLength(request, -1L);
        return length < 0 || length > largestBody
                ? null
                : new Arriving(headers, app.isEmpty() ? null : app, (int) length);
    }

    /** The app that a path names, empty for the main path; null where the path is not plainly ours. */
    private static @Nullable String app(String path) {
        if (!path.startsWith(WebhookController.PATH)) {
            return null;
        }
        int end = WebhookController.PATH.length();
        if (path.length() == end) {
            return "";
        }
        String app = path.substring(end + 1);
        return path.charAt(end) == '/' && WebhookSecrets.isApp(app) ? app : null;
    }

    private static boolean isJson(HttpHeaders headers) {
        List<String> types = headers.getAll(HttpHeaderNames.CONTENT_TYPE);
        return types.size() == 1
                && AsciiString.contentEqualsIgnoreCase(
                        HttpUtil.getMimeType(types.get(0)), HttpHeaderValues.APPLICATION_JSON);
    }

    private Answer defect(Throwable defect) {
        LOG.error("A defect of ours: Zoom is asked to send the event again", defect);
        refusals.note(Outcome.INTERNAL_ERROR, defect.getClass().getSimpleName());
        return new Answer.Refused(Outcome.INTERNAL_ERROR);
    }

    private FullHttpResponse response(Answer answer) {
        HttpResponseStatus status =
                HttpResponseStatus.valueOf(answer.outcome().status().getCode());
        byte[] body = switch (answer) {
            case Answer.Accepted accepted -> null;
            case Answer.Challenged challenged -> challenged.json().getBytes(StandardCharsets.UTF_8);
            case Answer.Refused refused -> Problem.body(status.code(), status.reasonPhrase());
        };
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, body == null ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
        HttpHeaders headers = response.headers();
        headers.set(AnswerCounter.OUTCOME_HEADER, answer.outcome().name());
        headers.set(HttpHeaderNames.DATE, DateFormatter.format(Date.from(clock.instant())));
        if (body != null) {
            headers.set(
                    HttpHeaderNames.CONTENT_TYPE,
                    answer instanceof Answer.Challenged ? HttpHeaderValues.APPLICATION_JSON : Problem.MEDIA_TYPE);
            headers.setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        }
        String retryAfter = Problem.retryAfterSeconds(answer.outcome());
        if (retryAfter != null) {
            headers.set(HttpHeaderNames.RETRY_AFTER, retryAfter);
        }
        return response;
    }
}
