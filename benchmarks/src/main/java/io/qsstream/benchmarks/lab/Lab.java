package io.qsstream.benchmarks.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/** A folder, a broker of its own on loopback, and the processes that are measured beside it. Ends them all when closed. */
public final class Lab implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 180;
    private static final AtomicInteger NEXT_PORT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(8_000));

    private final Home home;
    private final Path folder;
    private final Deque<Child> children = new ArrayDeque<>();
    private final String bootstrapServers;
    private final Admin admin;

    /** Opens the folder anew and starts the broker. */
    public static Lab open(Home home, Path folder) {
        delete(folder);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Lab(home, folder.toAbsolutePath());
    }

    private Lab(Home home, Path folder) {
        this.home = home;
        this.folder = folder;
        int port = freePort();
        int controller = freePort();
        this.bootstrapServers = "127.0.0.1:" + port;
        Child broker = start(new JavaProgram(
                "broker",
                home.tool(),
                List.of("-Xmx1g", "-XX:+UseParallelGC", "-Dlogback.configurationFile=logback-broker.xml"),
                "io.qsstream.local.child.Broker",
                List.of(folder.resolve("kafka").toString(), Integer.toString(port), Integer.toString(controller)),
                Map.of()));
        try {
            awaitListening(broker, port);
            this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
            get(admin.describeCluster().nodes());
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    private static void awaitListening(Child broker, int port) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Waiting.listens(port)) {
            broker.mustLive();
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "The broker did not listen within " + PATIENCE_SECONDS + " s: " + broker.lastWords(30));
            }
            Waiting.pause(100);
        }
    }

    public Home home() {
        return home;
    }

    public Path folder() {
        return folder;
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    public Admin admin() {
        return admin;
    }

    /** Starts a process that ends with this lab at the latest. */
    public Child start(Program program) {
        Child child = Child.start(program, home, folder);
        children.push(child);
        return child;
    }

    /** A port that nobody listens on, below those that systems give to outgoing connections before it can be used. */
    public static int freePort() {
        for (int tries = 0; tries < 1_000; tries++) {
            int port = 20_000 + NEXT_PORT.getAndIncrement() % 8_000;
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // By somebody else: the next one.
            }
        }
        throw new IllegalStateException("no free port from 20000 to 27999");
    }

    // Topics

    public void createTopic(String name, int partitions, Map<String, String> configs) {
        get(admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(configs)))
                .all());
    }

    public void alterTopic(String name, String config, String value) {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
        get(admin.incrementalAlterConfigs(Map.of(
                        topic, List.of(new AlterConfigOp(new ConfigEntry(config, value), AlterConfigOp.OpType.SET))))
                .all());
    }

    /** Deletes all topics but these and the broker's own, as if no contestant had been there. */
    public void deleteTopicsBut(Collection<String> kept) {
        List<String> gone = get(admin.listTopics().names()).stream()
                .filter(name -> !kept.contains(name) && !name.startsWith("__"))
                .toList();
        get(admin.deleteTopics(gone).all());
    }

    /** How many records a topic has had. */
    public long written(String topic, int partitions) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            wanted.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        return get(admin.listOffsets(wanted).all()).values().stream()
                .mapToLong(ListOffsetsResultInfo::offset)
                .sum();
    }

    /** How many of a topic's records a group has committed; 0 before it has committed any. */
    public long committed(String group, String topic) {
        return committed(group).getOrDefault(topic, 0L);
    }

    /** How many records of each topic a group has committed; no topic of which it has committed none. */
    public Map<String, Long> committed(String group) {
        try {
            Map<String, Long> committed = new HashMap<>();
            admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .forEach((partition, offset) -> {
                        if (offset != null) {
                            committed.merge(partition.topic(), offset.offset(), Long::sum);
                        }
                    });
            return committed;
        } catch (ExecutionException e) {
            // The group is not there yet, or its coordinator is on the move.
            return Map.of();
        } catch (TimeoutException e) {
            throw new IllegalStateException("The broker does not say what " + group + " has committed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("The broker did not do it", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Deletes a folder and all in it. */
    public static void delete(Path tree) {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        admin.close(java.time.Duration.ofSeconds(2));
        while (!children.isEmpty()) {
            children.pop().close();
        }
        delete(folder.resolve("kafka"));
    }
}
