package io.qsstream.local.stack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The components of the stack, in order of start. Pure. */
public final class Components {

    private static final List<String> KAFKA_AND_REGISTRY = List.of("broker", "registry");

    public static List<Component> of(StackSettings settings) {
        List<Component> components = new ArrayList<>(List.of(
                broker(settings),
                registry(settings),
                service(settings, "ingest", "ingest-service", "io.qsstream.ingest.Application", "128m", 8080, 8090),
                service(
                        settings,
                        "processor",
                        "stream-processor",
                        "io.qsstream.processor.Application",
                        "512m",
                        8091,
                        8091),
                service(settings, "dashboard", "dashboard", "io.qsstream.dashboard.Application", "256m", 8082, 8092)));
        settings.dataOut().ifPresent(dataOut -> components.add(connect(settings, dataOut)));
        return List.copyOf(components);
    }

    private static Component broker(StackSettings settings) {
        int port = settings.port(9092);
        int controller = settings.port(9093);
        return new Component(
                "broker",
                List.of(
                        new Component.Port("kafka", "Kafka broker", port),
                        new Component.Port("kafka-controller", "Kafka controller", controller)),
                toolClassPath(settings.home()),
                "io.qsstream.local.child.Broker",
                List.of(
                        settings.data().resolve("kafka").toString(),
                        Integer.toString(port),
                        Integer.toString(controller)),
                "512m",
                Map.of("logback.configurationFile", "logback-broker.xml"),
                Map.of(),
                List.of(),
                new Readiness.KafkaBroker(settings.kafka()));
    }

    private static Component registry(StackSettings settings) {
        Path database = settings.data().resolve("registry").resolve("db");
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("apicurio.storage.kind", "sql");
        properties.put("apicurio.storage.sql.kind", "h2");
        properties.put("apicurio.datasource.url", "jdbc:h2:file:" + database);
        properties.put("quarkus.http.host", "127.0.0.1");
        properties.put("quarkus.http.port", Integer.toString(settings.port(8081)));
        properties.put("quarkus.management.host", "127.0.0.1");
        properties.put("quarkus.management.port", Integer.toString(settings.port(9081)));
        return new Component(
                "registry",
                List.of(
                        new Component.Port("registry", "schema registry", settings.port(8081)),
                        new Component.Port("registry-management", "schema registry management", settings.port(9081))),
                List.of(stack(settings.home())
                        .resolve("registry/quarkus-run.jar")
                        .toString()),
                "io.quarkus.bootstrap.runner.QuarkusEntryPoint",
                List.of(),
                "384m",
                properties,
                Map.of(),
                List.of(),
                new Readiness.Http(settings.http(9081, "/health/ready")));
    }

    /** A Kafka Connect worker; the topics are there once the processor is ready. */
    private static Component connect(StackSettings settings, DataOut dataOut) {
        Path connect = settings.home().resolve("deploy/connect");
        int port = settings.port(8083);
        List<String> arguments = new ArrayList<>(
                List.of(connect.toString(), settings.data().resolve("connect").toString(), Integer.toString(port)));
        for (String sink : dataOut.warehouse().isEmpty() ? List.of("postgres") : List.of("postgres", "iceberg")) {
            for (String topic : List.of("user-windows", "session-windows", "alerts", "session-reports")) {
                arguments.add(sink + "-" + topic);
            }
        }
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("KAFKA_BOOTSTRAP_SERVERS", settings.kafka());
        environment.put("SCHEMA_REGISTRY_URL", settings.registry().toString());
        environment.put("POSTGRES_URL", dataOut.postgres());
        environment.put("POSTGRES_USER", dataOut.user());
        environment.put("POSTGRES_PASSWORD", dataOut.password());
        environment.put("ICEBERG_WAREHOUSE", dataOut.warehouse());
        return new Component(
                "connect",
                List.of(new Component.Port("connect", "Kafka Connect", port)),
                List.of(connect.resolve("target/connect/lib").resolve("*").toString()),
                "io.qsstream.local.child.ConnectWorker",
                arguments,
                "768m",
                Map.of("logback.configurationFile", "logback-broker.xml"),
                environment,
                List.of("broker", "registry", "processor"),
                new Readiness.Http(settings.http(8083, "/health")));
    }

    /** One of our services: a thin jar and its libraries, as Maven packages it. */
    private static Component service(
            StackSettings settings,
            String name,
            String module,
            String mainClass,
            String heap,
            int port,
            int management) {
        Path target = settings.home().resolve(module).resolve("target");
        Component.Port web = new Component.Port(name, name + " web", settings.port(port));
        Component.Port health =
                new Component.Port(name + "-management", name + " management", settings.port(management));
        return new Component(
                name,
                port == management ? List.of(health) : List.of(web, health),
                List.of(
                        target.resolve(module + ".jar").toString(),
                        target.resolve("lib").resolve("*").toString()),
                mainClass,
                List.of(),
                heap,
                Map.of(),
                environment(settings, port, management),
                KAFKA_AND_REGISTRY,
                new Readiness.Http(settings.http(management, "/health/readiness")));
    }

    private static Map<String, String> environment(StackSettings settings, int port, int management) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("KAFKA_BOOTSTRAP_SERVERS", settings.kafka());
        environment.put("SCHEMA_REGISTRY_URL", settings.registry().toString());
        environment.put("ZOOM_WEBHOOK_SECRET_TOKEN", settings.secret());
        environment.put("DASHBOARD_API_TOKEN", settings.dashboardToken());
        // The page opens without asking: everything here listens on loopback only.
        environment.put("QSSTREAM_DASHBOARD_PAGE_TOKEN", "true");
        environment.put("QSSTREAM_NOTIFY_ALERTMANAGERS", settings.alertmanagers());
        environment.put("QSSTREAM_NOTIFY_PUBLIC_URL", settings.dashboard().toString());
        environment.put("QSSTREAM_TRACING_ENDPOINT", settings.tracing());
        environment.put("QSSTREAM_TRACING_RATIO", "1");
        environment.put("QSSTREAM_ENVIRONMENT", "development");
        environment.put("QSSTREAM_WINDOW_SIZE", seconds(settings.window()));
        environment.put("QSSTREAM_WINDOW_GRACE", seconds(settings.grace()));
        environment.put("QSSTREAM_STATE_DIR", settings.data().resolve("state").toString());
        environment.put("MICRONAUT_SERVER_HOST", "127.0.0.1");
        environment.put("MICRONAUT_SERVER_PORT", Integer.toString(settings.port(port)));
        environment.put("ENDPOINTS_ALL_PORT", Integer.toString(settings.port(management)));
        return environment;
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }

    /** What Maven put together for the tool. */
    static Path stack(Path home) {
        return home.resolve("deploy/local/target/stack");
    }

    static String toolJar(Path home) {
        return home.resolve("deploy/local/target/qsstream-local.jar").toString();
    }

    private static List<String> toolClassPath(Path home) {
        return List.of(stack(home).resolve("lib").resolve("*").toString());
    }

    private Components() {}
}
