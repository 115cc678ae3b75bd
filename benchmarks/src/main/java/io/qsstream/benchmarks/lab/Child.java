package io.qsstream.benchmarks.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A process that runs, and what it has taken so far. */
public final class Child implements AutoCloseable {

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);

    /** Variables of the caller's shell that would change a service behind the benchmark's back. */
    private static final List<String> FOREIGN_SETTINGS = List.of(
            "KAFKA_", "SCHEMA_REGISTRY_", "ZOOM_", "QSSTREAM_", "DASHBOARD_", "MICRONAUT_", "ENDPOINTS_", "JAVA_TOOL_");

    private final String name;
    private final Process process;
    private final Path log;
    private final long startedNanos;

    private Child(String name, Process process, Path log, long startedNanos) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.startedNanos = startedNanos;
    }

    static Child start(Program program, Home home, Path folder) {
        Path log = folder.resolve(program.name() + ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(program.command(home))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            Map<String, String> environment = builder.environment();
            environment.keySet().removeIf(variable -> FOREIGN_SETTINGS.stream().anyMatch(variable::startsWith));
            environment.putAll(program.environment());
            long now = System.nanoTime();
            return new Child(program.name(), builder.start(), log, now);
        } catch (IOException e) {
            throw new UncheckedIOException(program.name() + " cannot be started", e);
        }
    }

    public String name() {
        return name;
    }

    /** When it was started, by {@link System#nanoTime}. */
    public long startedNanos() {
        return startedNanos;
    }

    /** Processor time of all its threads since its start. */
    public Duration processorTime() {
        return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Most memory it has had resident, in MiB; null where the system does not say. */
    public @Nullable Long peakResidentMib() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
                if (line.startsWith("VmHWM:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
                }
            }
        } catch (IOException e) {
            // Not Linux.
        }
        return null;
    }

    /** Fails, with its last words, if it has ended. */
    public void mustLive() {
        if (!process.isAlive()) {
            throw new IllegalStateException(name + " ended with status " + process.exitValue() + "; the last lines of "
                    + log + ":" + System.lineSeparator() + lastWords(30));
        }
    }

    /** Its log, line by line: one that complains of every record writes more than the heap holds. To be closed. */
    public Stream<String> logLines() {
        try {
            return Files.lines(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The end of its log. */
    public String lastWords(int lines) {
        Deque<String> last = new ArrayDeque<>();
        try (Stream<String> all = logLines()) {
            all.forEach(line -> {
                last.addLast(line);
                if (last.size() > lines) {
                    last.removeFirst();
                }
            });
        }
        return String.join(System.lineSeparator(), last);
    }

    /** Ends it without asking, and waits until it has ended. */
    public void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks it to end, and ends it if it does not. */
    @Override
    public void close() {
        close(STOP_PATIENCE);
    }

    /** As {@link #close()}, for one that has much to do at its end. */
    public void close(Duration patience) {
        // By handle: Process.destroy would close its standard input too, which is the leash.
        process.toHandle().destroy();
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
