package io.qsstream.dashboard.api;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.qsstream.dashboard.stream.Channel;
import io.qsstream.dashboard.stream.EventHub;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.reactivestreams.Publisher;

/** Streams of server-sent events. An event's id resumes the stream after it, as long as the service remembers. */
@Controller("/api/v1/stream")
@Tag(name = "streams")
final class StreamController {

    private static final String LAST_EVENT_ID = "Last-Event-ID";

    private final EventHub hub;

    StreamController(EventHub hub) {
        this.hub = hub;
    }

    /** Every change of the list of sessions: events session, report, heartbeat, reset. */
    @Get(value = "/sessions", produces = MediaType.TEXT_EVENT_STREAM)
    HttpResponse<Publisher<byte[]>> sessions(
            @Parameter(hidden = true) HttpRequest<?> request,
            @Nullable @Header(LAST_EVENT_ID) String lastSeen,
            @Nullable @QueryValue String lastEventId) {
        return stream(request, Channel.SESSIONS, lastSeen, lastEventId);
    }

    /** Every change of an alert: events alert, heartbeat, reset. */
    @Get(value = "/alerts", produces = MediaType.TEXT_EVENT_STREAM)
    HttpResponse<Publisher<byte[]>> alerts(
            @Parameter(hidden = true) HttpRequest<?> request,
            @Nullable @Header(LAST_EVENT_ID) String lastSeen,
            @Nullable @QueryValue String lastEventId) {
        return stream(request, Channel.ALERTS, lastSeen, lastEventId);
    }

    /** Everything about one session: events session, user, sample, alert, report, heartbeat, reset. */
    @Get(value = "/sessions/{id}", produces = MediaType.TEXT_EVENT_STREAM)
    HttpResponse<Publisher<byte[]>> session(
            @Parameter(hidden = true) HttpRequest<?> request,
            @PathVariable String id,
            @Nullable @Header(LAST_EVENT_ID) String lastSeen,
            @Nullable @QueryValue String lastEventId) {
        return stream(request, new Channel.Session(Asked.session(id)), lastSeen, lastEventId);
    }

    private HttpResponse<Publisher<byte[]>> stream(
            HttpRequest<?> request, Channel channel, @Nullable String lastSeen, @Nullable String lastEventId) {
        Publisher<byte[]> frames = hub.listen(
                        channel, lastSeen == null ? lastEventId : lastSeen, () -> disconnect(request))
                .orElseThrow(() -> Refusal.unavailable(
                        "Too many browsers listen already: raise qsstream.dashboard.stream-clients"));
        return HttpResponse.ok(frames)
                .contentType(MediaType.TEXT_EVENT_STREAM_TYPE)
                .header("Cache-Control", "no-store")
                // A proxy that waits for a buffer to fill would hold back what is live.
                .header("X-Accel-Buffering", "no");
    }

    private static void disconnect(HttpRequest<?> request) {
        if (request instanceof NettyHttpRequest<?> netty) {
            netty.getChannelHandlerContext().channel().close();
        }
    }
}
