package io.qsstream.schema.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qsstream.schema.registry.RegistrySettings.Endpoint;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.DoubleSupplier;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Speaks Confluent's Schema Registry REST API, as Confluent, Apicurio, Karapace and Redpanda serve it.
 *
 * <p>A request goes to the URL that answered last, then to the others; after a round without an answer it pauses and
 * starts over. No answer is a failed connection, a time-out, 5xx or 429; any other 4xx is an answer.
 */
final class HttpSchemaRegistryClient implements SchemaRegistryClient {

    /** Lets time pass between rounds. */
    interface Pause {
        void of(Duration duration) throws InterruptedException;
    }

    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final ObjectMapper JSON = new ObjectMapper();

    // Error codes of the REST API. Apicurio sends 409 where Confluent sends 40901, and 40401 where it sends 40408.
    private static final int SUBJECT_NOT_FOUND = 40401;
    private static final int VERSION_NOT_FOUND = 40402;
    private static final int SCHEMA_NOT_FOUND = 40403;
    private static final int NO_LEVEL_OF_ITS_OWN = 40408;
    private static final int INCOMPATIBLE = 40901;

    private record SubjectSchema(String subject, String schema) {}

    private final RegistrySettings settings;
    private final Pause pause;
    private final DoubleSupplier jitter;
    private final HttpClient http;
    private final ConcurrentMap<SubjectSchema, Integer> ids = new ConcurrentHashMap<>();
    private final ConcurrentMap<Integer, Schema> schemas = new ConcurrentHashMap<>();
    /** Index of the URL that answered last. */
    private volatile int preferred;

    HttpSchemaRegistryClient(RegistrySettings settings) {
        this(settings, Thread::sleep, () -> ThreadLocalRandom.current().nextDouble());
    }

    /** @param jitter gives values from 0 to below 1 */
    HttpSchemaRegistryClient(RegistrySettings settings, Pause pause, DoubleSupplier jitter) {
        this.settings = settings;
        this.pause = pause;
        this.jitter = jitter;
        this.http = HttpClient.newBuilder()
                // An upgrade offer to HTTP/2 is refused by some proxies, and saves nothing here.
                .version(HttpClient.Version.HTTP_1_1)
                // A redirect would carry the credentials elsewhere.
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.connectTimeout())
                .build();
    }

    @Override
    public int register(String subject, Schema schema) {
        String text = schema.toString();
        return ids.computeIfAbsent(new SubjectSchema(subject, text), key -> switch (call(
                "POST", subjectPath(subject) + "/versions", schemaBody(text))) {
            case Answer.Ok ok -> ok.id();
            case Answer.Not not ->
                throw not.status() == 409 || not.code() == INCOMPATIBLE
                        ? new SchemaRegistryException.Incompatible(subject, not.message())
                        : not.refused();
        });
    }

    @Override
    public int idOf(String subject, Schema schema) {
        String text = schema.toString();
        return ids.computeIfAbsent(new SubjectSchema(subject, text), key -> switch (call(
                "POST", subjectPath(subject), schemaBody(text))) {
            case Answer.Ok ok -> ok.id();
            case Answer.Not not ->
                throw not.code() == SUBJECT_NOT_FOUND || not.code() == SCHEMA_NOT_FOUND
                        ? new SchemaRegistryException.Unknown("Subject " + subject + " does not know schema "
                                + schema.getFullName() + " as this build has it (" + not.code()
                                + "): register it first, or set auto.register.schemas=true in development")
                        : not.refused();
        });
    }

    @Override
    public Schema byId(int id) {
        return schemas.computeIfAbsent(id, key -> switch (call("GET", "/schemas/ids/" + id, null)) {
            case Answer.Ok ok -> ok.schema();
            case Answer.Not not ->
                throw not.code() == SCHEMA_NOT_FOUND
                        ? new SchemaRegistryException.Unknown("No schema has id " + id + " in the registry "
                                + settings.endpoints() + ": check that the writer of the record uses the same registry")
                        : not.refused();
        });
    }

    @Override
    public RegisteredSchema latest(String subject) {
        return switch (call("GET", subjectPath(subject) + "/versions/latest", null)) {
            case Answer.Ok ok -> new RegisteredSchema(ok.id(), ok.schema());
            case Answer.Not not ->
                throw not.code() == SUBJECT_NOT_FOUND || not.code() == VERSION_NOT_FOUND
                        ? new SchemaRegistryException.Unknown("Subject " + subject + " has no schema (" + not.code()
                                + "): register one first, or set auto.register.schemas=true in development")
                        : not.refused();
        };
    }

    @Override
    public void setCompatibility(String subject, CompatibilityLevel level) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("compatibility", level.name());
        switch (call("PUT", configPath(subject), body.toString())) {
            case Answer.Ok ok -> {}
            case Answer.Not not -> throw not.refused();
        }
    }

    @Override
    public Optional<CompatibilityLevel> compatibility(String subject) {
        return switch (call("GET", configPath(subject), null)) {
            case Answer.Ok ok -> Optional.of(ok.level());
            case Answer.Not not -> {
                if (not.code() == SUBJECT_NOT_FOUND || not.code() == NO_LEVEL_OF_ITS_OWN) {
                    yield Optional.empty();
                }
                throw not.refused();
            }
        };
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    @Override
    public String toString() {
        return "Schema registry " + settings.endpoints();
    }

    private sealed interface Answer {

        /** 2xx with JSON. */
        record Ok(String request, JsonNode body) implements Answer {

            int id() {
                JsonNode id = body.path("id");
                if (!id.isInt()) {
                    throw unexpected("id");
                }
                return id.intValue();
            }

            Schema schema() {
                JsonNode schema = body.path("schema");
                // Registries leave the type out where it is Avro.
                String type = body.path("schemaType").asText("AVRO");
                if (!schema.isTextual()) {
                    throw unexpected("schema");
                }
                if (!type.equals("AVRO")) {
                    throw new SchemaRegistryException.Refused(
                            request + " gave a schema of type " + type + ", but only AVRO is read here");
                }
                if (!body.path("references").isEmpty()) {
                    throw new SchemaRegistryException.Refused(request
                            + " gave a schema that refers to others, but only self-contained schemas are read here");
                }
                try {
                    // A writer's odd default is its own affair: defaults of the reader alone are used.
                    return new Schema.Parser().setValidateDefaults(false).parse(schema.textValue());
                } catch (SchemaParseException e) {
                    throw new SchemaRegistryException.Refused(request + " gave a schema that Avro cannot parse: "
                            + SchemaRegistryException.oneLine(String.valueOf(e.getMessage())));
                }
            }

            CompatibilityLevel level() {
                String level = body.path("compatibilityLevel").asText();
                try {
                    return CompatibilityLevel.valueOf(level);
                } catch (IllegalArgumentException e) {
                    throw unexpected("compatibilityLevel");
                }
            }

            private SchemaRegistryException unexpected(String field) {
                return new SchemaRegistryException.Refused(request + " answered without a usable " + field
                        + ": check that schema.registry.url is a schema registry's, path included");
            }
        }

        /** Any other answer; the code is 0 where the body has none. */
        record Not(String request, int status, int code, String message) implements Answer {

            SchemaRegistryException refused() {
                String advice;
                if (status == 401 || status == 403) {
                    advice = "check basic.auth.credentials.source and basic.auth.user.info, or bearer.auth.token, and"
                            + " what the registry permits";
                } else if (code == 0) {
                    advice = "check that schema.registry.url is a schema registry's, path included (Apicurio:"
                            + " /apis/ccompat/v7)";
                } else {
                    advice = SchemaRegistryException.oneLine(code + " " + message);
                }
                return new SchemaRegistryException.Refused(request + " was answered " + status + ": " + advice);
            }
        }
    }

    private Answer call(String method, String path, @Nullable String body) {
        for (int round = 0; ; round++) {
            Map<Endpoint, String> failures = new LinkedHashMap<>();
            int first = preferred;
            for (int i = 0; i < settings.endpoints().size(); i++) {
                int index = (first + i) % settings.endpoints().size();
                Endpoint endpoint = settings.endpoints().get(index);
                try {
                    HttpResponse<String> response = send(request(endpoint, method, path, body));
                    int status = response.statusCode();
                    if (status < 500 && status != 429) {
                        preferred = index;
                        return answer(method + " " + endpoint.url() + path, response);
                    }
                    failures.put(endpoint, Integer.toString(status));
                } catch (TimeoutException e) {
                    failures.put(
                            endpoint, "no answer in " + settings.readTimeout().toMillis() + " ms");
                } catch (ExecutionException e) {
                    failures.put(endpoint, reason(e));
                }
            }
            if (round == settings.maxRetries()) {
                throw new SchemaRegistryException.Unavailable("Schema registry did not answer in " + (round + 1)
                        + " rounds: " + failures
                        + ": check schema.registry.url, the network and that the registry runs");
            }
            rest(round);
        }
    }

    private HttpResponse<String> send(HttpRequest request) throws ExecutionException, TimeoutException {
        CompletableFuture<HttpResponse<String>> answer =
                http.sendAsync(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
        try {
            // HttpRequest.timeout ends with the headers; this covers the body too.
            return answer.get(
                    settings.connectTimeout().plus(settings.readTimeout()).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } finally {
            answer.cancel(true);
        }
    }

    private HttpRequest request(Endpoint endpoint, String method, String path, @Nullable String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(endpoint.url() + path))
                .timeout(settings.readTimeout())
                .header("Accept", CONTENT_TYPE + ", application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", CONTENT_TYPE);
        }
        endpoint.authorization().ifPresent(value -> request.header("Authorization", value));
        return request.build();
    }

    private static Answer answer(String request, HttpResponse<String> response) {
        JsonNode body;
        try {
            body = JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            body = JsonNodeFactory.instance.missingNode();
        }
        if (response.statusCode() / 100 == 2 && body.isObject()) {
            return new Answer.Ok(request, body);
        }
        return new Answer.Not(
                request,
                response.statusCode(),
                body.path("error_code").asInt(),
                body.path("message").asText());
    }

    /** Full jitter: any time up to the bound, so that many clients do not return at once. */
    private void rest(int round) {
        double bound =
                Math.min(settings.maxPause().toMillis(), settings.firstPause().toMillis() * Math.pow(2, round));
        try {
            pause.of(Duration.ofMillis((long) (bound * jitter.getAsDouble())));
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static String reason(ExecutionException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause.getClass().getSimpleName();
    }

    private static String schemaBody(String schema) {
        return JsonNodeFactory.instance.objectNode().put("schema", schema).toString();
    }

    private static String subjectPath(String subject) {
        return "/subjects/" + encoded(subject);
    }

    private static String configPath(String subject) {
        return "/config/" + encoded(subject);
    }

    private static String encoded(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
