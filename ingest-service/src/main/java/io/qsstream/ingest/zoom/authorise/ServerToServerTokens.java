package io.qsstream.ingest.zoom.authorise;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qsstream.ingest.zoom.settings.HiddenText;
import io.qsstream.ingest.zoom.settings.ZoomApiSettings;
import io.qsstream.ingest.zoom.settings.ZoomCredentials.ServerToServer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Server-to-Server OAuth tokens (qss-reference §4.1). One caller renews, the others wait and take what it got, be it a
 * failure: a storm of callers is one request.
 */
public final class ServerToServerTokens implements Authorisation {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration MARGIN = Duration.ofMinutes(1);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);
    /** For how long a failure is the answer to whoever asks. */
    private static final Duration FAILURE_STANDS = Duration.ofSeconds(5);

    private final HttpClient http;
    private final ServerToServer credentials;
    private final URI oauth;
    private final URI globalBase;
    private final ReentrantLock renewing = new ReentrantLock();

    private volatile @Nullable Bearer current;
    private @Nullable Authorised failure;
    private Instant failureStandsUntil = Instant.MIN;

    /** @param globalBase the API's base, with {@code /v2}, where the token names none */
    public ServerToServerTokens(HttpClient http, ServerToServer credentials, URI oauth, URI globalBase) {
        this.http = http;
        this.credentials = credentials;
        this.oauth = oauth;
        this.globalBase = globalBase;
    }

    @Override
    public Authorised authorise(Instant now) throws InterruptedException {
        Bearer known = current;
        if (known != null && now.isBefore(known.expires())) {
            return new Authorised.Granted(known);
        }
        renewing.lockInterruptibly();
        try {
            known = current;
            if (known != null && now.isBefore(known.expires())) {
                return new Authorised.Granted(known);
            }
            if (failure != null && now.isBefore(failureStandsUntil)) {
                return failure;
            }
            Authorised renewed = renew(now);
            if (renewed instanceof Authorised.Granted granted) {
                current = granted.bearer();
                failure = null;
            } else {
                failure = renewed;
                failureStandsUntil = now.plus(FAILURE_STANDS);
            }
            return renewed;
        } finally {
            renewing.unlock();
        }
    }

    @Override
    public void forget(Bearer refused) {
        renewing.lock();
        try {
            if (refused.equals(current)) {
                current = null;
            }
        } finally {
            renewing.unlock();
        }
    }

    private Authorised renew(Instant now) throws InterruptedException {
        String basic = Base64.getEncoder()
                .encodeToString((credentials.clientId()
                                + ':'
                                + credentials.clientSecret().reveal())
                        .getBytes(UTF_8));
        HttpRequest request = HttpRequest.newBuilder(oauth)
                .timeout(ANSWER_WITHIN)
                .header("authorization", "Basic " + basic)
                .header("content-type", "application/x-www-form-urlencoded")
                .header("accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=account_credentials&account_id="
                        + URLEncoder.encode(credentials.accountId(), UTF_8)))
                .build();
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return read(response.statusCode(), response.body(), now);
        } catch (IOException e) {
            // Its message may hold an address; its class says enough.
            return new Authorised.Failed(e.getClass().getSimpleName());
        }
    }

    private Authorised read(int status, byte[] body, Instant now) {
        if (status == 400 || status == 401 || status == 403) {
            return new Authorised.Denied();
        }
        if (status != 200) {
            return new Authorised.Failed("status " + status);
        }
        try {
            JsonNode json = JSON.readTree(body);
            String token = json.path("access_token").asText("");
            if (token.isEmpty() || token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
                return new Authorised.Failed("no token in the answer");
            }
            Duration life =
                    Duration.ofSeconds(Math.clamp(json.path("expires_in").asLong(3600), 120, 86_400));
            return new Authorised.Granted(new Bearer(
                    new HiddenText(token),
                    base(json.path("api_url").asText("")),
                    now.plus(life).minus(MARGIN)));
        } catch (IOException e) {
            return new Authorised.Failed("not JSON");
        }
    }

    /** The account's regional base, if it is Zoom's: a token goes nowhere else. */
    URI base(String apiUrl) {
        if (apiUrl.isEmpty()) {
            return globalBase;
        }
        try {
            URI regional = URI.create(apiUrl);
            String host = regional.getHost() == null ? "" : regional.getHost().toLowerCase(Locale.ROOT);
            boolean zooms = host.endsWith(".zoom.us") || host.endsWith(".zoomgov.com") || host.equals(oauth.getHost());
            boolean plain = regional.getUserInfo() == null && regional.getQuery() == null;
            if (zooms && plain && ZoomApiSettings.isSafe(regional)) {
                return URI.create(regional.getScheme() + "://" + regional.getRawAuthority() + "/v2");
            }
        } catch (IllegalArgumentException e) {
            // The global base always works.
        }
        return globalBase;
    }
}
