package io.qsstream.local.stack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/** How a component shows that it is ready. */
public sealed interface Readiness {

    /** Ready when a GET is answered 200. */
    record Http(URI uri) implements Readiness {}

    /** Ready when an admin client sees the broker. */
    record KafkaBroker(String bootstrapServers) implements Readiness {}

    /** Asks once. */
    default boolean holds(HttpClient client) throws InterruptedException {
        return switch (this) {
            case Http http -> answers200(client, http.uri());
            case KafkaBroker broker -> brokerIsSeen(broker.bootstrapServers());
        };
    }

    private static boolean answers200(HttpClient client, URI uri) throws InterruptedException {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(3)).build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean brokerIsSeen(String servers) throws InterruptedException {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", servers, "default.api.timeout.ms", 5_000, "request.timeout.ms", 4_000);
        // By port first: an admin client that finds nobody fills the log with warnings.
        if (!Ports.somebodyListens(Integer.parseInt(servers.substring(servers.lastIndexOf(':') + 1)))) {
            return false;
        }
        try (Admin admin = Admin.create(settings)) {
            return !admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).isEmpty();
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }
}
