package io.qsstream.benchmarks.processor;

import io.qsstream.benchmarks.lab.Home;
import io.qsstream.benchmarks.lab.JavaProgram;
import io.qsstream.benchmarks.lab.Lab;
import io.qsstream.benchmarks.lab.Processors;
import io.qsstream.benchmarks.lab.Program;
import io.qsstream.benchmarks.processor.contestant.FlinkContestant;
import io.qsstream.benchmarks.processor.contestant.LoopContestant;
import io.qsstream.benchmarks.processor.contestant.NaiveContestant;
import io.qsstream.benchmarks.processor.contestant.PassThroughContestant;
import io.qsstream.benchmarks.processor.contestant.Task;
import io.qsstream.benchmarks.traffic.Backlog;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import java.util.ArrayList;
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

    /** The topic by which it is checked. */
    String checked(Task task) {
        return task.output(outputs.get(0));
    }

    /** How many records of that topic the backlog gives: a sample of each event, or a window, where it waits for its close the closed ones. */
    long leaves(Backlog backlog) {
        return this == FLINK ? backlog.closedUserWindows(Task.WINDOWING) : backlog.events();
    }

    /** Whether it emits what it knows of a window over and over, so that keys are to be counted instead of records. */
    boolean repeatsItself() {
        return this == NAIVE;
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
                Processors.program(
                        home,
                        task.group(),
                        flags,
                        task.bootstrapServers(),
                        task.stateDir(),
                        Map.of(
                                "KAFKA_COMMIT_INTERVAL_MS", Integer.toString(task.commitMillis()),
                                "QSSTREAM_PROCESSOR_THREADS", Integer.toString(task.threads()),
                                "QSSTREAM_TOPICS_PARTITIONS", Integer.toString(partitions)));
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
}
