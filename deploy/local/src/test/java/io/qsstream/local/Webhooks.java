package io.qsstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qsstream.local.simulate.Signature;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;

/** Single webhooks, signed and posted to a running stack. */
final class Webhooks {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** One Video SDK user's measures at one time, good but for the latency that is given. */
    static ObjectNode sample(Instant time, String sessionId, String userId, String name, int latencyMs)
            throws IOException {
        try (InputStream body = Webhooks.class.getResourceAsStream("/fixtures/events/session.user_qos.json")) {
            ObjectNode event = (ObjectNode) JSON.readTree(body);
            event.put("event_ts", time.toEpochMilli());
            ObjectNode object = (ObjectNode) event.at("/payload/object");
            object.put("session_id", sessionId);
            ObjectNode user = (ObjectNode) object.get("user");
            user.put("id", userId).put("name", name).remove("user_key");
            for (JsonNode item : user.withArray("qos")) {
                ((ObjectNode) item).put("date_time", time.toString());
                ObjectNode details = (ObjectNode) item.get("details");
                if (details.has("latency")) {
                    details.put("latency", latencyMs + " ms")
                            .put("jitter", "5 ms")
                            .put("avg_loss", "0.1%")
                            .put("max_loss", "0.4%");
                }
            }
            return event;
        }
    }

    static void post(RunningStack stack, ObjectNode event) throws Exception {
        post(stack, event, Map.of());
    }

    static void post(RunningStack stack, ObjectNode event, Map<String, String> headers) throws Exception {
        byte[] body = JSON.writeValueAsBytes(event);
        Instant now = Instant.now();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(stack.url("webhook")))
                .header("content-type", "application/json; charset=utf-8")
                .header("x-zm-request-timestamp", Long.toString(now.getEpochSecond()))
                .header(
                        "x-zm-signature",
                        Signature.of(stack.stackFile().path("secret").asText(), now, body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        assertThat(CLIENT.send(request.build(), HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .isBetween(200, 204);
    }

    private Webhooks() {}
}
