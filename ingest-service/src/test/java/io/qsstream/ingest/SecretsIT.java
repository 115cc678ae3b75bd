package io.qsstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qsstream.ingest.testing.Fixtures;
import io.qsstream.ingest.testing.RawSocket;
import io.qsstream.schema.testing.SelfSigned;
import io.qsstream.schema.testing.TestBroker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process with secrets from files and TLS: what it takes, and that it tells nobody. */
class SecretsIT {

    private static TestBroker broker;
    private static SelfSigned certificate;

    @TempDir
    private static Path directory;

    @BeforeAll
    static void start() {
        broker = new TestBroker().start();
        certificate = new SelfSigned(directory);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void aSecretFromAFileOverTlsOpensTheDoorAndIsInNothingThatTheProcessSaysOrAnswers() throws Exception {
        // Given
        Path file = Files.writeString(directory.resolve("secret"), Fixtures.SECRET + "\n");
        Map<String, String> variables = tls();
        variables.put("ZOOM_WEBHOOK_SECRET_TOKEN", "");
        variables.put("ZOOM_WEBHOOK_SECRET_TOKEN_FILE", file.toString());
        variables.put("ZOOM_WEBHOOK_SECRET_TOKEN_OTHER", "unmistakable-secret-of-another-app");
        variables.put("KAFKA_SSL_KEY_PASSWORD", "unmistakable-password-of-kafka");
        List<String> said = new ArrayList<>();
        try (IngestProcess ingest = new IngestProcess(broker, directory, variables).awaitReady()) {
            HttpClient client =
                    HttpClient.newBuilder().sslContext(certificate.trusting()).build();
            URI https = URI.create("https://localhost:" + ingest.port + "/webhooks/zoom");

            // When
            HttpResponse<String> taken = client.send(
                    IngestProcess.signed(https, "{\"n\":\"over TLS\"}"), HttpResponse.BodyHandlers.ofString());
            HttpRequest forged = HttpRequest.newBuilder(https)
                    .header("content-type", "application/json")
                    .header("x-zm-request-timestamp", "" + System.currentTimeMillis() / 1000)
                    .header("x-zm-signature", "v0=" + "0".repeat(64))
                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                    .build();
            said.add(text(client.send(forged, HttpResponse.BodyHandlers.ofString())));
            said.add(text(client.send(
                    HttpRequest.newBuilder(https.resolve("/nowhere")).build(), HttpResponse.BodyHandlers.ofString())));
            for (String path : List.of(
                    "/env",
                    "/beans",
                    "/configprops",
                    "/threaddump",
                    "/heapdump",
                    "/loggers",
                    "/info",
                    "/routes",
                    "/health",
                    "/health/readiness",
                    "/prometheus",
                    "/metrics")) {
                said.add(text(ingest.management(path)));
            }
            said.add(threads(ingest));
            assertThatThrownBy(() -> new RawSocket(ingest.port)
                            .send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .answer())
                    .as("plain HTTP on the TLS port")
                    .isInstanceOf(RuntimeException.class);
            ingest.process.destroy();
            assertThat(ingest.exitCode()).isZero();
            said.add(ingest.output());

            // Then
            assertThat(taken.statusCode()).isEqualTo(204);
            assertThat(said).hasSizeGreaterThan(14);
            assertThat(String.join("\n", said))
                    .contains("qsstream_ingest_requests_total", "Full thread dump", "Drained")
                    .doesNotContain(Fixtures.SECRET, "unmistakable");
        }
    }

    @Test
    void aMistakeWithTlsOrASecretFileIsSaidInOneLine() throws Exception {
        Map<String, String> half = tls();
        half.remove("QSSTREAM_TLS_KEY");
        refuses(half, "qsstream.tls.certificate and qsstream.tls.key belong together: set both or neither");
        Map<String, String> swapped = tls();
        swapped.put("QSSTREAM_TLS_CERTIFICATE", certificate.key.toString());
        refuses(swapped, "qsstream.tls.certificate=" + certificate.key + " holds no certificate: give it a PEM file");
        refuses(
                Map.of("ZOOM_WEBHOOK_SECRET_TOKEN", "", "ZOOM_WEBHOOK_SECRET_TOKEN_FILE", "/nowhere/secret"),
                "Cannot read ZOOM_WEBHOOK_SECRET_TOKEN_FILE=/nowhere/secret (NoSuchFileException): check its path");
    }

    private static void refuses(Map<String, String> variables, String line) throws Exception {
        try (IngestProcess ingest = new IngestProcess(broker, directory, variables)) {
            assertThat(ingest.exitCode()).isEqualTo(1);
            assertThat(ingest.output().lines())
                    .as(ingest.output())
                    .singleElement()
                    .asString()
                    .startsWith("qsstream ingest cannot start: " + line);
        }
    }

    private static Map<String, String> tls() {
        return new HashMap<>(Map.of(
                "QSSTREAM_TLS_CERTIFICATE",
                certificate.certificate.toString(),
                "QSSTREAM_TLS_KEY",
                certificate.key.toString()));
    }

    /** What jstack and jcmd show to whoever may attach. */
    private static String threads(IngestProcess ingest) throws IOException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        "" + ingest.process.pid(),
                        "Thread.print",
                        "-l")
                .redirectErrorStream(true)
                .start();
        return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String text(HttpResponse<String> response) {
        return response.statusCode() + " " + response.headers().map() + " " + response.body();
    }
}
