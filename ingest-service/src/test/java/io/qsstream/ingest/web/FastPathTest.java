package io.qsstream.ingest.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micronaut.http.server.HttpServerConfiguration;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.HashedWheelTimer;
import io.qsstream.ingest.admit.Admission;
import io.qsstream.ingest.settings.IngestSettings;
import io.qsstream.ingest.settings.WebhookSecrets;
import io.qsstream.ingest.store.RawEventLog;
import io.qsstream.ingest.testing.Fixtures;
import io.qsstream.ingest.testing.Fixtures.Signed;
import io.qsstream.tracing.Traces;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FastPathTest {

    private static final Signed EVENT = Fixtures.one("events/phone.call_qos.json");
    private static final Signed OTHER = Fixtures.one("events/meeting.participant_qos.json");
    private static final Clock CLOCK = Clock.fixed(Fixtures.NOW, ZoneOffset.UTC);

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final Admission admission = new Admission(2);
    private final HashedWheelTimer deadlines = new HashedWheelTimer();
    private final ReadsComplete reads = new ReadsComplete();
    private final EmbeddedChannel channel = new EmbeddedChannel(fastPath().handler(), reads);

    private FastPath fastPath() {
        RefusalLog refusals = new RefusalLog(CLOCK);
        Intake intake = new Intake(
                WebhookSecrets.of(Map.of(
                        "ZOOM_WEBHOOK_SECRET_TOKEN", Fixtures.SECRET, "ZOOM_WEBHOOK_SECRET_TOKEN_MY_APP", "another")),
                new IngestSettings(
                        Duration.ofMinutes(95),
                        Duration.ofMinutes(5),
                        Duration.ofMillis(2500),
                        2,
                        10,
                        Duration.ofSeconds(5),
                        Duration.ZERO),
                admission,
                new RawEventLog(producer),
                refusals,
                Traces.off(),
                deadlines,
                new SimpleMeterRegistry());
        return new FastPath(intake, refusals, CLOCK, Traces.off(), new HttpServerConfiguration());
    }

    @AfterEach
    void stop() {
        channel.close();
        deadlines.stop();
    }

    @Test
    void aWebhookInPiecesIsStoredAndThenAnswered() {
        // When
        byte[] body = EVENT.body();
        channel.writeInbound(signed(EVENT), content(body, 0, 10), content(body, 10, 11), last(body, 11, body.length));

        // Then
        assertThat(producer.history())
                .singleElement()
                .satisfies(record -> assertThat(record.value()).isEqualTo(body));
        assertThat((Object) channel.readOutbound()).isNull();
        producer.completeNext();
        FullHttpResponse response = channel.readOutbound();
        assertThat(response.status()).isEqualTo(HttpResponseStatus.NO_CONTENT);
        assertThat(response.headers().names()).containsExactlyInAnyOrder(AnswerCounter.OUTCOME_HEADER, "date");
        assertThat(response.headers().get("date")).isEqualTo("Fri, 20 Nov 2026 14:21:04 GMT");
        assertThat((Object) channel.readInbound()).as("passed on").isNull();
    }

    @Test
    void anAppIsOpenedByItsOwnSecret() {
        // Given
        byte[] body = EVENT.body();
        DefaultHttpRequest request = signed(EVENT);
        request.setUri("/webhooks/zoom/my-app");
        request.headers().set("x-zm-signature", Fixtures.sign("another", Fixtures.SIGNED_AT, body));

        // When
        channel.writeInbound(request, last(body, 0, body.length));

        // Then
        assertThat(producer.history())
                .singleElement()
                .satisfies(record -> assertThat(
                                record.headers().lastHeader("ce_source").value())
                        .isEqualTo("/webhooks/zoom/my-app".getBytes(UTF_8)));
    }

    static Stream<Consumer<DefaultHttpRequest>> otherShapes() {
        return Stream.of(
                request -> request.setMethod(HttpMethod.PUT),
                request -> request.setProtocolVersion(HttpVersion.HTTP_1_0),
                request -> request.setUri("/webhooks/zoom?x=1"),
                request -> request.setUri("/webhooks/zoom/"),
                request -> request.setUri("/webhooks/zoom/a%2Fb"),
                request -> request.setUri("/webhooks/zoom/" + "a".repeat(65)),
                request -> request.setUri("/webhooks/zoomx"),
                request -> request.setUri("/health/readiness"),
                request -> request.headers().remove("host"),
                request -> request.headers().remove("content-type"),
                request -> request.headers().add("content-type", "application/json"),
                request -> request.headers().set("content-type", "application/problem+json"),
                request -> request.headers().remove("content-length"),
                request -> request.headers().set("content-length", FastPath.LARGEST_BODY + 1),
                request -> request.headers().set("transfer-encoding", "chunked"),
                request -> request.headers().set("content-encoding", "gzip"),
                request -> request.headers().set("connection", "close"),
                request -> request.headers().set("expect", "100-continue"),
                request -> request.headers().set("upgrade", "h2c"));
    }

    @ParameterizedTest
    @MethodSource("otherShapes")
    void whatHasAnotherShapeIsLeftToTheFrameworkWhole(Consumer<DefaultHttpRequest> change) {
        // Given
        DefaultHttpRequest request = signed(EVENT);
        change.accept(request);
        HttpContent body = last(EVENT.body(), 0, EVENT.body().length);

        // When
        channel.writeInbound(request, body);

        // Then
        assertThat((Object) channel.readInbound()).isSameAs(request);
        assertThat((Object) channel.readInbound()).isSameAs(body);
        assertThat((Object) channel.readOutbound()).isNull();
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void answersComeInTheOrderOfTheRequests() {
        // When the second could be answered at once, and the third has another shape
        DefaultHttpRequest forged = signed(EVENT);
        forged.headers().set("x-zm-signature", "v0=" + "0".repeat(64));
        HttpRequest foreign = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
        channel.writeInbound(signed(EVENT), whole(EVENT), forged, whole(EVENT), foreign, new DefaultLastHttpContent());

        // Then
        assertThat((Object) channel.readOutbound()).isNull();
        assertThat((Object) channel.readInbound()).isNull();
        producer.completeNext();
        assertThat(this.<FullHttpResponse>answered().status()).isEqualTo(HttpResponseStatus.NO_CONTENT);
        assertThat(this.<FullHttpResponse>answered().status()).isEqualTo(HttpResponseStatus.UNAUTHORIZED);
        assertThat((Object) channel.readInbound()).isSameAs(foreign);
    }

    @Test
    void whatComesBehindARequestOfTheFrameworksGoesThereToo() {
        // Given
        HttpRequest foreign = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
        DefaultHttpRequest behind = signed(EVENT);
        channel.writeInbound(foreign, new DefaultLastHttpContent(), behind, whole(EVENT));
        assertThat((Object) channel.readInbound()).isSameAs(foreign);
        assertThat((Object) channel.readInbound()).isInstanceOf(DefaultLastHttpContent.class);
        assertThat((Object) channel.readInbound()).isSameAs(behind);

        // When both are answered, the first after an interim answer
        channel.writeOutbound(answer(HttpResponseStatus.CONTINUE));
        channel.writeOutbound(answer(HttpResponseStatus.NOT_FOUND));
        channel.writeOutbound(answer(HttpResponseStatus.NO_CONTENT));
        channel.writeInbound(signed(OTHER), whole(OTHER));

        // Then
        assertThat(producer.history())
                .singleElement()
                .satisfies(record -> assertThat(record.value()).isEqualTo(OTHER.body()));
    }

    @Test
    void whileRequestsStandInLineNoMoreIsRead() {
        // When
        channel.writeInbound(signed(EVENT), whole(EVENT));
        int afterOne = reads.count;
        channel.writeInbound(signed(OTHER), whole(OTHER));

        // Then
        assertThat(afterOne).isEqualTo(1);
        assertThat(reads.count).isEqualTo(1);
        producer.completeNext();
        assertThat(reads.count).isEqualTo(2);
        assertThat(producer.history()).hasSize(2);
    }

    @Test
    void aRefusalSaysNoMoreThanItsStatus() {
        // Given
        admission.drain();

        // When
        channel.writeInbound(signed(EVENT), whole(EVENT));

        // Then
        FullHttpResponse response = answered();
        assertThat(response.status()).isEqualTo(HttpResponseStatus.SERVICE_UNAVAILABLE);
        assertThat(response.headers().get("retry-after")).isEqualTo("30");
        assertThat(response.headers().get("content-type")).isEqualTo("application/problem+json");
        String text = response.content().toString(UTF_8);
        assertThat(text).isEqualTo("{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503}");
        assertThat(response.headers().getInt("content-length")).isEqualTo(text.length());
    }

    @Test
    void aDefectOfOursIsA500ThatCostsNoPlace() {
        // Given
        producer.sendException = new IllegalArgumentException("a defect");

        // When
        channel.writeInbound(signed(EVENT), whole(EVENT));

        // Then
        assertThat(this.<FullHttpResponse>answered().status()).isEqualTo(HttpResponseStatus.INTERNAL_SERVER_ERROR);
        assertThat(admission.inFlight()).isZero();
    }

    @Test
    void aConnectionThatEndsLeavesNothingBehind() {
        // Given one half arrived, and behind one that waits another in line
        channel.writeInbound(signed(EVENT), whole(EVENT));
        HttpContent inLine = whole(OTHER);
        channel.writeInbound(signed(OTHER), inLine);

        // When
        channel.close();
        producer.completeNext();

        // Then
        assertThat(inLine.refCnt()).isZero();
        assertThat(admission.inFlight()).isZero();
    }

    @SuppressWarnings("TypeParameterUnusedInFormals") // As Netty's own.
    private <T> T answered() {
        return channel.readOutbound();
    }

    private static FullHttpResponse answer(HttpResponseStatus status) {
        return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
    }

    private static DefaultHttpRequest signed(Signed event) {
        DefaultHttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/webhooks/zoom");
        request.headers()
                .set("host", "localhost")
                .set("content-type", "application/json; charset=utf-8")
                .set("content-length", event.body().length)
                .set("x-zm-signature", event.signature())
                .set("x-zm-request-timestamp", event.timestamp());
        return request;
    }

    private static HttpContent whole(Signed event) {
        return last(event.body(), 0, event.body().length);
    }

    private static HttpContent last(byte[] body, int from, int to) {
        return new DefaultLastHttpContent(part(body, from, to));
    }

    private static HttpContent content(byte[] body, int from, int to) {
        return new DefaultHttpContent(part(body, from, to));
    }

    private static ByteBuf part(byte[] body, int from, int to) {
        return Unpooled.copiedBuffer(body, from, to - from);
    }

    /** Counts how often the framework hears that it may read on. */
    private static final class ReadsComplete extends ChannelInboundHandlerAdapter {

        private int count;

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            count++;
            context.fireChannelReadComplete();
        }
    }
}
