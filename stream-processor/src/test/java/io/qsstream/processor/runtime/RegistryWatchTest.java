package io.qsstream.processor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micronaut.health.HealthStatus;
import io.qsstream.schema.registry.SchemaRegistryClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

class RegistryWatchTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Logger logger = (Logger) LoggerFactory.getLogger(RegistryWatch.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private int status = 200;
    private HttpServer registry;
    private RegistryWatch watch;

    @BeforeEach
    void start() throws IOException {
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/", exchange -> {
            byte[] body = "{\"subject\":\"s\",\"version\":1,\"id\":1,\"schema\":\"\\\"string\\\"\"}"
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        registry.start();
        watch = new RegistryWatch(
                SchemaRegistryClient.of(Map.of(
                        "schema.registry.url",
                        "http://127.0.0.1:" + registry.getAddress().getPort())),
                meters);
        log.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(log);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(log);
        logger.setLevel(null);
        watch.close();
        registry.stop(0);
    }

    @Test
    void aLostRegistryShowsInMetricLogAndHealthAndLeavesTheServiceUp() {
        watch.look();
        assertThat(answers()).isEqualTo(1);
        assertThat(log.list).isEmpty();

        // When
        status = 500;
        watch.look();
        watch.look();

        // Then
        assertThat(answers()).isZero();
        assertThat(log.list).extracting(ILoggingEvent::getLevel).isEqualTo(List.of(Level.WARN));
        assertThat(log.list.getFirst().getMessage()).contains("no processor can start", "SCHEMA_REGISTRY_URL");
        var health = Mono.from(watch.getResult()).block();
        assertThat(health.getStatus()).isEqualTo(HealthStatus.UP);
        assertThat(health.getDetails()).isEqualTo(Map.of("answers", false));

        // When
        status = 200;
        watch.look();

        // Then
        assertThat(answers()).isEqualTo(1);
        assertThat(log.list).extracting(ILoggingEvent::getLevel).isEqualTo(List.of(Level.WARN, Level.INFO));
    }

    private double answers() {
        return meters.get("qsstream.processor.registry.answers").gauge().value();
    }
}
