package io.qsstream.dashboard.refresh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qsstream.dashboard.view.RefreshView;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/** {@code /backfill} of an ingest instance's management port. */
final class IngestBackfills {

    /** What ingest says. */
    sealed interface Outcome {}

    record Known(RefreshView refresh) implements Outcome {}

    /** No backfill has this id, or no longer. */
    record Forgotten() implements Outcome {}

    /** @param line why, for whoever asked */
    record Unavailable(String line) implements Outcome {}

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final URI backfill;
    private final ObjectMapper mapper;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();

    IngestBackfills(URI management, ObjectMapper mapper) {
        this.backfill = URI.create(management + "/backfill");
        this.mapper = mapper;
    }

    /** @param kind meeting, webinar or session, as ingest calls them */
    Outcome submit(String kind, String accountId, String sessionId) {
        try {
            byte[] body = mapper.writeValueAsBytes(Map.of("kind", kind, "account", accountId, "session", sessionId));
            return ask(
                    HttpRequest.newBuilder(backfill)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body)),
                    off -> new Unavailable(
                            off.isEmpty()
                                    ? "Ingest calls no API of Zoom's: see qsstream.zoom-api in its configuration"
                                    : off));
        } catch (IOException e) {
            throw new IllegalStateException("Three texts are always JSON", e);
        }
    }

    /** @param id as ingest gave it */
    Outcome progress(String id) {
        return ask(HttpRequest.newBuilder(URI.create(backfill + "/" + id)).GET(), unknown -> new Forgotten());
    }

    /** @param missing what a 404 means, by the line that came with it, which may be empty */
    private Outcome ask(HttpRequest.Builder request, Function<String, Outcome> missing) {
        try {
            HttpResponse<byte[]> response =
                    client.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofByteArray());
            JsonNode json = mapper.readTree(response.body());
            if (response.statusCode() / 100 == 2) {
                return new Known(mapper.treeToValue(json, RefreshView.class));
            }
            String error = json.path("error").asText("");
            if (response.statusCode() == 404) {
                return missing.apply(error);
            }
            return new Unavailable(
                    error.isEmpty() ? "Ingest answered " + response.statusCode() + " to a backfill" : error);
        } catch (IOException e) {
            return new Unavailable("Ingest's management port gives no answer ("
                    + e.getClass().getSimpleName() + "): see qsstream.refresh.ingest");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Unavailable("The service stops");
        }
    }
}
