package io.qsstream.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qsstream.schema.settings.StartRefused;
import io.qsstream.schema.testing.SelfSigned;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

    @TempDir
    private static Path folder;

    private static SelfSigned certificate;

    @BeforeAll
    static void certify() {
        certificate = new SelfSigned(folder);
    }

    @Test
    void withTwoPemFilesPageAndApiSpeakTlsAndTheManagementPortDoesNot() throws Exception {
        // Given
        Path token = Files.writeString(folder.resolve("token"), RunningDashboard.TOKEN + "\n");
        try (RunningDashboard dashboard = new RunningDashboard(
                Map.of("DASHBOARD_API_TOKEN", "", "DASHBOARD_API_TOKEN_FILE", token.toString()),
                Map.of(
                        "qsstream.tls.certificate",
                        certificate.certificate.toString(),
                        "qsstream.tls.key",
                        certificate.key.toString()),
                false)) {
            HttpClient client =
                    HttpClient.newBuilder().sslContext(certificate.trusting()).build();
            URI status = URI.create("https://localhost:" + dashboard.port + "/api/v1/status");

            // When
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(status)
                            .header("Authorization", "Bearer " + RunningDashboard.TOKEN)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            HttpResponse<String> unauthorised =
                    client.send(HttpRequest.newBuilder(status).build(), HttpResponse.BodyHandlers.ofString());

            // Then
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.sslSession())
                    .hasValueSatisfying(
                            session -> assertThat(session.getProtocol()).isEqualTo("TLSv1.3"));
            assertThat(unauthorised.statusCode()).isEqualTo(401);
            assertThat(dashboard.management("/prometheus").statusCode()).isEqualTo(200);
            assertThatThrownBy(() -> HttpClient.newHttpClient()
                            .send(HttpRequest.newBuilder(status).build(), HttpResponse.BodyHandlers.ofString()))
                    .as("a client that does not trust the certificate")
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aFileThatIsNoKeyRefusesTheStart() {
        Map<String, Object> properties = Map.of(
                "qsstream.tls.certificate",
                certificate.certificate.toString(),
                "qsstream.tls.key",
                certificate.certificate.toString());
        assertThatThrownBy(() -> RunningDashboard.withoutKafka(properties))
                .isInstanceOf(StartRefused.class)
                .hasMessageStartingWith("qsstream.tls.key=" + certificate.certificate + " holds no private key");
    }
}
