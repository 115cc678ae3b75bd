package io.qsstream.ingest.zoom;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Zoom's REST API as qss-reference §4 has it, its traps included: pages of 1 unless asked otherwise and of 10 at most,
 * tokens of pages that expire, 429 by the second and by the day, HTTP 400 with code 200, strings where objects are
 * documented, apps that are revoked. Every method may be called from any thread.
 */
public final class FakeZoom implements AutoCloseable {

    public static final String ACCOUNT = "acc-1";
    public static final String CLIENT_ID = "client-id-1";
    public static final String CLIENT_SECRET = "client-secret-never-shown";
    public static final String SDK_KEY = "sdk-key-never-shown";
    public static final String SDK_SECRET = "sdk-secret-never-shown";

    /**
     * One user of a session.
     *
     * @param qos the elements of its {@code user_qos}
     * @param summed whether its summary has a figure
     */
    public record User(String id, List<ObjectNode> qos, boolean summed) {

        /** With a little sound at these times. */
        public static User at(String id, List<Instant> minutes) {
            List<ObjectNode> qos = new ArrayList<>();
            for (Instant minute : minutes) {
                ObjectNode blocks = JsonNodeFactory.instance.objectNode().put("date_time", minute.toString());
                blocks.putObject("audio_input").put("bitrate", "31 kbps").put("latency", "");
                blocks.put("video_input", "");
                qos.add(blocks);
            }
            return new User(id, qos, true);
        }
    }

    private record Session(List<User> users, boolean live) {}

    private final InstantSource time;
    private final WireMockServer server;
    /** By the path's part as it must come over the wire. */
    private final Map<String, Session> sessions = new HashMap<>();

    private final Map<String, String> ids = new LinkedHashMap<>();
    private final List<String> urls = new ArrayList<>();
    private final Set<String> tokens = new HashSet<>();
    private final ArrayDeque<Instant> lastSecond = new ArrayDeque<>();
    private int tokensIssued;
    private int pageTokensToExpire;
    private int troubles;
    private int perSecond = 40;
    private int perDay = 60_000;
    private int answered;
    private boolean serverToServerRevoked;
    private boolean videoSdkRevoked;
    private boolean subscribed = true;

    public FakeZoom(InstantSource time) {
        this.time = time;
        this.server = new WireMockServer(WireMockConfiguration.options()
                .bindAddress("127.0.0.1")
                .dynamicPort()
                .extensions(new Answering()));
        server.start();
        server.stubFor(any(anyUrl()));
    }

    public String url() {
        return "http://127.0.0.1:" + server.port();
    }

    /** A session; {@code encoded} is its id as it must be in a path. */
    public synchronized void session(String id, String encoded, boolean live, List<User> users) {
        sessions.put(encoded, new Session(users, live));
        ids.put(id, encoded);
    }

    /** As if there had never been one. */
    public synchronized void forget(String id) {
        sessions.remove(ids.remove(id));
    }

    public synchronized void revoke() {
        revokeServerToServer();
        videoSdkRevoked = true;
    }

    /** Meetings and webinars only: the Video SDK's app is another. */
    public synchronized void revokeServerToServer() {
        serverToServerRevoked = true;
        tokens.clear();
    }

    public synchronized void reinstate() {
        serverToServerRevoked = false;
        videoSdkRevoked = false;
    }

    /** Tokens die, the app lives: what a redeployment of Zoom's does. */
    public synchronized void forgetTokens() {
        tokens.clear();
    }

    public synchronized void expireNextPageTokens(int count) {
        pageTokensToExpire = count;
    }

    public synchronized void failNext(int count) {
        troubles = count;
    }

    public synchronized void allow(int aSecond, int aDay) {
        perSecond = aSecond;
        perDay = aDay;
    }

    public synchronized void unsubscribe() {
        subscribed = false;
    }

    /** Every request so far, as it came. */
    public synchronized List<String> urls() {
        return List.copyOf(urls);
    }

    public synchronized long tokenRequests() {
        return urls.stream().filter(each -> each.startsWith("/oauth")).count();
    }

    private synchronized ResponseDefinition answer(Request request) {
        String url = request.getUrl();
        urls.add(url);
        if (url.equals("/oauth/token")) {
            return token(request);
        }
        if (!isAuthorised(request.getHeader("authorization"))) {
            return error(401, 124, "Invalid access token.");
        }
        ResponseDefinition limited = limited();
        if (limited != null) {
            return limited;
        }
        if (troubles > 0) {
            troubles--;
            return new ResponseDefinitionBuilder()
                    .withStatus(503)
                    .withBody("<html>")
                    .build();
        }
        String path = url.substring("/v2".length()).split("\\?", 2)[0];
        if (path.equals("/videosdk/sessions")) {
            return sessions(request);
        }
        String[] parts = path.split("/");
        Session session = sessions.get(parts[3]);
        boolean summary = path.endsWith("qos_summary");
        boolean past = summary || parameter(request, "type", "live").equals("past");
        if (session == null || (session.live() && past)) {
            return error(404, 3001, "Meeting ID is invalid or not end.");
        }
        if (parts.length == 4) {
            return json(JsonNodeFactory.instance
                    .objectNode()
                    .put("user_count", session.users().size()));
        }
        if (parts.length == 7) {
            return user(session, parts[5]);
        }
        if (summary && !subscribed) {
            return error(400, 200, "Event subscription not found. Please subscribe to the event first.");
        }
        return users(request, parts[1].equals("videosdk") ? "users" : "participants", session, summary);
    }

    private ResponseDefinition token(Request request) {
        String expected =
                "Basic " + Base64.getEncoder().encodeToString((CLIENT_ID + ":" + CLIENT_SECRET).getBytes(UTF_8));
        boolean form = request.getBodyAsString().equals("grant_type=account_credentials&account_id=" + ACCOUNT);
        if (serverToServerRevoked || !expected.equals(request.getHeader("authorization")) || !form) {
            return new ResponseDefinitionBuilder()
                    .withStatus(400)
                    .withBody("{\"reason\":\"Invalid client_id or client_secret\",\"error\":\"invalid_client\"}")
                    .build();
        }
        String token = "access-token-never-shown-" + ++tokensIssued;
        tokens.add(token);
        return json(JsonNodeFactory.instance
                .objectNode()
                .put("access_token", token)
                .put("token_type", "bearer")
                .put("expires_in", 3599)
                .put("api_url", url()));
    }

    private boolean isAuthorised(String header) {
        if (header == null || !header.startsWith("Bearer ")) {
            return false;
        }
        String token = header.substring("Bearer ".length());
        return tokens.contains(token) || (!videoSdkRevoked && isJwt(token));
    }

    private boolean isJwt(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return false;
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SDK_SECRET.getBytes(UTF_8), "HmacSHA256"));
            String signature = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal((parts[0] + "." + parts[1]).getBytes(UTF_8)));
            var claims = new ObjectMapper().readTree(Base64.getUrlDecoder().decode(parts[1]));
            long now = time.instant().getEpochSecond();
            return signature.equals(parts[2])
                    && SDK_KEY.equals(claims.path("iss").asText())
                    && claims.path("iat").asLong() <= now
                    && claims.path("exp").asLong() > now
                    && claims.path("exp").asLong() - claims.path("iat").asLong() <= 3600;
        } catch (Exception e) {
            return false;
        }
    }

    private ResponseDefinition limited() {
        Instant now = time.instant();
        while (!lastSecond.isEmpty() && !lastSecond.peekFirst().isAfter(now.minusSeconds(1))) {
            lastSecond.removeFirst();
        }
        if (answered >= perDay) {
            return new ResponseDefinitionBuilder()
                    .withStatus(429)
                    .withHeader("Retry-After", now.plusSeconds(7200).toString())
                    .withHeader("X-RateLimit-Type", "Daily-limit")
                    .withBody(
                            "{\"code\":429,\"message\":\"You have reached the maximum daily rate limit for this API.\"}")
                    .build();
        }
        if (lastSecond.size() >= perSecond) {
            return error(429, 429, "You have reached the maximum per-second rate limit for this API. Try again later.");
        }
        lastSecond.addLast(now);
        answered++;
        return null;
    }

    private ResponseDefinition sessions(Request request) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        ids.forEach((id, encoded) -> all.addObject()
                .put("id", id)
                .put("user_count", sessions.get(encoded).users().size())
                .put("duration", "00:10:00"));
        return page(request, "sessions", all, 30, 300);
    }

    private ResponseDefinition users(Request request, String list, Session session, boolean summary) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (User user : session.users()) {
            ObjectNode each = all.addObject();
            each.put(list.equals("users") ? "id" : summary ? "participant_id" : "user_id", user.id());
            each.put(list.equals("users") ? "name" : "user_name", "Name of " + user.id());
            if (summary) {
                ArrayNode qos = each.putArray("qos");
                if (user.summed()) {
                    qos.addObject()
                            .put("type", "audio_input")
                            .putObject("details")
                            .put("avg_bitrate", "27.15 Kbps");
                }
            } else {
                each.putArray("user_qos").addAll(user.qos());
            }
        }
        if (!session.users().isEmpty()) {
            all.add("a string where an object is documented");
        }
        return page(request, list, all, 1, 10);
    }

    private ResponseDefinition page(Request request, String list, ArrayNode all, int usual, int most) {
        int size = Math.min(most, Integer.parseInt(parameter(request, "page_size", "" + usual)));
        String token = parameter(request, "next_page_token", "");
        if (!token.isEmpty() && pageTokensToExpire > 0) {
            pageTokensToExpire--;
            return error(400, 300, "The next page token is invalid or expired.");
        }
        int from = token.isEmpty() ? 0 : Integer.parseInt(token.substring("page+/=".length()));
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        ArrayNode elements = page.putArray(list);
        for (int i = from; i < Math.min(all.size(), from + size); i++) {
            elements.add(all.get(i));
        }
        page.put("page_size", size);
        page.put("next_page_token", from + size < all.size() ? "page+/=" + (from + size) : "");
        return json(page);
    }

    private static ResponseDefinition user(Session session, String id) {
        ObjectNode found = JsonNodeFactory.instance.objectNode();
        session.users().stream().filter(user -> user.id().equals(id)).forEach(user -> {
            found.put("id", id).put("name", "Name of " + id);
            found.putArray("user_qos").addAll(user.qos());
        });
        return found.isEmpty() ? error(404, 3001, "User does not exist.") : json(found);
    }

    private static String parameter(Request request, String name, String otherwise) {
        var parameter = request.queryParameter(name);
        return parameter.isPresent() ? parameter.firstValue() : otherwise;
    }

    private static ResponseDefinition json(ObjectNode body) {
        return new ResponseDefinitionBuilder()
                .withStatus(200)
                .withHeader("Content-Type", "application/json")
                .withBody(body.toString())
                .build();
    }

    private static ResponseDefinition error(int status, int code, String message) {
        return new ResponseDefinitionBuilder()
                .withStatus(status)
                .withBody("{\"code\":" + code + ",\"message\":\"" + message + "\"}")
                .build();
    }

    @Override
    public void close() {
        server.stop();
    }

    private final class Answering implements ResponseDefinitionTransformerV2 {
        @Override
        public ResponseDefinition transform(ServeEvent event) {
            return answer(event.getRequest());
        }

        @Override
        public String getName() {
            return "zoom";
        }
    }
}
