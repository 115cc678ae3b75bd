package io.qsstream.local.faults;

import io.qsstream.local.stack.Readiness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A real process that a test kills, halts and starts again. One that dies by itself, or by {@link #kill()}, is started again
 * after a second, as a supervisor would.
 */
final class ChildProcess implements AutoCloseable {

    /**
     * What to run.
     *
     * @param leashSeconds how long it lives on once the test's own process is gone
     * @param environment what it gets; nothing that would set a component up is inherited
     */
    record Program(
            String name,
            List<String> classPath,
            String mainClass,
            List<String> arguments,
            String heap,
            int leashSeconds,
            Map<String, String> properties,
            Map<String, String> environment,
            Readiness readiness) {

        /** The same from another build. */
        Program from(List<String> otherClassPath) {
            return new Program(
                    name, otherClassPath, mainClass, arguments, heap, leashSeconds, properties, environment, readiness);
        }
    }

    private static final Duration RESTART_AFTER = Duration.ofSeconds(1);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(40);
    /** Nine JVMs start at once on two cores. */
    private static final Duration START_PATIENCE = Duration.ofMinutes(4);

    private static final List<String> FOREIGN_SETTINGS = List.of(
            "KAFKA_",
            "SCHEMA_REGISTRY_",
            "ZOOM_",
            "QSSTREAM_",
            "DASHBOARD_",
            "MICRONAUT_",
            "ENDPOINTS_",
            "QUARKUS_",
            "APICURIO_");

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private final Path folder;
    private final Path log;

    private volatile Program program;

    /** Guarded by this. */
    private Process process;

    /** Guarded by this. */
    private boolean wanted;

    /** Guarded by this. */
    private int starts;

    ChildProcess(Program program, Path folder) {
        this.program = program;
        this.folder = folder;
        this.log = folder.resolve(program.name() + ".log");
    }

    String name() {
        return program.name();
    }

    Program program() {
        return program;
    }

    /** What the next start runs. */
    void program(Program other) {
        program = other;
    }

    /** Starts it, and from then on whenever it ends. */
    synchronized void start() {
        if (process != null && process.isAlive()) {
            return;
        }
        wanted = true;
        launch();
    }

    private synchronized void launch() {
        if (!wanted) {
            return;
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + program.heap(),
                "-XX:+UseSerialGC",
                // Short lives: what the optimising compiler would win, its own work would cost.
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED"));
        program.properties().forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of(
                "-cp",
                String.join(System.getProperty("path.separator"), program.classPath()),
                "io.qsstream.local.child.Leash",
                Integer.toString(program.leashSeconds()),
                program.mainClass()));
        command.addAll(program.arguments());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment()
                .keySet()
                .removeIf(name -> FOREIGN_SETTINGS.stream().anyMatch(name::startsWith));
        builder.environment().putAll(program.environment());
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        starts++;
        process.onExit().thenRunAsync(this::supervise);
    }

    private void supervise() {
        try {
            Thread.sleep(RESTART_AFTER);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            if (wanted && !process.isAlive()) {
                launch();
            }
        }
    }

    /** {@code kill -9}; its supervisor starts it again. */
    synchronized void kill() {
        process.destroyForcibly();
    }

    /** {@code kill -9}, and nobody starts it again. Returns when it is gone. */
    void killAndKeepDown() throws InterruptedException {
        Process killed;
        synchronized (this) {
            wanted = false;
            killed = process;
        }
        killed.destroyForcibly().waitFor();
    }

    /** SIGTERM; returns when it is gone. */
    void stop() throws InterruptedException {
        Process stopped;
        synchronized (this) {
            wanted = false;
            stopped = process;
        }
        if (stopped == null) {
            return;
        }
        // By handle: Process.destroy would close its standard input too, which is the leash.
        stopped.toHandle().destroy();
        if (!stopped.waitFor(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            stopped.destroyForcibly().waitFor();
        }
    }

    /** SIGSTOP: alive, and deaf. */
    void halt() throws InterruptedException, IOException {
        signal("-STOP");
    }

    /** SIGCONT. */
    void resume() throws InterruptedException, IOException {
        signal("-CONT");
    }

    private void signal(String signal) throws InterruptedException, IOException {
        if (new ProcessBuilder("kill", signal, Long.toString(pid())).start().waitFor() != 0) {
            throw new AssertionError("kill " + signal + " " + name() + " failed");
        }
    }

    synchronized long pid() {
        return process.pid();
    }

    /** How often it was started so far. */
    synchronized int starts() {
        return starts;
    }

    synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    void awaitReady() {
        try {
            Awaitility.await(name() + " is ready")
                    .atMost(START_PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> isAlive() && program.readiness().holds(HTTP));
        } catch (RuntimeException e) {
            throw new AssertionError(name() + " is not ready; its last lines:\n" + lastWords(40), e);
        }
    }

    /** All it ever said. */
    String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "";
        }
    }

    private String lastWords(int count) {
        List<String> lines = output().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
    }

    /** For good, and without a farewell. */
    @Override
    public void close() throws InterruptedException {
        Process last;
        synchronized (this) {
            wanted = false;
            last = process;
        }
        if (last != null) {
            last.destroyForcibly().waitFor();
        }
    }
}
