package io.qsstream.local.stack;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a stack is made of.
 *
 * @param home the repository's root
 * @param data where everything that is kept goes
 * @param portOffset added to every default port
 * @param secret Zoom's webhook secret token
 * @param dashboardToken bearer token of API and page
 * @param window size of the windows
 * @param grace how long a window waits for stragglers
 * @param cadence of the simulated users
 * @param alertmanagers base URLs that the dashboard tells of alerts, comma-separated; empty for none
 * @param tracing base URL of a collector that ingest and processor send every trace to; empty for none
 * @param dataOut where Kafka Connect writes for analysts
 */
public record StackSettings(
        Path home,
        Path data,
        int portOffset,
        String secret,
        String dashboardToken,
        Duration window,
        Duration grace,
        Duration cadence,
        String alertmanagers,
        String tracing,
        Optional<DataOut> dataOut) {

    public StackSettings {
        home = home.toAbsolutePath().normalize();
        data = data.toAbsolutePath().normalize();
    }

    int port(int standard) {
        return standard + portOffset;
    }

    public Path logs() {
        return data.resolve("logs");
    }

    public String kafka() {
        return "127.0.0.1:" + port(9092);
    }

    /** The registry's Confluent API. */
    public URI registry() {
        return http(8081, "/apis/ccompat/v7");
    }

    public URI webhook() {
        return http(8080, "/webhooks/zoom");
    }

    /** The page, and below it the API. */
    public URI dashboard() {
        return http(8082, "/");
    }

    URI http(int standardPort, String path) {
        return URI.create("http://127.0.0.1:" + port(standardPort) + path);
    }

    @Override
    public String toString() {
        return "StackSettings[data=" + data + ", portOffset=" + portOffset + "]";
    }
}
