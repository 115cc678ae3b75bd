package io.qsstream.ingest.zoom.authorise;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.ingest.zoom.settings.HiddenText;
import io.qsstream.ingest.zoom.settings.ZoomCredentials.ServerToServer;
import java.net.URI;
import java.net.http.HttpClient;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerToServerTokensTest {

    @ParameterizedTest
    @CsvSource({
        "https://api-eu.zoom.us, https://api-eu.zoom.us/v2",
        "https://api.zoomgov.com, https://api.zoomgov.com/v2",
        "https://api.zoom.us.example.com, https://api.zoom.us/v2",
        "https://notzoom.us, https://api.zoom.us/v2",
        "http://api-eu.zoom.us, https://api.zoom.us/v2",
        "https://user:password@api-eu.zoom.us, https://api.zoom.us/v2",
        ":, https://api.zoom.us/v2",
    })
    void aTokenGoesToZoomAndNowhereElse(String named, String used) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            // Given
            ServerToServerTokens tokens = new ServerToServerTokens(
                    http,
                    new ServerToServer("a", "b", new HiddenText("c")),
                    URI.create("https://zoom.us/oauth/token"),
                    URI.create("https://api.zoom.us/v2"));

            // Then
            assertThat(tokens.base(named)).isEqualTo(URI.create(used));
        }
    }
}
