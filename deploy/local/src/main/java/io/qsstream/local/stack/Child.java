package io.qsstream.local.stack;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A component that runs. */
final class Child {

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);
    /** Variables of the caller's shell that would change a component behind the stack's back. */
    private static final List<String> FOREIGN_SETTINGS = List.of(
            "KAFKA_",
            "POSTGRES_",
            "ICEBERG_",
            "SCHEMA_REGISTRY_",
            "ZOOM_",
            "QSSTREAM_",
            "DASHBOARD_",
            "MICRONAUT_",
            "ENDPOINTS_",
            "OTEL_",
            "QUARKUS_",
            "APICURIO_");

    /** Which compilers the tool itself was told to use: a stack that lives for a test's minutes does without the second. */
    private static final List<String> INHERITED = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> argument.startsWith("-XX:TieredStopAtLevel="))
            .toList();

    private final Component component;
    private final Process process;
    private final Path log;

    private Child(Component component, Process process, Path log) {
        this.component = component;
        this.process = process;
        this.log = log;
    }

    static Child start(Component component, StackSettings settings) throws IOException {
        Path log = component.log(settings.logs());
        ProcessBuilder builder = new ProcessBuilder(command(component, settings.home()))
                .directory(settings.data().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> FOREIGN_SETTINGS.stream().anyMatch(name::startsWith));
        environment.putAll(component.environment());
        return new Child(component, builder.start(), log);
    }

    /** Secrets go by environment, never by command line, which every user of the machine can read. */
    static List<String> command(Component component, Path home) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + component.heap());
        command.add("-XX:+UseSerialGC");
        command.addAll(INHERITED);
        command.add("-XX:+ExitOnOutOfMemoryError");
        // Native code of Kafka's and RocksDB's compression; without it newer JVMs warn.
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
        component.properties().forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.add("-cp");
        List<String> classPath = new ArrayList<>(component.classPath());
        classPath.add(Components.toolJar(home));
        command.add(String.join(System.getProperty("path.separator"), classPath));
        command.add("io.qsstream.local.child.Leash");
        // Without the tool nobody keeps the order: what others need waits until they have drained.
        command.add(component.isService() ? "0" : "8");
        command.add(component.mainClass());
        command.addAll(component.arguments());
        return command;
    }

    Component component() {
        return component;
    }

    Process process() {
        return process;
    }

    StackFile.ChildProcess entry() {
        return new StackFile.ChildProcess(component.name(), process.pid(), startOf(process.toHandle()));
    }

    static long startOf(ProcessHandle handle) {
        return handle.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L);
    }

    /** Asks it to end, and ends it if it does not. */
    void stop() throws InterruptedException {
        // By handle: Process.destroy would close its standard input too, which is the leash.
        process.toHandle().destroy();
        if (!process.waitFor(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            System.err.println(component.name() + " did not stop within " + STOP_PATIENCE.toSeconds() + " s: killed");
            process.destroyForcibly().waitFor();
        }
    }

    String lastWords(int lines) {
        Deque<String> last = new ArrayDeque<>();
        try (var all = Files.newBufferedReader(log, StandardCharsets.UTF_8)) {
            for (String line = all.readLine(); line != null; line = all.readLine()) {
                if (last.size() == lines) {
                    last.removeFirst();
                }
                last.addLast("  | " + line);
            }
        } catch (IOException e) {
            last.addLast("  | (log unreadable: " + e.getMessage() + ")");
        }
        return String.join(System.lineSeparator(), last);
    }
}
