package io.qsstream.benchmarks.processor;

import io.qsstream.benchmarks.lab.Home;
import io.qsstream.benchmarks.lab.JavaProgram;
import io.qsstream.benchmarks.lab.Lab;
import io.qsstream.benchmarks.lab.Program;
import io.qsstream.benchmarks.processor.contestant.FlinkContestant;
import io.qsstream.benchmarks.processor.contestant.LoopContestant;
import io.qsstream.benchmarks.processor.contestant.NaiveContestant;
import io.qsstream.benchmarks.processor.contestant.PassThroughContestant;
import io.qsstream.benchmarks.processor.contestant.Task;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who reads the backlog. */
enum Contestant {
    /** The real service, everything on. */
    SERVICE("QSStream processor, everything on", List.of()),
    LOOP("exactly-once loop, no state", List.of(Topics.SAMPLES)),
    PASS_THROUGH("Kafka Streams pass-through, no state", List.of(Topics.SAMPLES)),
    NAIVE("naive DSL, windows alone", List.of(Topics.USER_WINDOWS, Topics.SESSION_WINDOWS)),
    FLINK("Apache Flink with RocksDB, windows alone", List.of(Topics.USER_WINDOWS, Topics.SESSION_WINDOWS));

    /** Flink looks into the JDK. */
    private static final List<String> FLINK_OPENS = List.of(
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.time=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED");

    private final String title;
    private final List<Topic<?>> outputs;

    Contestant(String title, List<Topic<?>> outputs) {
        this.title = title;
        this.outputs = List.copyOf(outputs);
    }

    String title() {
        return title;
    }

    /** As the user names it: {@code pass-through}. */
    String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    static Contestant of(String word) {
        for (Contestant each : values()) {
            if (each.word().equals(word)) {
                return each;
            }
        }
        throw new IllegalArgumentException("'" + word + "' is none of "
                + java.util.Arrays.stream(values()).map(Contestant::word).toList());
    }

    /** Makes the topics that it writes to. */
    void prepare(Lab lab, Task task, int partitions) {
        for (Topic<?> topic : outputs) {
            lab.createTopic(task.output(topic), partitions, Map.of());
        }
    }

    /** The process, with the same heap and collector for everybody. */
    Program program(Home home, Task task, int partitions, List<String> moreFlags) {
        List<String> flags = new ArrayList<>(JavaProgram.EQUAL_FLAGS);
        flags.addAll(moreFlags);
        return switch (this) {
            case SERVICE ->
                new JavaProgram(
                        task.group(),
                        home.service("stream-processor"),
                        flags,
                        "io.qsstream.processor.Application",
                        List.of(),
                        environment(task, partitions));
            case LOOP -> contestant(home.contestants(), task, flags, LoopContestant.class);
            case PASS_THROUGH -> contestant(home.contestants(), task, flags, PassThroughContestant.class);
            case NAIVE -> contestant(home.contestants(), task, flags, NaiveContestant.class);
            case FLINK -> {
                flags.addAll(FLINK_OPENS);
                yield contestant(home.flinkContestant(), task, flags, FlinkContestant.class);
            }
        };
    }

    private static Program contestant(List<String> classPath, Task task, List<String> flags, Class<?> main) {
        List<String> all = new ArrayList<>(flags);
        all.add("-Dlogback.configurationFile=logback-benchmarks.xml");
        return new JavaProgram(task.group(), classPath, all, main.getName(), task.toArguments(), Map.of());
    }

    private static Map<String, String> environment(Task task, int partitions) {
        Map<String, String> environment = new HashMap<>();
        environment.put("KAFKA_BOOTSTRAP_SERVERS", task.bootstrapServers());
        environment.put("KAFKA_COMMIT_INTERVAL_MS", Integer.toString(task.commitMillis()));
        // Asked once per schema, so it plays no part in what is measured.
        environment.put("SCHEMA_REGISTRY_URL", "mock://benchmarks");
        environment.put("QSSTREAM_ENVIRONMENT", "development");
        environment.put("QSSTREAM_APPLICATION_ID", task.group());
        environment.put("QSSTREAM_PROCESSOR_THREADS", Integer.toString(task.threads()));
        environment.put("QSSTREAM_TOPICS_PARTITIONS", Integer.toString(partitions));
        environment.put("QSSTREAM_STATE_DIR", task.stateDir());
        environment.put("MICRONAUT_SERVER_HOST", "127.0.0.1");
        environment.put("MICRONAUT_SERVER_PORT", Integer.toString(Lab.freePort()));
        return environment;
    }
}
