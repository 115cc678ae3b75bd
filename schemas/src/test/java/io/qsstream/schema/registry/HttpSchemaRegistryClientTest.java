package io.qsstream.schema.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against the recorded answers of both registries, and against what goes wrong on the way. */
class HttpSchemaRegistryClientTest {

    private static final String CONFLUENT = "confluent-rest-8.3.1.txt";
    private static final String APICURIO = "apicurio-ccompat-3.3.3.txt";

    private static final Schema V1 =
            schema("{'type':'record','name':'Order','namespace':'t'," + "'fields':[{'name':'id','type':'string'}]}");
    private static final Schema V2 = schema("{'type':'record','name':'Order','namespace':'t','fields':["
            + "{'name':'id','type':'string'},{'name':'note','type':['null','string'],'default':null}]}");

    private final ScriptedRegistry registry = new ScriptedRegistry();
    private final List<Duration> pauses = new ArrayList<>();
    private final List<SchemaRegistryClient> clients = new ArrayList<>();

    @AfterEach
    void close() {
        clients.forEach(SchemaRegistryClient::close);
        registry.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {CONFLUENT, APICURIO})
    void registersAsRecordedAndAsksOnce(String file) throws Exception {
        // Given
        registry.answers(Recording.of(file).call("register-v1"));
        SchemaRegistryClient client = client(Map.of());

        // When
        List<Integer> ids = List.of(client.register("orders-value", V1), client.register("orders-value", V1));

        // Then
        assertThat(ids).containsExactly(1, 1);
        assertThat(registry.asked()).hasSize(1);
        ScriptedRegistry.Asked asked = registry.asked().getFirst();
        assertThat(asked.line()).isEqualTo("POST /subjects/orders-value/versions");
        assertThat(asked.contentType()).isEqualTo("application/vnd.schemaregistry.v1+json");
        assertThat(asked.authorization()).isNull();
        assertThat(schema(
                        new ObjectMapper().readTree(asked.body()).get("schema").asText()))
                .isEqualTo(V1);
    }

    @Test
    void theSameSchemaOfAnotherSubjectIsAskedAnew() {
        // Given
        registry.answers(200, "{\"id\":1}").answers(200, "{\"id\":7}");
        SchemaRegistryClient client = client(Map.of());

        // When
        List<Integer> ids = List.of(client.register("orders-value", V1), client.register("orders2-value", V1));

        // Then
        assertThat(ids).containsExactly(1, 7);
    }

    @Test
    void manyThreadsAskOnce() throws Exception {
        // Given
        registry.answers(200, "{\"id\":1}").answers(200, "{\"schema\":\"\\\"string\\\"\"}");
        SchemaRegistryClient client = client(Map.of());
        Callable<Object> ask = () -> client.register("orders-value", V1) + " " + client.byId(1);

        // When
        List<Object> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (Future<Object> answer : threads.invokeAll(Collections.nCopies(32, ask))) {
                answers.add(answer.get());
            }
        }

        // Then
        assertThat(answers).hasSize(32).containsOnly("1 \"string\"");
        assertThat(registry.asked()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({CONFLUENT + ",register-v3-incompatible", APICURIO + ",409"})
    void anIncompatibleSchemaIsOneLineThatNamesTheSubject(String file, String call) {
        // Given Confluent's recorded answer, and Apicurio's as it gives it at level FULL_TRANSITIVE
        if (call.equals("409")) {
            registry.answers(
                    409,
                    "{\"message\":\"io.apicurio.registry.rules.violation.RuleViolationException: Incompatible artifact:"
                            + " orders-value [AVRO]\",\"error_code\":409}");
        } else {
            registry.answers(Recording.of(file).call(call));
        }
        SchemaRegistryClient client = client(Map.of());

        // When, then
        assertThatThrownBy(() -> client.register("orders-value", V2))
                .isInstanceOf(SchemaRegistryException.Incompatible.class)
                .hasMessageStartingWith("Subject orders-value refuses the schema as incompatible")
                .hasMessageNotContaining("\n");
        assertThat(registry.asked()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {CONFLUENT, APICURIO})
    void anUnknownIdIsUnknown(String file) {
        // Given
        registry.answers(Recording.of(file).call("id999"));
        SchemaRegistryClient client = client(Map.of());

        // When, then
        assertThatThrownBy(() -> client.byId(999))
                .isInstanceOf(SchemaRegistryException.Unknown.class)
                .hasMessageContainingAll("999", registry.url());
        assertThat(registry.asked()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        CONFLUENT + ",lookup-missing-schema",
        CONFLUENT + ",lookup-missing-subject",
        APICURIO + ",lookup-missing-subject"
    })
    void lookingUpWhatIsNotThereIsUnknown(String file, String call) {
        // Given
        registry.answers(Recording.of(file).call(call));
        SchemaRegistryClient client = client(Map.of());

        // When, then
        assertThatThrownBy(() -> client.idOf("none-value", V1))
                .isInstanceOf(SchemaRegistryException.Unknown.class)
                .hasMessageContainingAll("none-value", "t.Order", "4040");
    }

    @ParameterizedTest
    @ValueSource(strings = {CONFLUENT, APICURIO})
    void aSchemaIsReadByIdOnceWhateverElseTheAnswerHolds(String file) {
        // Given Confluent's answer holds subject, version, guid, type and time besides; Apicurio's the schema alone
        registry.answers(
                200,
                file.equals(CONFLUENT)
                        ? "{\"subject\":\"orders2-value\",\"version\":1,\"guid\":\"5ab9ffef\",\"schemaType\":\"AVRO\","
                                + "\"schema\":" + quoted(V1) + ",\"ts\":1,\"deleted\":false}"
                        : Recording.of(file).call("id1").body());
        SchemaRegistryClient client = client(Map.of());

        // When
        List<Schema> read = List.of(client.byId(1), client.byId(1));

        // Then
        assertThat(read).containsExactly(V1, V1);
        assertThat(registry.asked()).hasSize(1);
        assertThat(registry.asked().getFirst().line()).isEqualTo("GET /schemas/ids/1");
    }

    @Test
    void theLatestVersionIsAskedEachTimeAndFieldsMayStandInAnyOrder() {
        // Given
        registry.answers(200, "{\"subject\":\"orders-value\",\"version\":1,\"id\":1,\"schema\":" + quoted(V1) + "}")
                .answers(200, "{\"schema\":" + quoted(V2) + ",\"schemaType\":\"AVRO\",\"id\":3}");
        SchemaRegistryClient client = client(Map.of());

        // When
        List<RegisteredSchema> latest = List.of(client.latest("orders-value"), client.latest("orders-value"));

        // Then
        assertThat(latest).containsExactly(new RegisteredSchema(1, V1), new RegisteredSchema(3, V2));
    }

    @ParameterizedTest
    @ValueSource(strings = {CONFLUENT, APICURIO})
    void aSubjectWithoutVersionsHasNoLatest(String file) {
        // Given
        registry.answers(Recording.of(file).call("missing-subject"));
        SchemaRegistryClient client = client(Map.of());

        // When, then
        assertThatThrownBy(() -> client.latest("none-value"))
                .isInstanceOf(SchemaRegistryException.Unknown.class)
                .hasMessageContaining("none-value");
    }

    @ParameterizedTest
    @ValueSource(strings = {CONFLUENT, APICURIO})
    void aLevelIsSetAndRead(String file) {
        // Given
        Recording recording = Recording.of(file);
        registry.answers(recording.call("put-config-subject"))
                .answers(recording.call("get-config-subject"))
                .answers(recording.call("get-config-none"));
        SchemaRegistryClient client = client(Map.of());

        // When
        client.setCompatibility("orders-value", CompatibilityLevel.FULL_TRANSITIVE);

        // Then
        assertThat(client.compatibility("orders-value")).contains(CompatibilityLevel.FULL_TRANSITIVE);
        assertThat(client.compatibility("none-value")).isEmpty();
        assertThat(registry.asked().getFirst().line()).isEqualTo("PUT /config/orders-value");
        assertThat(registry.asked().getFirst().body()).isEqualTo("{\"compatibility\":\"FULL_TRANSITIVE\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {CONFLUENT, APICURIO})
    void anInvalidSchemaIsRefusedWithTheRegistrysReason(String file) {
        // Given
        registry.answers(Recording.of(file).call("register-invalid"));
        SchemaRegistryClient client = client(Map.of());

        // When, then
        assertThatThrownBy(() -> client.register("orders-value", V1))
                .isInstanceOf(SchemaRegistryException.Refused.class)
                .hasMessageContainingAll("422", "42201", "/subjects/orders-value/versions");
        assertThat(pauses).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504, 429})
    void aServersTroubleIsAskedAgainAfterAPause(int status) {
        // Given
        registry.answers(status, "{\"error_code\":50001,\"message\":\"Error in the backend data store\"}")
                .answers(200, "{\"id\":1}");
        SchemaRegistryClient client = client(Map.of());

        // When
        int id = client.register("orders-value", V1);

        // Then
        assertThat(id).isEqualTo(1);
        assertThat(pauses).hasSize(1);
    }

    @Test
    void pausesDoubleUpToTheMostAndThenTheRegistryIsUnavailable() {
        // Given
        for (int i = 0; i < 6; i++) {
            registry.answers(503, "");
        }
        SchemaRegistryClient client =
                client(Map.of("max.retries", "5", "retries.wait.ms", "100", "retries.max.wait.ms", "500"));

        // When, then
        assertThatThrownBy(() -> client.register("orders-value", V1))
                .isInstanceOf(SchemaRegistryException.Unavailable.class)
                .hasMessageContainingAll(registry.url(), "503", "6 rounds", "check schema.registry.url");
        // A jitter of one half
        assertThat(pauses).extracting(Duration::toMillis).containsExactly(50L, 100L, 200L, 250L, 250L);
        assertThat(registry.asked()).hasSize(6);
    }

    @Test
    void aDeadFirstUrlIsPassedOverAtOnce() throws IOException {
        // Given
        registry.answers(200, "{\"id\":1}");
        SchemaRegistryClient client =
                client(Map.of(RegistrySettings.URL, "http://127.0.0.1:" + unusedPort() + ", " + registry.url() + "/"));

        // When
        int id = client.register("orders-value", V1);

        // Then
        assertThat(id).isEqualTo(1);
        assertThat(pauses).isEmpty();
    }

    @Test
    void theUrlThatAnsweredLastIsAskedFirst() {
        // Given
        registry.answers(200, "{\"id\":1}").answers(200, "{\"id\":2}");
        try (ScriptedRegistry sick = new ScriptedRegistry()) {
            sick.answers(503, "");
            SchemaRegistryClient client = client(Map.of(RegistrySettings.URL, sick.url() + "," + registry.url()));

            // When
            List<Integer> ids = List.of(client.register("orders-value", V1), client.register("orders-value", V2));

            // Then
            assertThat(ids).containsExactly(1, 2);
            assertThat(sick.asked()).hasSize(1);
        }
    }

    @Test
    void anUnreachableRegistryIsOneLineThatNamesEveryUrlButNoPassword() throws IOException {
        // Given
        String first = "127.0.0.1:" + unusedPort();
        String second = "127.0.0.1:" + unusedPort() + "/apis/ccompat/v7";
        SchemaRegistryClient client =
                client(Map.of(RegistrySettings.URL, "http://user:hush%40@" + first + ",http://user:hush%40@" + second));

        // When, then
        assertThatThrownBy(() -> client.byId(1))
                .isInstanceOf(SchemaRegistryException.Unavailable.class)
                .hasMessageContainingAll("http://" + first, "http://" + second, "ConnectException", "check")
                .hasMessageNotContainingAny("hush", "user", "\n");
        assertThat(client.toString()).doesNotContain("hush", "user");
    }

    @Test
    void aStalledBodyTimesOut() {
        // Given
        registry.stalls().answers(200, "{\"id\":1}");
        SchemaRegistryClient client = client(Map.of("http.read.timeout.ms", "100", "http.connect.timeout.ms", "100"));

        // When
        int id = client.register("orders-value", V1);

        // Then
        assertThat(id).isEqualTo(1);
        assertThat(registry.asked()).hasSize(2);
    }

    @Test
    void thePathPrefixIsKept() {
        // Given
        registry.answers(200, "{\"id\":1}");
        SchemaRegistryClient client = client(Map.of(RegistrySettings.URL, registry.url() + "/apis/ccompat/v7/"));

        // When
        client.register("a b/c", V1);

        // Then
        assertThat(registry.asked().getFirst().line()).isEqualTo("POST /apis/ccompat/v7/subjects/a%20b%2Fc/versions");
    }

    @ParameterizedTest
    @CsvSource({"404,<html>not found</html>", "200,<html>welcome</html>", "302,''"})
    void whatIsNoRegistrySaysToCheckThePath(int status, String body) {
        // Given
        registry.answers(status, body);
        SchemaRegistryClient client = client(Map.of());

        // When, then
        assertThatThrownBy(() -> client.byId(1))
                .isInstanceOf(SchemaRegistryException.Refused.class)
                .hasMessageContainingAll(registry.url(), "schema.registry.url", "/apis/ccompat/v7");
        assertThat(pauses).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void refusedCredentialsAreNotTriedAgainAndNotRepeated(int status) {
        // Given
        registry.answers(status, "{\"error_code\":" + status + ",\"message\":\"Unauthorized\"}");
        SchemaRegistryClient client =
                client(Map.of("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", "user:hush"));

        // When, then
        assertThatThrownBy(() -> client.byId(1))
                .isInstanceOf(SchemaRegistryException.Refused.class)
                .hasMessageContainingAll(Integer.toString(status), "basic.auth.user.info")
                .hasMessageNotContaining("hush");
        assertThat(registry.asked()).hasSize(1);
    }

    @Test
    void credentialsComeFromUserInfoOrUrlOrToken() {
        // Given
        String withUser = registry.url().replace("http://", "http://user:p%40ss@");
        List<Map<String, String>> settings = List.of(
                Map.of("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", "user:p@ss"),
                Map.of("basic.auth.credentials.source", "URL", RegistrySettings.URL, withUser),
                Map.of(RegistrySettings.URL, withUser),
                Map.of("bearer.auth.token", "t0ken"),
                Map.of("schema.registry.bearer.auth.token", "t0ken"));

        // When
        for (Map<String, String> each : settings) {
            registry.answers(200, "{\"id\":1}");
            client(each).register("orders-value", V1);
        }

        // Then
        String basic = "Basic " + Base64.getEncoder().encodeToString("user:p@ss".getBytes(StandardCharsets.UTF_8));
        assertThat(registry.asked())
                .extracting(ScriptedRegistry.Asked::authorization)
                .containsExactly(basic, basic, basic, "Bearer t0ken", "Bearer t0ken");
    }

    @Test
    void schemasThatAreNotAvroOrNotSelfContainedAreRefused() {
        // Given
        registry.answers(200, "{\"schemaType\":\"PROTOBUF\",\"schema\":\"syntax\"}")
                .answers(200, "{\"schema\":\"\\\"t.Order\\\"\",\"references\":[{\"name\":\"t.Order\"}]}")
                .answers(200, "{\"schema\":\"{oops\"}");
        SchemaRegistryClient client = client(Map.of());

        // When, then
        assertThatThrownBy(() -> client.byId(1)).hasMessageContaining("only AVRO");
        assertThatThrownBy(() -> client.byId(1)).hasMessageContaining("self-contained");
        assertThatThrownBy(() -> client.byId(1)).hasMessageContaining("cannot parse");
    }

    private SchemaRegistryClient client(Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(more);
        properties.putIfAbsent(RegistrySettings.URL, registry.url());
        SchemaRegistryClient client =
                new HttpSchemaRegistryClient(RegistrySettings.of(properties), pauses::add, () -> 0.5);
        clients.add(client);
        return client;
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String quoted(Schema schema) {
        return "\"" + schema.toString().replace("\"", "\\\"") + "\"";
    }

    private static Schema schema(String json) {
        return new Schema.Parser().parse(json.replace('\'', '"'));
    }
}
