package io.qsstream.containers;

import com.github.dockerjava.api.model.Capability;
import io.qsstream.schema.serde.AvroSerde;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.utility.DockerImageName;

/** Broker, registry and the three services, each in a container as strict as docker-compose.yml makes it. */
final class Containers implements AutoCloseable {

    static final String SECRET = "secret-of-the-containers";
    static final String TOKEN = "token-of-the-containers";
    static final long MIB = 1024 * 1024;
    static final long INGEST_BYTES = 384 * MIB;

    private static final Duration PATIENCE = Duration.ofSeconds(180);

    final Network network = Network.newNetwork();
    final KafkaContainer kafka = new KafkaContainer(image("kafka").asCompatibleSubstituteFor("apache/kafka"))
            .withNetwork(network)
            .withListener("kafka:19092")
            .withStartupTimeout(PATIENCE);
    final GenericContainer<?> registry = new GenericContainer<>(image("registry"))
            .withNetwork(network)
            .withNetworkAliases("schema-registry")
            .withExposedPorts(8081)
            .withEnv("SCHEMA_REGISTRY_HOST_NAME", "schema-registry")
            .withEnv("SCHEMA_REGISTRY_LISTENERS", "http://0.0.0.0:8081")
            .withEnv("SCHEMA_REGISTRY_KAFKASTORE_BOOTSTRAP_SERVERS", "PLAINTEXT://kafka:19092")
            .dependsOn(kafka)
            .waitingFor(Wait.forHttp(registryPath() + "/subjects").forPort(8081).withStartupTimeout(PATIENCE));
    final GenericContainer<?> ingest =
            service("ingest", INGEST_BYTES, 8090, 8080).withEnv("ZOOM_WEBHOOK_SECRET_TOKEN", SECRET);
    final GenericContainer<?> processor;
    final GenericContainer<?> dashboard =
            service("dashboard", 768 * MIB, 8092, 8082).withEnv("DASHBOARD_API_TOKEN", TOKEN);

    Containers(Path folder) throws IOException {
        processor = service("processor", 1024 * MIB, 8091)
                .withEnv("QSSTREAM_AVRO_SERDE", WitnessSerde.class.getName())
                .withTmpFs(Map.of("/tmp", "exec,size=128m", "/var/lib/qsstream", "exec,mode=1777,size=256m"))
                .withFileSystemBind(witnessJar(folder).toString(), "/app/ext/witness.jar", BindMode.READ_ONLY);
        loadBuiltImages();
        try {
            Startables.deepStart(services()).join();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    List<GenericContainer<?>> services() {
        return List.of(ingest, processor, dashboard);
    }

    URI uri(GenericContainer<?> container, int port, String path) {
        return URI.create("http://" + container.getHost() + ":" + container.getMappedPort(port) + path);
    }

    URI registry(String path) {
        return uri(registry, 8081, registryPath() + path);
    }

    private GenericContainer<?> service(String name, long memory, int management, int... ports) {
        GenericContainer<?> container = new GenericContainer<>(image(name));
        container.addExposedPort(management);
        for (int port : ports) {
            container.addExposedPort(port);
        }
        return container
                .withNetwork(network)
                .withNetworkAliases(name)
                .withEnv("KAFKA_BOOTSTRAP_SERVERS", "kafka:19092")
                .withEnv("SCHEMA_REGISTRY_URL", "http://schema-registry:8081" + registryPath())
                .withEnv("QSSTREAM_ENVIRONMENT", "development")
                .withEnv("QSSTREAM_TOPICS_PARTITIONS", "1")
                .withEnv("QSSTREAM_WINDOW_SIZE", "5s")
                .withEnv("QSSTREAM_WINDOW_GRACE", "2s")
                .withTmpFs(Map.of("/tmp", "exec,size=128m"))
                .withCreateContainerCmdModifier(command -> command.getHostConfig()
                        .withReadonlyRootfs(true)
                        .withCapDrop(Capability.ALL)
                        .withSecurityOpts(List.of("no-new-privileges:true"))
                        .withMemory(memory))
                .dependsOn(kafka, registry)
                .waitingFor(
                        Wait.forHttp("/health/readiness").forPort(management).withStartupTimeout(PATIENCE));
    }

    /** What {@code -Pimages} has just written is what is tested. */
    private static void loadBuiltImages() throws IOException {
        Path home = Path.of(System.getProperty("qsstream.home"));
        for (String name : List.of("ingest-service", "stream-processor", "dashboard")) {
            Path tar = home.resolve(name).resolve("target").resolve(name + "-image.tar");
            if (Files.exists(tar)) {
                try (InputStream image = Files.newInputStream(tar)) {
                    DockerClientFactory.instance().client().loadImageCmd(image).exec();
                }
            }
        }
    }

    private static DockerImageName image(String name) {
        return DockerImageName.parse(System.getProperty("qsstream.image." + name));
    }

    private static String registryPath() {
        return System.getProperty("qsstream.registry.path", "");
    }

    /** A jar with one class, which none of the images has. */
    private static Path witnessJar(Path folder) throws IOException {
        Path jar = folder.resolve("witness.jar");
        String entry = WitnessSerde.class.getName().replace('.', '/') + ".class";
        try (InputStream code = AvroSerde.class.getClassLoader().getResourceAsStream(entry);
                OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            out.putNextEntry(new JarEntry(entry));
            code.transferTo(out);
        }
        return jar;
    }

    @Override
    public void close() {
        Stream.concat(services().stream(), Stream.of(registry, kafka)).forEach(GenericContainer::stop);
        network.close();
    }
}
