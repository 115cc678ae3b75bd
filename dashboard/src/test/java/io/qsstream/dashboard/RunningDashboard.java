package io.qsstream.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qsstream.dashboard.model.ReadModel;
import io.qsstream.schema.testing.TestBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The service in this JVM on free loopback ports. */
final class RunningDashboard implements AutoCloseable {

    static final String TOKEN = "a-token-of-the-tests-0123456789";

    final DashboardService service;
    final int port;
    final int managementPort = TestBroker.freePort();
    private final ObjectMapper mapper = new ObjectMapper();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** Nobody but the test fills the model. */
    static RunningDashboard withoutKafka(Map<String, Object> properties) {
        return new RunningDashboard(Map.of(), properties, false);
    }

    RunningDashboard(Map<String, String> variables, Map<String, Object> properties, boolean follow) {
        Map<String, String> environment = new HashMap<>();
        environment.put("DASHBOARD_API_TOKEN", TOKEN);
        environment.putAll(variables);
        environment.values().removeIf(String::isEmpty);
        Map<String, Object> all = new HashMap<>();
        all.put("micronaut.server.host", "127.0.0.1");
        all.put("micronaut.server.port", -1);
        all.put("endpoints.all.port", managementPort);
        all.put("qsstream.environment", "development");
        all.putAll(properties);
        service = DashboardService.start(environment, all, follow);
        port = service.port();
    }

    ReadModel model() {
        return service.context().getBean(ReadModel.class);
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    HttpResponse<String> get(String path) {
        return get(path, "Authorization", "Bearer " + TOKEN);
    }

    HttpResponse<String> get(String path, String... headers) {
        return send(uri(path), headers);
    }

    HttpResponse<String> post(String path, String... headers) {
        return send(HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.noBody()), headers);
    }

    HttpResponse<String> management(String path) {
        return send(URI.create("http://127.0.0.1:" + managementPort + path));
    }

    JsonNode json(String path) {
        HttpResponse<String> response = get(path);
        if (response.statusCode() != 200) {
            throw new AssertionError(path + " answered " + response.statusCode() + ": " + response.body());
        }
        return parse(response.body());
    }

    JsonNode parse(String body) {
        try {
            return mapper.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Listens to a stream. */
    Listener listen(String path, @Nullable String lastEventId) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + TOKEN);
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        return new Listener(client, request.build());
    }

    private HttpResponse<String> send(URI uri, String... headers) {
        return send(HttpRequest.newBuilder(uri), headers);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String... headers) {
        request.timeout(Duration.ofSeconds(15));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    /** What a browser asks before it lets another page's script use the API. */
    HttpResponse<String> preflight(String path, String origin) {
        return send(HttpRequest.newBuilder(uri(path))
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "GET")
                .header("Access-Control-Request-Headers", "authorization")
                .build());
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        service.stop();
        client.close();
    }
}
