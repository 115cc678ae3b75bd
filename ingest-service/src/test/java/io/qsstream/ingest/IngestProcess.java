package io.qsstream.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qsstream.ingest.testing.Fixtures;
import io.qsstream.schema.testing.TestBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One run of the packaged service, as an operator would start it. */
final class IngestProcess implements AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    final int port = TestBroker.freePort();
    final int managementPort = TestBroker.freePort();
    final Path output;
    final Process process;

    /** @param variables an empty value unsets a default */
    IngestProcess(TestBroker broker, Path directory, Map<String, String> variables) throws IOException {
        output = Files.createTempFile(directory, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                "target/ingest-service.jar:target/lib/*",
                "io.qsstream.ingest.Application");
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.matches("(KAFKA|QSSTREAM|ZOOM|MICRONAUT|JAVA|MAVEN)_.*"));
        environment.put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
        environment.put("ZOOM_WEBHOOK_SECRET_TOKEN", Fixtures.SECRET);
        environment.put("MICRONAUT_SERVER_HOST", "127.0.0.1");
        environment.put("MICRONAUT_SERVER_PORT", "" + port);
        environment.put("ENDPOINTS_ALL_PORT", "" + managementPort);
        environment.put("QSSTREAM_ENVIRONMENT", "development");
        environment.putAll(variables);
        environment.values().removeIf(String::isEmpty);
        process = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(output()).isTrue();
        return process.exitValue();
    }

    IngestProcess awaitReady() {
        await().atMost(Duration.ofSeconds(120)).until(() -> {
            assertThat(process.isAlive()).as(output()).isTrue();
            return status("/health/readiness") == 200;
        });
        return this;
    }

    /** The management port's answer; 0 where there is none. */
    int status(String path) {
        try {
            return management(path).statusCode();
        } catch (UncheckedIOException e) {
            return 0;
        }
    }

    String metrics() {
        return management("/prometheus").body();
    }

    /** The sum of a metric over its labels. */
    double metric(String nameAndLabels) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(nameAndLabels + ' ') || line.startsWith(nameAndLabels + '{'))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    HttpResponse<String> management(String path) {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + path))
                .timeout(Duration.ofSeconds(5))
                .build());
    }

    HttpResponse<String> post(String body) {
        return send(signed(URI.create("http://127.0.0.1:" + port + "/webhooks/zoom"), body));
    }

    /** A request signed now. */
    static HttpRequest signed(URI uri, String body) {
        long now = System.currentTimeMillis() / 1000;
        return HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(10))
                .header("content-type", "application/json")
                .header("x-zm-request-timestamp", "" + now)
                .header("x-zm-signature", Fixtures.sign(Fixtures.SECRET, now, body.getBytes(UTF_8)))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
