package io.qsstream.benchmarks.lab;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The processor as a process of the lab: the real service, with all that would differ from run to run given. */
public final class Processors {

    /**
     * The service as its image has it.
     *
     * @param name its log file and, unless {@code settings} says otherwise, its application id
     * @param stateDir where its stores are
     * @param settings more of its environment
     */
    public static Program program(
            Home home,
            String name,
            List<String> jvm,
            String bootstrapServers,
            String stateDir,
            Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>();
        environment.put("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
        // Asked once per schema, so it plays no part in what is measured.
        environment.put("SCHEMA_REGISTRY_URL", "mock://benchmarks");
        // Not production: a registry in memory has no schemas yet.
        environment.put("QSSTREAM_ENVIRONMENT", "development");
        environment.put("QSSTREAM_APPLICATION_ID", name);
        environment.put("QSSTREAM_STATE_DIR", stateDir);
        environment.put("MICRONAUT_SERVER_HOST", "127.0.0.1");
        environment.put("MICRONAUT_SERVER_PORT", Integer.toString(Lab.freePort()));
        environment.putAll(settings);
        return new JavaProgram(
                name,
                home.service("stream-processor"),
                jvm,
                "io.qsstream.processor.Application",
                List.of(),
                environment);
    }

    private Processors() {}
}
