package io.qsstream.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A whole stack, started by the tool in a process of its own as the script does. */
public final class RunningStack implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** Cold caches and busy machines included. */
    private static final Duration START_PATIENCE = Duration.ofMinutes(4);

    private static final Path HOME = Path.of(System.getProperty("qsstream.home", "../.."))
            .toAbsolutePath()
            .normalize();

    private final Process process;
    private final Path data;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Boolean> ready = new CompletableFuture<>();

    private RunningStack(Process process, Path data) {
        this.process = process;
        this.data = data;
    }

    /** Starts and awaits {@code READY}. */
    public static RunningStack start(Path data, int portOffset, String... options) throws Exception {
        List<String> command = command();
        command.addAll(List.of("up", "--data", data.toString(), "--port-offset", Integer.toString(portOffset)));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        RunningStack stack = new RunningStack(process, data);
        Thread.ofVirtual().start(stack::read);
        try {
            if (!stack.ready.get(START_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("The stack did not start:\n" + stack.output());
            }
        } catch (TimeoutException e) {
            stack.close();
            throw new AssertionError("Not ready within " + START_PATIENCE + ":\n" + stack.output(), e);
        }
        return stack;
    }

    /** Runs {@code simulate} against it to its end; returns what it printed. */
    public String simulate(String... options) throws Exception {
        List<String> command = command();
        command.addAll(List.of("simulate", "--data", data.toString()));
        command.addAll(List.of(options));
        Process simulate = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(simulate.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (simulate.waitFor() != 0) {
            throw new AssertionError("simulate failed: " + output + "\n" + output());
        }
        return output;
    }

    private static List<String> command() {
        return new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                // A short life, and so for all that it starts.
                "-XX:TieredStopAtLevel=1",
                "-Dqsstream.home=" + HOME,
                "-cp",
                HOME.resolve("deploy/local/target/qsstream-local.jar") + ":"
                        + HOME.resolve("deploy/local/target/stack/lib/*"),
                "io.qsstream.local.Qsstream"));
    }

    private void read() {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
                if (line.equals("READY")) {
                    ready.complete(true);
                }
            }
        } catch (IOException e) {
            lines.add(e.toString());
        }
        ready.complete(false);
    }

    public Process process() {
        return process;
    }

    public Path data() {
        return data;
    }

    public String output() {
        return String.join("\n", lines);
    }

    /** What scripts read. */
    public JsonNode stackFile() {
        try {
            return JSON.readTree(Files.readAllBytes(data.resolve("stack.json")));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public String url(String name) {
        return stackFile().path("urls").path(name).asText();
    }

    /** Process ids of the children. */
    public List<Long> children() {
        List<Long> ids = new ArrayList<>();
        stackFile().path("processes").forEach(child -> ids.add(child.path("pid").asLong()));
        return ids;
    }

    /** Process id of one child. */
    public long child(String name) {
        for (JsonNode child : stackFile().path("processes")) {
            if (child.path("name").asText().equals(name)) {
                return child.path("pid").asLong();
            }
        }
        throw new AssertionError("No " + name + " in " + stackFile());
    }

    /** Asks it to end, as Ctrl-C and SIGTERM do; returns its exit status. */
    public int stop() throws InterruptedException {
        // By handle: Process.destroy would close the stream that is still being read.
        process.toHandle().destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("Not stopped within 60 s:\n" + output());
        }
        return process.exitValue();
    }

    @Override
    public void close() throws InterruptedException {
        if (process.isAlive()) {
            stop();
        }
    }
}
