package io.qsstream.schema.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The real Apicurio Registry as a child JVM on the loopback, one for all tests of this JVM; the build unpacks it. */
public final class Apicurio {

    private static final Path HOME = Path.of("target/apicurio").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final class Started {
        private static final Apicurio ONLY = new Apicurio();
    }

    private final String url;

    /** Starts it on first use. */
    public static Apicurio running() {
        return Started.ONLY;
    }

    /** The Confluent API. */
    public String url() {
        return url;
    }

    /** Settings of a client, with more. */
    public Map<String, Object> properties() {
        return Map.of("schema.registry.url", url);
    }

    private Apicurio() {
        if (!Files.exists(HOME.resolve("quarkus-run.jar"))) {
            throw new IllegalStateException("Apicurio is not in " + HOME + ": run mvn -pl schemas verify");
        }
        try {
            List<Integer> ports = freePorts();
            url = "http://127.0.0.1:" + ports.get(0) + "/apis/ccompat/v7";
            Path log = HOME.resolveSibling("apicurio-" + ProcessHandle.current().pid() + ".log");
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx512m",
                            "-Dapicurio.storage.kind=sql",
                            "-Dapicurio.storage.sql.kind=h2",
                            "-Dquarkus.http.host=127.0.0.1",
                            "-Dquarkus.management.host=127.0.0.1",
                            "-Dquarkus.http.port=" + ports.get(0),
                            "-Dquarkus.management.port=" + ports.get(1),
                            "-jar",
                            "quarkus-run.jar")
                    .directory(HOME.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process)));
            awaitAnswer(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitAnswer(Process process, Path log) {
        HttpRequest question = HttpRequest.newBuilder(URI.create(url + "/subjects"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            Awaitility.await("Apicurio, see " + log)
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .failFast("Apicurio has ended, see " + log, () -> !process.isAlive())
                    .until(() -> http.send(question, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200);
        }
    }

    private static void stop(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
    }

    /** Two at once, so that they differ. */
    private static List<Integer> freePorts() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket one = new ServerSocket(0, 1, loopback);
                ServerSocket other = new ServerSocket(0, 1, loopback)) {
            return List.of(one.getLocalPort(), other.getLocalPort());
        }
    }
}
