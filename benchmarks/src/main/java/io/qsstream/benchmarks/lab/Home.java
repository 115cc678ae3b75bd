package io.qsstream.benchmarks.lab;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The repository as Maven left it: where the services and the contestants are. */
public record Home(Path root) {

    public Home {
        root = root.toAbsolutePath().normalize();
    }

    /** The repository that the script names. */
    public static Home ofTheScript() {
        return new Home(Path.of(System.getProperty("qsstream.home", ".")));
    }

    /** A service's own jar and libraries, as its image has them. */
    public List<String> service(String module) {
        Path target = root.resolve(module).resolve("target");
        return List.of(
                target.resolve(module + ".jar").toString(),
                target.resolve("lib").resolve("*").toString());
    }

    /** The contestants that run on Kafka's own clients. */
    public List<String> contestants() {
        return benchmarks(jar -> !isFlink(jar));
    }

    /** The contestant that runs on Flink, with the RocksDB and the Kafka client that it was made for. */
    public List<String> flinkContestant() {
        List<String> all =
                new ArrayList<>(benchmarks(jar -> !jar.startsWith("rocksdbjni") && !jar.startsWith("kafka-clients")));
        all.add(benchmarks().resolve("target/flink-lib").resolve("*").toString());
        return all;
    }

    /** What the local stack's tool runs on, the broker among it. */
    public List<String> tool() {
        return List.of(
                root.resolve("deploy/local/target/stack/lib").resolve("*").toString());
    }

    String leashJar() {
        return root.resolve("deploy/local/target/qsstream-local.jar").toString();
    }

    public Path benchmarks() {
        return root.resolve("benchmarks");
    }

    private static boolean isFlink(String jar) {
        return jar.startsWith("flink-") || jar.startsWith("frocksdbjni");
    }

    private List<String> benchmarks(java.util.function.Predicate<String> wanted) {
        Path target = benchmarks().resolve("target");
        File[] jars = target.resolve("lib").toFile().listFiles((folder, name) -> name.endsWith(".jar"));
        if (jars == null) {
            throw new IllegalStateException("Nothing is built in " + target + ": run ./benchmarks/run");
        }
        return java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(
                                target.resolve("benchmarks.jar").toString()),
                        Arrays.stream(jars)
                                .filter(jar -> wanted.test(jar.getName()))
                                .map(File::toString)
                                .sorted())
                .toList();
    }
}
