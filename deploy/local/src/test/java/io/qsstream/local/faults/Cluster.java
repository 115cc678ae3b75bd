package io.qsstream.local.faults;

import io.qsstream.local.stack.Readiness;
import io.qsstream.schema.topic.Topics;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.awaitility.Awaitility;

/**
 * Three brokers that are controllers too (every topic on all three, two must have a record before it is acknowledged), a schema
 * registry, two ingest instances behind a {@link FaultProxy}, and two processors that keep each other's state: real processes
 * on loopback.
 */
final class Cluster implements AutoCloseable {

    static final String SECRET = "fault-suite-secret-token";
    static final int PARTITIONS = 4;
    private static final String APPLICATION = "qsstream-processor";
    static final Duration WINDOW = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration WHOLE_PATIENCE = Duration.ofMinutes(4);

    private static final Path HOME = Path.of(System.getProperty("qsstream.home", "../.."))
            .toAbsolutePath()
            .normalize();

    private final Path folder;
    private final int offset;
    /** Root of the build that the services come from. */
    private final Path build;

    private final List<ChildProcess> brokers;
    private final ChildProcess registry;
    private final List<ChildProcess> ingests;
    private final List<ChildProcess> processors = new ArrayList<>();
    private final FaultProxy proxy;

    private Cluster(Path folder, int offset, Path build) throws IOException {
        this.folder = folder;
        this.offset = offset;
        this.build = build;
        this.brokers = IntStream.rangeClosed(1, 3).mapToObj(this::broker).toList();
        this.registry = registry();
        this.ingests = IntStream.rangeClosed(1, 2).mapToObj(this::ingest).toList();
        for (int number = 1; number <= 2; number++) {
            processors.add(processor(number, state(number)));
        }
        this.proxy = new FaultProxy(List.of(port(8080, 1), port(8080, 2)));
    }

    /**
     * Starts all of it and awaits that it is ready.
     *
     * @param offset added to every port, so that two suites can run side by side
     */
    static Cluster start(Path folder, int offset) throws IOException {
        return start(folder, offset, HOME);
    }

    /** @param build root of another build of this project, whose services are run */
    static Cluster start(Path folder, int offset, Path build) throws IOException {
        Files.createDirectories(folder);
        Cluster cluster = new Cluster(folder, offset, build);
        try {
            cluster.brokers.forEach(ChildProcess::start);
            cluster.registry.start();
            cluster.brokers.forEach(ChildProcess::awaitReady);
            cluster.registry.awaitReady();
            // One creates the topics, the other finds them.
            cluster.ingests.getFirst().start();
            cluster.processors.getFirst().start();
            cluster.ingests.getFirst().awaitReady();
            cluster.processors.getFirst().awaitReady();
            cluster.awaitWhole();
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
        return cluster;
    }

    /** Where Zoom would post: the proxy. */
    URI webhook() {
        return URI.create("http://127.0.0.1:" + proxy.port() + "/webhooks/zoom");
    }

    FaultProxy proxy() {
        return proxy;
    }

    String bootstrap() {
        return String.join(
                ",",
                IntStream.rangeClosed(1, 3)
                        .mapToObj(number -> "127.0.0.1:" + port(9092, number))
                        .toList());
    }

    String registryUrl() {
        return "http://127.0.0.1:" + port(8081, 0) + "/apis/ccompat/v7";
    }

    ChildProcess registryProcess() {
        return registry;
    }

    /** Brokers by id, from 1. */
    ChildProcess brokerProcess(int id) {
        return brokers.get(id - 1);
    }

    List<ChildProcess> brokers() {
        return brokers;
    }

    List<ChildProcess> ingests() {
        return ingests;
    }

    /** From 1. */
    ChildProcess processorProcess(int number) {
        return processors.get(number - 1);
    }

    /** State folder of a processor, from 1. */
    Path state(int number) {
        return folder.resolve("state-" + number);
    }

    Admin admin() {
        return Admin.create(Map.of(
                "bootstrap.servers", bootstrap(), "default.api.timeout.ms", 10_000, "request.timeout.ms", 5_000));
    }

    /** Id of the broker that leads most partitions of the raw topic. */
    int busiestLeader() throws ExecutionException, InterruptedException {
        Map<Integer, Integer> led = new TreeMap<>();
        try (Admin admin = admin()) {
            for (TopicPartitionInfo each : partitions(admin, Topics.RAW_EVENTS.name())) {
                led.merge(each.leader().id(), 1, Integer::sum);
            }
        }
        return busiest(led);
    }

    /** Number of the processor that has most partitions to process; the other may have nothing but standbys. */
    int busiestProcessor() throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            ConsumerGroupDescription group = admin.describeConsumerGroups(List.of(APPLICATION))
                    .describedGroups()
                    .get(APPLICATION)
                    .get();
            Map<Integer, Integer> assigned = new TreeMap<>();
            for (MemberDescription member : group.members()) {
                member.groupInstanceId()
                        .ifPresent(id -> assigned.merge(
                                instanceOf(id),
                                member.assignment().topicPartitions().size(),
                                Integer::sum));
            }
            return busiest(assigned);
        }
    }

    private static int busiest(Map<Integer, Integer> partitions) {
        return partitions.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    /** Of {@code processor-1-2}, which is its second stream thread's. */
    private static int instanceOf(String groupInstanceId) {
        return Integer.parseInt(groupInstanceId.split("-")[1]);
    }

    /** Id of the broker that is the active controller. */
    int controller() throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            return admin.describeMetadataQuorum().quorumInfo().get().leaderId();
        }
    }

    private static List<TopicPartitionInfo> partitions(Admin admin, String topic)
            throws ExecutionException, InterruptedException {
        return admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                .flatMap(each -> each.partitions().stream())
                .toList();
    }

    /** Starts what is down, keeps two processors, and awaits that every replica is in sync and every service ready. */
    void awaitWhole() {
        proxy.heal();
        brokers.forEach(ChildProcess::start);
        registry.start();
        awaitReplicas();
        registry.awaitReady();
        Stream.concat(ingests.stream(), processors.stream().limit(2)).forEach(ChildProcess::start);
        Stream.concat(ingests.stream(), processors.stream().limit(2)).forEach(ChildProcess::awaitReady);
    }

    /** Until every partition of every topic has all its replicas in sync. */
    void awaitReplicas() {
        try (Admin admin = admin()) {
            Awaitility.await("all replicas are in sync")
                    .atMost(WHOLE_PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .ignoreExceptions()
                    .until(() -> admin
                                    .describeTopics(
                                            admin.listTopics(new org.apache.kafka.clients.admin.ListTopicsOptions()
                                                            .listInternal(true))
                                                    .names()
                                                    .get(10, TimeUnit.SECONDS))
                                    .allTopicNames()
                                    .get(10, TimeUnit.SECONDS)
                                    .values()
                                    .stream()
                                    .flatMap(each -> each.partitions().stream())
                                    .allMatch(each ->
                                            each.isr().size() == each.replicas().size())
                            && admin.describeCluster()
                                            .nodes()
                                            .get(10, TimeUnit.SECONDS)
                                            .size()
                                    == 3);
        }
    }

    /** Another processor, not started; it keeps no standby role of its own and is not awaited by {@link #awaitWhole}. */
    ChildProcess anotherProcessor(Path state) {
        ChildProcess another = processor(processors.size() + 1, state);
        processors.add(another);
        return another;
    }

    /** Puts this build of a service in its place. Returns when that is ready. */
    void upgrade(ChildProcess service) throws InterruptedException {
        service.stop();
        ChildProcess.Program before = service.program();
        service.program(before.from(before.classPath().stream()
                .map(entry -> Path.of(entry).startsWith(build)
                        ? HOME.resolve(build.relativize(Path.of(entry))).toString()
                        : entry)
                .toList()));
        service.start();
        service.awaitReady();
    }

    private int port(int standard, int number) {
        return standard + offset + number * 10;
    }

    private ChildProcess broker(int id) {
        Path data = folder.resolve("kafka-" + id);
        Path config = folder.resolve("broker-" + id + ".properties");
        Properties settings = new Properties();
        settings.putAll(Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", Integer.toString(id)),
                Map.entry(
                        "controller.quorum.voters",
                        String.join(
                                ",",
                                IntStream.rangeClosed(1, 3)
                                        .mapToObj(each -> each + "@127.0.0.1:" + port(9093, each))
                                        .toList())),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry(
                        "listeners",
                        "PLAINTEXT://127.0.0.1:" + port(9092, id) + ",CONTROLLER://127.0.0.1:" + port(9093, id)),
                Map.entry("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port(9092, id)),
                Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("log.dirs", data.toString()),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("default.replication.factor", "3"),
                Map.entry("min.insync.replicas", "2"),
                Map.entry("offsets.topic.replication.factor", "3"),
                Map.entry("offsets.topic.num.partitions", "4"),
                Map.entry("transaction.state.log.replication.factor", "3"),
                Map.entry("transaction.state.log.min.isr", "2"),
                Map.entry("transaction.state.log.num.partitions", "4"),
                Map.entry("share.coordinator.state.topic.replication.factor", "3"),
                Map.entry("share.coordinator.state.topic.min.isr", "2"),
                // For the log with made-up receipt times: what the processor writes is as far ahead of the broker's
                // clock.
                Map.entry("log.message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE)),
                Map.entry("group.initial.rebalance.delay.ms", "0")));
        try {
            try (var out = Files.newBufferedWriter(config)) {
                settings.store(out, null);
            }
            int status = StorageTool.execute(
                    new String[] {
                        "format",
                        "--ignore-formatted",
                        "--config",
                        config.toString(),
                        "--cluster-id",
                        "QSStreamFaultSuite0000"
                    },
                    System.out);
            if (status != 0) {
                throw new AssertionError("Broker " + id + " cannot be formatted: " + status);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return child(
                "broker-" + id,
                List.of(stack().resolve("lib").resolve("*").toString()),
                "kafka.Kafka",
                List.of(config.toString()),
                "384m",
                8,
                Map.of("logback.configurationFile", "logback-broker.xml"),
                Map.of(),
                new Readiness.KafkaBroker("127.0.0.1:" + port(9092, id)));
    }

    private ChildProcess registry() {
        return child(
                "registry",
                List.of(stack().resolve("registry/quarkus-run.jar").toString()),
                "io.quarkus.bootstrap.runner.QuarkusEntryPoint",
                List.of(),
                "384m",
                8,
                Map.of(
                        "apicurio.storage.kind", "sql",
                        "apicurio.storage.sql.kind", "h2",
                        "apicurio.datasource.url", "jdbc:h2:file:" + folder.resolve("registry-db"),
                        "quarkus.http.host", "127.0.0.1",
                        "quarkus.http.port", Integer.toString(port(8081, 0)),
                        "quarkus.management.host", "127.0.0.1",
                        "quarkus.management.port", Integer.toString(port(9081, 0))),
                Map.of(),
                new Readiness.Http(http(port(9081, 0), "/health/ready")));
    }

    private ChildProcess ingest(int number) {
        Map<String, String> environment = environment(port(8080, number), port(8085, number));
        environment.put("ZOOM_WEBHOOK_SECRET_TOKEN", SECRET);
        return service(
                "ingest-" + number,
                "ingest-service",
                "io.qsstream.ingest.Application",
                "128m",
                environment,
                port(8085, number));
    }

    private ChildProcess processor(int number, Path state) {
        Map<String, String> environment = environment(port(8091, number), port(8091, number));
        environment.put("QSSTREAM_STATE_DIR", state.toString());
        environment.put("QSSTREAM_PROCESSOR_STANDBY_REPLICAS", "1");
        environment.put("QSSTREAM_PROCESSOR_THREADS", "2");
        if (number <= 2) {
            // Static membership: who is back within the session's time-out finds its partitions again. The ones that
            // come
            // and go have none.
            environment.put("KAFKA_GROUP_INSTANCE_ID", "processor-" + number);
        }
        return service(
                "processor-" + number,
                "stream-processor",
                "io.qsstream.processor.Application",
                "384m",
                environment,
                port(8091, number));
    }

    private Map<String, String> environment(int port, int management) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("KAFKA_BOOTSTRAP_SERVERS", bootstrap());
        environment.put("SCHEMA_REGISTRY_URL", registryUrl());
        environment.put("QSSTREAM_ENVIRONMENT", "development");
        environment.put("QSSTREAM_TOPICS_PARTITIONS", Integer.toString(PARTITIONS));
        environment.put("QSSTREAM_TOPICS_REPLICATION", "3");
        environment.put("QSSTREAM_WINDOW_SIZE", WINDOW.toSeconds() + "s");
        environment.put("QSSTREAM_WINDOW_GRACE", GRACE.toSeconds() + "s");
        environment.put("MICRONAUT_SERVER_HOST", "127.0.0.1");
        environment.put("MICRONAUT_SERVER_PORT", Integer.toString(port));
        environment.put("ENDPOINTS_ALL_PORT", Integer.toString(management));
        return environment;
    }

    private ChildProcess service(
            String name,
            String module,
            String mainClass,
            String heap,
            Map<String, String> environment,
            int management) {
        Path target = build.resolve(module).resolve("target");
        return child(
                name,
                List.of(
                        target.resolve(module + ".jar").toString(),
                        target.resolve("lib").resolve("*").toString()),
                mainClass,
                List.of(),
                heap,
                0,
                Map.of(),
                environment,
                new Readiness.Http(http(management, "/health/readiness")));
    }

    private ChildProcess child(
            String name,
            List<String> classPath,
            String mainClass,
            List<String> arguments,
            String heap,
            int leashSeconds,
            Map<String, String> properties,
            Map<String, String> environment,
            Readiness readiness) {
        List<String> all = new ArrayList<>(classPath);
        // For the leash.
        all.add(HOME.resolve("deploy/local/target/qsstream-local.jar").toString());
        return new ChildProcess(
                new ChildProcess.Program(
                        name, all, mainClass, arguments, heap, leashSeconds, properties, environment, readiness),
                folder);
    }

    private static URI http(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static Path stack() {
        return HOME.resolve("deploy/local/target/stack");
    }

    @Override
    public void close() {
        proxy.close();
        List<ChildProcess> all = new ArrayList<>(processors);
        all.addAll(ingests);
        all.add(registry);
        all.addAll(brokers);
        for (ChildProcess each : all) {
            try {
                each.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
