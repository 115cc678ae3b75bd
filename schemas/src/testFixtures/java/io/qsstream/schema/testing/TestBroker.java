package io.qsstream.schema.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** A real Kafka broker in this JVM, on loopback; after {@link #stop()} it starts again on the same port and data, after {@link #close()} on the same port and none. */
public final class TestBroker implements AutoCloseable {

    private static final AtomicInteger NEXT_PORT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(12_000));

    private final int port = freePort();
    private final int controllerPort = freePort();
    private final Map<String, String> overrides;
    /** Empty before the first start and after {@link #close()}. */
    private Optional<Path> directory = Optional.empty();

    private KafkaRaftServer server;

    public TestBroker() {
        this(Map.of());
    }

    /** A broker with properties of its own; it does not run before {@link #start()}. */
    public TestBroker(Map<String, String> overrides) {
        this.overrides = overrides;
    }

    private static Path formatted() {
        try {
            Path directory = Files.createTempDirectory("qsstream-broker-");
            Formatter formatter = new Formatter()
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(1)
                    .addDirectory(directory.toString())
                    .setMetadataLogDirectory(directory.toString())
                    .setControllerListenerName("CONTROLLER")
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream()));
            formatter.run();
            return directory;
        } catch (Exception e) {
            throw new IllegalStateException("The broker's storage could not be formatted", e);
        }
    }

    public TestBroker start() {
        directory = directory.or(() -> Optional.of(formatted()));
        Map<String, Object> properties = new HashMap<>();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", "1");
        properties.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        properties.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        properties.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put("log.dirs", directory().toString());
        properties.put("offsets.topic.replication.factor", "1");
        properties.put("offsets.topic.num.partitions", "1");
        properties.put("auto.create.topics.enable", "false");
        properties.put("controlled.shutdown.enable", "false");
        properties.putAll(overrides);
        server = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
        server.startup();
        return this;
    }

    public void stop() {
        if (server != null) {
            server.shutdown();
            server.awaitShutdown();
            server = null;
        }
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Where its logs are. */
    public Path directory() {
        return directory.orElseThrow();
    }

    /**
     * A port of loopback that nobody listens on now, and that no outgoing connection will be given before it is used: below
     * the range that systems take for those, 32768 upwards on Linux.
     */
    public static int freePort() {
        for (int tries = 0; tries < 1_000; tries++) {
            int port = 20_000 + NEXT_PORT.getAndIncrement() % 12_000;
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // By somebody else: the next one.
            }
        }
        throw new IllegalStateException("no free port from 20000 to 31999");
    }

    @Override
    public void close() {
        stop();
        if (directory.isEmpty()) {
            return;
        }
        try (var files = Files.walk(directory())) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        directory = Optional.empty();
    }
}
