package io.qsstream.ingest.web;

import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Value;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;

/** Puts our handlers next to the HTTP codec of every webhook connection, and of no management connection. */
@Singleton
final class WebhookPipeline implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {

    /** Asked for by the first connection: a listener is made before all other beans, and would have them made, too. */
    private final BeanProvider<FastPath> fastPath;

    private final AnswerCounter counter;
    private final Connections connections;
    private final int managementPort;

    WebhookPipeline(
            BeanProvider<FastPath> fastPath,
            AnswerCounter counter,
            Connections connections,
            @Value("${endpoints.all.port}") int managementPort) {
        this.fastPath = fastPath;
        this.counter = counter;
        this.connections = connections;
        this.managementPort = managementPort;
    }

    @Override
    public NettyServerCustomizer.Registry onCreated(BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
        NettyServerCustomizer.Registry registry = event.getBean();
        registry.register(new NettyServerCustomizer() {
            @Override
            public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
                return role == ChannelRole.CONNECTION ? customizerOf(channel) : this;
            }
        });
        return registry;
    }

    private NettyServerCustomizer customizerOf(Channel channel) {
        return new NettyServerCustomizer() {
            /** Before TLS: who is slow to shake hands counts, too. */
            @Override
            public void onInitialPipelineBuilt() {
                if (isWebhooks()) {
                    connections.open(channel);
                }
            }

            @Override
            public void onStreamPipelineBuilt() {
                if (isWebhooks()) {
                    String codec = ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC;
                    channel.pipeline()
                            .addAfter(
                                    codec, "qsstream-fast-path", fastPath.get().handler());
                    channel.pipeline().addAfter(codec, "qsstream-answer-counter", counter.handler());
                    channel.pipeline().addAfter(codec, "qsstream-receive-deadline", new ReceiveDeadline(connections));
                }
            }

            private boolean isWebhooks() {
                return channel.localAddress() instanceof InetSocketAddress local && local.getPort() != managementPort;
            }
        };
    }
}
