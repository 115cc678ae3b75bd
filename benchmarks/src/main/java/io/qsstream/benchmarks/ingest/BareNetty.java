package io.qsstream.benchmarks.ingest;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.qsstream.ingest.key.SessionKeyReader;
import io.qsstream.ingest.store.IngestProducer;
import io.qsstream.ingest.verify.Secrets;
import io.qsstream.ingest.verify.Tolerance;
import io.qsstream.ingest.verify.Verdict;
import io.qsstream.ingest.verify.WebhookSignature;
import io.qsstream.schema.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The least that a durable ingest costs: a Netty handler that verifies, publishes under the session's key with the
 * service's producer settings, and answers once the broker has acknowledged. No headers, metrics, admission or
 * deadline. Arguments: port, bootstrap servers, secret.
 */
public final class BareNetty {

    private static final int LARGEST_BODY = 1024 * 1024;

    public static void main(String[] arguments) throws InterruptedException {
        Producer<byte[], byte[]> producer = new KafkaProducer<>(IngestProducer.settings(arguments[1]));
        // Its max.block.ms is 0: metadata must be there before the first request.
        while (true) {
            try {
                producer.send(new ProducerRecord<>(Topics.RAW_EVENTS.name(), "{}".getBytes(StandardCharsets.UTF_8)))
                        .get();
                break;
            } catch (java.util.concurrent.ExecutionException | org.apache.kafka.common.KafkaException e) {
                Thread.sleep(50);
            }
        }
        Secrets secrets = Secrets.parse(arguments[2]);
        MultiThreadIoEventLoopGroup loops =
                new MultiThreadIoEventLoopGroup(Runtime.getRuntime().availableProcessors(), NioIoHandler.newFactory());
        new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(
                                        new HttpServerCodec(),
                                        new HttpObjectAggregator(LARGEST_BODY),
                                        new Handler(producer, secrets));
                    }
                })
                .bind("127.0.0.1", Integer.parseInt(arguments[0]))
                .sync()
                .channel()
                .closeFuture()
                .sync();
    }

    private static final class Handler extends SimpleChannelInboundHandler<FullHttpRequest> {

        private static final Tolerance TOLERANCE = new Tolerance(Duration.ofMinutes(95), Duration.ofMinutes(5));

        private final Producer<byte[], byte[]> producer;
        private final Secrets secrets;

        Handler(Producer<byte[], byte[]> producer, Secrets secrets) {
            this.producer = producer;
            this.secrets = secrets;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            byte[] body = ByteBufUtil.getBytes(request.content());
            Verdict verdict = WebhookSignature.verify(
                    body,
                    request.headers().get("x-zm-signature"),
                    request.headers().get("x-zm-request-timestamp"),
                    secrets,
                    TOLERANCE,
                    Instant.now());
            if (!(verdict instanceof Verdict.Authentic)) {
                answer(context, HttpResponseStatus.UNAUTHORIZED);
                return;
            }
            SessionKeyReader.Reading reading = SessionKeyReader.read(body);
            byte[] key = reading.key() == null ? null : reading.key().toString().getBytes(StandardCharsets.UTF_8);
            var unused = producer.send(
                    new ProducerRecord<>(Topics.RAW_EVENTS.name(), key, body),
                    (written, failure) -> context.channel()
                            .eventLoop()
                            .execute(() -> answer(
                                    context,
                                    failure == null
                                            ? HttpResponseStatus.NO_CONTENT
                                            : HttpResponseStatus.SERVICE_UNAVAILABLE)));
        }

        private static void answer(ChannelHandlerContext context, HttpResponseStatus status) {
            DefaultFullHttpResponse response =
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER);
            if (!status.equals(HttpResponseStatus.NO_CONTENT)) {
                response.headers().setInt("content-length", 0);
            }
            context.writeAndFlush(response);
        }
    }

    private BareNetty() {}
}
