package io.qsstream.benchmarks.ingest;

import io.qsstream.benchmarks.lab.Home;
import io.qsstream.benchmarks.lab.JavaProgram;
import io.qsstream.benchmarks.lab.Lab;
import io.qsstream.benchmarks.lab.NodeProgram;
import io.qsstream.benchmarks.lab.Program;
import io.qsstream.schema.topic.Topics;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Who takes the webhooks in. */
enum Contestant {
    /** The real service. */
    SERVICE("QSStream ingest"),
    NETTY("bare Netty: verify, publish"),
    EXPRESS("Express and kafkajs: verify, publish"),
    ZOOM_SAMPLE("design of Zoom's sample: relay, no Kafka, no signature");

    private final String title;

    Contestant(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Contestant of(String word) {
        for (Contestant each : values()) {
            if (each.word().equals(word)) {
                return each;
            }
        }
        throw new IllegalArgumentException("'" + word + "' is none of "
                + Arrays.stream(values()).map(Contestant::word).toList());
    }

    Program program(Home home, String bootstrapServers, int port, String secret, String run, List<String> jvm) {
        return switch (this) {
            case SERVICE ->
                new JavaProgram(
                        run,
                        home.service("ingest-service"),
                        jvm,
                        "io.qsstream.ingest.Application",
                        List.of(),
                        environment(bootstrapServers, port, secret));
            case NETTY -> {
                List<String> flags = new java.util.ArrayList<>(jvm);
                flags.add("-Dlogback.configurationFile=logback-benchmarks.xml");
                yield new JavaProgram(
                        run,
                        home.contestants(),
                        flags,
                        BareNetty.class.getName(),
                        List.of(Integer.toString(port), bootstrapServers, secret),
                        Map.of());
            }
            case EXPRESS ->
                new NodeProgram(
                        run,
                        "express-kafka.mjs",
                        List.of(Integer.toString(port), bootstrapServers, Topics.RAW_EVENTS.name(), secret));
            case ZOOM_SAMPLE -> new NodeProgram(run, "zoom-sample.mjs", List.of(Integer.toString(port)));
        };
    }

    /** The service's environment. */
    static Map<String, String> environment(String bootstrapServers, int port, String secret) {
        Map<String, String> environment = new HashMap<>();
        environment.put("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
        environment.put("ZOOM_WEBHOOK_SECRET_TOKEN", secret);
        environment.put("QSSTREAM_ENVIRONMENT", "development");
        environment.put("MICRONAUT_SERVER_HOST", "127.0.0.1");
        environment.put("MICRONAUT_SERVER_PORT", Integer.toString(port));
        environment.put("ENDPOINTS_ALL_PORT", Integer.toString(Lab.freePort()));
        return environment;
    }
}
