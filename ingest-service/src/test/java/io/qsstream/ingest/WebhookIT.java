package io.qsstream.ingest;

import static io.qsstream.ingest.RunningIngest.header;
import static io.qsstream.ingest.RunningIngest.key;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qsstream.ingest.testing.Fixtures;
import io.qsstream.ingest.testing.Fixtures.Signed;
import io.qsstream.ingest.testing.RawSocket;
import io.qsstream.schema.testing.TestBroker;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract's table of answers, over a real socket, before a real broker. */
class WebhookIT {

    private static final String PATH = "/webhooks/zoom";
    private static final byte[] EVENT = Fixtures.bytes("events/meeting.participant_qos.json");
    private static final String SIGNED_AT = "" + Fixtures.SIGNED_AT;

    private static TestBroker broker;
    private static RunningIngest ingest;

    @BeforeAll
    static void start() throws InterruptedException {
        broker = new TestBroker().start();
        ingest = new RunningIngest(
                broker,
                Map.of("ZOOM_WEBHOOK_SECRET_TOKEN_MY_APP", "the-secret-of-my-app"),
                Map.of("qsstream.topics.partitions", 3));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        ingest.close();
        broker.close();
    }

    static Stream<Signed> recorded() {
        return Fixtures.all().stream().filter(each -> !each.file().contains("url_validation"));
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void aRecordedRequestIsStoredByteForByte(Signed signed) throws Exception {
        // Given
        long before = stored(signed.body()).size();

        // When
        HttpResponse<byte[]> response = ingest.post(PATH, signed.body(), signed.timestamp(), signed.signature());

        // Then
        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.body()).isEmpty();
        assertThat(response.headers().map()).doesNotContainKeys("x-qsstream-outcome", "retry-after");
        List<ConsumerRecord<byte[], byte[]>> after = stored(signed.body());
        assertThat(after).hasSize((int) before + 1);
        ConsumerRecord<byte[], byte[]> record = after.get(after.size() - 1);
        assertThat(header(record, "ce_specversion")).isEqualTo("1.0");
        assertThat(header(record, "ce_source")).isEqualTo(PATH);
        assertThat(header(record, "ce_time")).isEqualTo("2026-11-20T14:21:04Z");
        assertThat(header(record, "content-type")).isEqualTo("application/json");
        assertThat(header(record, "qss-source")).isEqualTo("webhook");
        assertThat(header(record, "ce_id")).matches("[0-9a-f]{64}");
        assertThat(record.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
        if (signed.file().startsWith("events/")) {
            JsonNode body = new ObjectMapper().readTree(signed.body());
            JsonNode object = body.at("/payload/object");
            String id = Stream.of("uuid", "session_id", "call_id")
                    .filter(object::has)
                    .map(name -> object.get(name).asText())
                    .findFirst()
                    .orElseThrow();
            assertThat(key(record)).isEqualTo(body.at("/payload/account_id").asText() + "|" + id);
            assertThat(header(record, "ce_type"))
                    .isEqualTo(body.get("event").asText())
                    .isEqualTo(signed.file().replaceAll("events/|\\.json", ""));
        }
    }

    @Test
    void theFixturesHoldAllFourteenEvents() {
        assertThat(Fixtures.all().stream().filter(each -> each.file().startsWith("events/")))
                .hasSize(14);
    }

    @Test
    void theSimplifiedFlatShapeIsKeyedByItsMeeting() {
        // When
        Signed signed = Fixtures.one("legacy/qss.flat_payload.json");
        ingest.post(PATH, signed.body(), signed.timestamp(), signed.signature());

        // Then
        assertThat(stored(signed.body())).last().satisfies(record -> {
            assertThat(key(record)).isEqualTo("|84712639205");
            assertThat(header(record, "ce_type")).isEqualTo("qss.meeting_participant_qos");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not json at all",
                "",
                "[1,2]",
                "{\"event\":\"meeting.ended\",\"payload\":{}}",
                "\u0000\u0001\uFFFF"
            })
    void anAuthenticBodyWithoutASessionIsStoredWithoutAKey(String text) {
        // When
        byte[] body = text.getBytes(UTF_8);
        HttpResponse<byte[]> response = ingest.post(PATH, body);

        // Then
        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(stored(body))
                .last()
                .satisfies(record -> assertThat(record.key()).isNull());
    }

    @Test
    void zoomsRequestIdAndTraceAreKeptAndNoOtherHeaderIs() {
        // Given
        byte[] body = "{\"event\":\"x\",\"n\":\"headers\"}".getBytes(UTF_8);
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

        // When
        ingest.post(
                PATH,
                body,
                SIGNED_AT,
                Fixtures.sign(Fixtures.SECRET, Fixtures.SIGNED_AT, body),
                "x-zm-request-id",
                "6009d653_d487_445d_8406_42b654974899",
                "traceparent",
                trace,
                "tracestate",
                "zoom=while-traces-are-off-it-is-not-kept",
                "authorization",
                "Bearer do-not-store",
                "x-forwarded-for",
                "203.0.113.7");

        // Then
        ConsumerRecord<byte[], byte[]> record = stored(body).get(0);
        assertThat(header(record, "ce_id")).isEqualTo("6009d653_d487_445d_8406_42b654974899");
        assertThat(header(record, "traceparent")).isEqualTo(trace);
        Set<String> names = new TreeSet<>();
        record.headers().forEach(each -> names.add(each.key()));
        assertThat(names)
                .containsExactlyInAnyOrder(
                        "ce_specversion",
                        "ce_id",
                        "ce_source",
                        "ce_type",
                        "ce_time",
                        "content-type",
                        "qss-source",
                        "traceparent");
    }

    @Test
    void anyOfSeveralSecretsOpensTheMainPath() {
        byte[] body = "{\"n\":\"rotation\"}".getBytes(UTF_8);
        String older = Fixtures.sign("an-older-secret", Fixtures.SIGNED_AT, body);
        assertThat(ingest.post(PATH, body, SIGNED_AT, older).statusCode()).isEqualTo(204);
    }

    @Test
    void anAppIsOpenedByItsOwnSecretAlone() {
        // Given
        byte[] body = "{\"n\":\"app\"}".getBytes(UTF_8);
        String own = Fixtures.sign("the-secret-of-my-app", Fixtures.SIGNED_AT, body);
        String main = Fixtures.sign(Fixtures.SECRET, Fixtures.SIGNED_AT, body);

        // When
        HttpResponse<byte[]> right = ingest.post(PATH + "/my-app", body, SIGNED_AT, own);
        HttpResponse<byte[]> mains = ingest.post(PATH + "/my-app", body, SIGNED_AT, main);
        HttpResponse<byte[]> unknown = ingest.post(PATH + "/other-app", body, SIGNED_AT, main);
        HttpResponse<byte[]> onMain = ingest.post(PATH, body, SIGNED_AT, own);

        // Then
        assertThat(right.statusCode()).isEqualTo(204);
        assertThat(List.of(mains.statusCode(), unknown.statusCode(), onMain.statusCode()))
                .containsOnly(401);
        assertThat(unknown.body()).isEqualTo(mains.body());
        assertThat(stored(body))
                .singleElement()
                .satisfies(record -> assertThat(header(record, "ce_source")).isEqualTo(PATH + "/my-app"));
    }

    @Test
    void aUrlValidationIsAnsweredAndNotStored() {
        // When
        Signed signed = Fixtures.one("transport/endpoint.url_validation.json");
        HttpResponse<byte[]> response = ingest.post(PATH, signed.body(), signed.timestamp(), signed.signature());

        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(new String(response.body(), UTF_8))
                .isEqualTo("{\"plainToken\":\"W4nTq0ZsRkuYb2LxPv9gEA\",\"encryptedToken\":"
                        + "\"0d1f0ee4d83eb7fcbc4ebf1eb39fa7794132a9b92a23fbe14806b958b9edd3f1\"}");
        assertThat(stored(signed.body())).isEmpty();
    }

    @Test
    void aUrlValidationOfAnAppIsSignedWithTheSecretThatMatched() {
        // When
        byte[] body = Fixtures.bytes("transport/endpoint.url_validation.json");
        String signature = Fixtures.sign("the-secret-of-my-app", Fixtures.SIGNED_AT, body);
        HttpResponse<byte[]> response = ingest.post(PATH + "/my-app", body, SIGNED_AT, signature);

        // Then
        assertThat(new String(response.body(), UTF_8))
                .contains(Fixtures.hmac("the-secret-of-my-app", "W4nTq0ZsRkuYb2LxPv9gEA".getBytes(UTF_8)));
    }

    @Test
    void noUrlValidationSignsATokenThatCouldBeAnEvent() {
        // Given
        byte[] body = "{\"event\":\"endpoint.url_validation\",\"payload\":{\"plainToken\":\"v0:1795184464:{}\"}}"
                .getBytes(UTF_8);

        // When
        HttpResponse<byte[]> response = ingest.post(PATH, body);

        // Then
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(stored(body)).isEmpty();
    }

    @Test
    void everyReasonFor401HasTheSameAnswer() {
        // Given
        String good = Fixtures.sign(Fixtures.SECRET, Fixtures.SIGNED_AT, EVENT);
        String type = "Content-Type: application/json";
        String time = "x-zm-request-timestamp: " + SIGNED_AT;
        long old = Fixtures.SIGNED_AT - 95 * 60 - 1;
        long early = Fixtures.SIGNED_AT + 5 * 60 + 1;
        long recorded = stored(EVENT).size();
        byte[] challenge = Fixtures.bytes("transport/endpoint.url_validation.json");
        List<byte[]> requests = List.of(
                RawSocket.request("POST /webhooks/zoom HTTP/1.1", EVENT, type),
                RawSocket.request("POST /webhooks/zoom HTTP/1.1", EVENT, type, time),
                RawSocket.request("POST /webhooks/zoom HTTP/1.1", EVENT, type, "x-zm-signature: " + good),
                RawSocket.request("POST /webhooks/zoom HTTP/1.1", EVENT, type, time, "x-zm-signature: " + flip(good)),
                RawSocket.request("POST /webhooks/zoom HTTP/1.1", EVENT, type, time, "x-zm-signature: v0=abc"),
                RawSocket.request("POST /webhooks/zoom HTTP/1.1", EVENT, type, time, "x-zm-signature: "),
                RawSocket.request(
                        "POST /webhooks/zoom HTTP/1.1",
                        EVENT,
                        type,
                        time,
                        "x-zm-signature: V0=" + good.substring(3).toUpperCase(java.util.Locale.ROOT)),
                RawSocket.request(
                        "POST /webhooks/zoom HTTP/1.1",
                        EVENT,
                        type,
                        time,
                        "x-zm-signature: " + good,
                        "x-zm-signature: " + good),
                RawSocket.request("POST /webhooks/zoom HTTP/1.1", EVENT, type, time, time, "x-zm-signature: " + good),
                RawSocket.request(
                        "POST /webhooks/zoom HTTP/1.1",
                        EVENT,
                        type,
                        "x-zm-request-timestamp: " + SIGNED_AT + "000",
                        "x-zm-signature: " + Fixtures.sign(Fixtures.SECRET, Fixtures.SIGNED_AT * 1000, EVENT)),
                RawSocket.request(
                        "POST /webhooks/zoom HTTP/1.1",
                        EVENT,
                        type,
                        "x-zm-request-timestamp: " + old,
                        "x-zm-signature: " + Fixtures.sign(Fixtures.SECRET, old, EVENT)),
                RawSocket.request(
                        "POST /webhooks/zoom HTTP/1.1",
                        EVENT,
                        type,
                        "x-zm-request-timestamp: " + early,
                        "x-zm-signature: " + Fixtures.sign(Fixtures.SECRET, early, EVENT)),
                RawSocket.request("POST /webhooks/zoom HTTP/1.1", challenge, type, time, "x-zm-signature: " + good),
                RawSocket.request("POST /webhooks/zoom/nobody HTTP/1.1", EVENT, type, time, "x-zm-signature: " + good));

        // When
        Set<String> answers = new HashSet<>();
        for (byte[] request : requests) {
            try (RawSocket socket = new RawSocket(ingest.port)) {
                RawSocket.Answer answer = socket.send(request).answer();
                Map<String, String> headers = answer.headers();
                headers.remove("date");
                answers.add(answer.status() + " " + headers + " " + answer.text());
            }
        }

        // Then
        assertThat(answers)
                .singleElement()
                .satisfies(answer -> assertThat(answer)
                        .startsWith("401 ")
                        .contains("content-type=application/problem+json")
                        .endsWith("{\"type\":\"about:blank\",\"title\":\"Unauthorized\",\"status\":401}"));
        assertThat(stored(EVENT)).hasSize((int) recorded);
    }

    @Test
    void aSignatureIsGoodForNinetyFiveMinutesAndFiveAhead() {
        byte[] body = "{\"n\":\"age\"}".getBytes(UTF_8);
        long oldest = Fixtures.SIGNED_AT - 95 * 60;
        long earliest = Fixtures.SIGNED_AT + 5 * 60;
        assertThat(ingest.post(PATH, body, "" + oldest, Fixtures.sign(Fixtures.SECRET, oldest, body))
                        .statusCode())
                .isEqualTo(204);
        assertThat(ingest.post(PATH, body, "" + earliest, Fixtures.sign(Fixtures.SECRET, earliest, body))
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void aBodyOfOneMebibyteThatNothingCompressesIsStored() {
        // Given
        byte[] body = new byte[1024 * 1024];
        new Random(7).nextBytes(body);

        // When
        HttpResponse<byte[]> response = ingest.post(PATH, body);

        // Then
        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(stored(body)).hasSize(1);
    }

    @Test
    void oneByteMoreIsRefusedWith413() {
        HttpResponse<byte[]> response = ingest.post(PATH, RunningIngest.ascii(1024 * 1024 + 1));
        assertProblem(response, 413, "Request Entity Too Large");
    }

    @Test
    void aBodyWithoutALengthIsRefusedWith413OnceItIsOver() {
        try (RawSocket socket = new RawSocket(ingest.port)) {
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.writeBytes(("POST /webhooks/zoom HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n")
                    .getBytes(UTF_8));
            byte[] chunk = RunningIngest.ascii(0x10000);
            for (int i = 0; i < 17; i++) {
                request.writeBytes("10000\r\n".getBytes(UTF_8));
                request.writeBytes(chunk);
                request.writeBytes("\r\n".getBytes(UTF_8));
            }
            request.writeBytes("0\r\n\r\n".getBytes(UTF_8));
            assertThat(socket.send(request.toByteArray()).answer().status()).isEqualTo(413);
        }
    }

    @Test
    void aChunkedBodyIsStoredAsOneValue() {
        byte[] body = "{\"n\":\"chunked\"}".getBytes(UTF_8);
        try (RawSocket socket = new RawSocket(ingest.port)) {
            socket.send("POST /webhooks/zoom HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "x-zm-request-timestamp: " + SIGNED_AT + "\r\nx-zm-signature: "
                    + Fixtures.sign(Fixtures.SECRET, Fixtures.SIGNED_AT, body)
                    + "\r\nTransfer-Encoding: chunked\r\n\r\n");
            socket.send("7\r\n{\"n\":\"c\r\n");
            socket.send("8\r\nhunked\"}\r\n0\r\n\r\n");
            assertThat(socket.answer().status()).isEqualTo(204);
        }
        assertThat(stored(body)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PURGE"})
    void anyOtherMethodIsRefusedWith405(String method) {
        HttpResponse<byte[]> response = ingest.send(HttpRequest.newBuilder(uri(PATH))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build());
        assertProblem(response, 405, "Method Not Allowed");
        assertThat(response.headers().firstValue("allow")).hasValue("POST");
    }

    @Test
    void headIsRefusedWithoutABody() {
        HttpResponse<byte[]> response =
                ingest.send(HttpRequest.newBuilder(uri(PATH)).HEAD().build());
        assertThat(response.statusCode()).isEqualTo(405);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/xml",
                "application/problem+json",
                "nonsense"
            })
    void anyOtherMediaTypeIsRefusedWith415(String type) {
        HttpResponse<byte[]> response = ingest.send(HttpRequest.newBuilder(uri(PATH))
                .header("content-type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(EVENT))
                .build());
        assertProblem(response, 415, "Unsupported Media Type");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/json; charset=utf-8",
                "application/json;charset=UTF-8",
                "application/json; charset-utf-8",
                "APPLICATION/JSON"
            })
    void everyWayToSayJsonIsTaken(String type) {
        byte[] body = ("{\"n\":\"" + type + "\"}").getBytes(UTF_8);
        try (RawSocket socket = new RawSocket(ingest.port)) {
            RawSocket.Answer answer = socket.send(signed("POST /webhooks/zoom HTTP/1.1", body, "Content-Type: " + type))
                    .answer();
            assertThat(answer.status()).isEqualTo(204);
        }
        assertThat(stored(body)).hasSize(1);
    }

    @Test
    void aCompressedBodyIsNotUnpackedAndSoNotWhatItsSignatureSays() {
        // Given a signature over the bytes as sent, which are stored as they are
        byte[] body = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        try (RawSocket socket = new RawSocket(ingest.port)) {
            // When
            RawSocket.Answer answer = socket.send(signed(
                            "POST /webhooks/zoom HTTP/1.1",
                            body,
                            "Content-Type: application/json",
                            "Content-Encoding: gzip"))
                    .answer();
            // Then
            assertThat(answer.status()).isEqualTo(204);
        }
        assertThat(stored(body)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/webhooks", "/webhooks/zoom/a/b", "/health", "/health/readiness", "/prometheus", "/beans"})
    void anyOtherPathIsRefusedWith404(String path) {
        assertProblem(ingest.post(path, EVENT), 404, "Not Found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/webhooks/zoom", "/beans", "/env", "/routes", "/metrics", "/loggers", "/stop", "/info"})
    void theManagementPortServesHealthAndMetricsOnly(String path) {
        assertThat(ingest.management(path).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "413, too_large, 'POST /webhooks/zoom HTTP/1.1|Host: localhost|X-Big: LONG'",
        "413, too_large, 'POST /LONG HTTP/1.1|Host: localhost'",
        "400, bad_request, 'POST /webhooks/zoom HTTP/1.1|Host: localhost|Content-Length: nonsense'",
        "400, bad_request, 'POST /%zz HTTP/1.1|Host: localhost|Content-Length: 0'",
        "400, bad_request, 'POST /webhooks/zoom HTTP/1.1|Host: localhost|Content-Length: 5|Content-Length: 6'",
        "400, bad_request, 'nonsense'"
    })
    void brokenHttpIsAnsweredWithoutDetailsAndCounted(int status, String outcome, String request) {
        // Given
        double all = ingest.requests();
        double before = ingest.requests(outcome);

        // When
        RawSocket.Answer answer;
        try (RawSocket socket = new RawSocket(ingest.port)) {
            answer = socket.send(request.replace("LONG", "a".repeat(20_000)).replace("|", "\r\n") + "\r\n\r\n")
                    .answer();
        }

        // Then
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        assertThat(answer.text())
                .matches("\\{\"type\":\"about:blank\",\"title\":\"[A-Za-z ]+\",\"status\":" + status + "}");
        assertThat(ingest.requests(outcome)).isEqualTo(before + 1);
        assertThat(ingest.requests()).isEqualTo(all + 1);
    }

    @Test
    void pipelinedRequestsAreEachAnsweredInOrder() {
        byte[] good = signed("POST /webhooks/zoom HTTP/1.1", EVENT, "Content-Type: application/json");
        byte[] bad = RawSocket.request("POST /nowhere HTTP/1.1", EVENT, "Content-Type: application/json");
        try (RawSocket socket = new RawSocket(ingest.port)) {
            socket.send(good).send(bad).send(good);
            assertThat(List.of(
                            socket.answer().status(),
                            socket.answer().status(),
                            socket.answer().status()))
                    .containsExactly(204, 404, 204);
        }
    }

    @Test
    void everyAnswerIsCountedOnceByItsOutcome() {
        // Given
        double all = ingest.requests();
        Map<String, Double> before = outcomes();
        String good = Fixtures.sign(Fixtures.SECRET, Fixtures.SIGNED_AT, EVENT);
        long old = Fixtures.SIGNED_AT - 100 * 60;
        Signed challenge = Fixtures.one("transport/endpoint.url_validation.json");
        byte[] badChallenge = "{\"event\":\"endpoint.url_validation\"}".getBytes(UTF_8);

        // When
        for (int i = 0; i < 5; i++) {
            ingest.post(PATH, EVENT);
        }
        ingest.post(PATH, challenge.body(), challenge.timestamp(), challenge.signature());
        ingest.post(PATH, badChallenge);
        ingest.post(PATH, EVENT, SIGNED_AT, flip(good));
        ingest.post(PATH, EVENT, SIGNED_AT, flip(good));
        ingest.post(PATH, EVENT, "" + old, Fixtures.sign(Fixtures.SECRET, old, EVENT));
        ingest.post(PATH, EVENT, "yesterday", good);
        ingest.post("/nowhere", EVENT);
        ingest.post(PATH, RunningIngest.ascii(1024 * 1024 + 1));
        ingest.send(HttpRequest.newBuilder(uri(PATH)).build());
        ingest.send(HttpRequest.newBuilder(uri(PATH)).HEAD().build());
        ingest.send(HttpRequest.newBuilder(uri(PATH))
                .header("content-type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("x"))
                .build());

        // Then
        Map<String, Double> expected = Map.of(
                "accepted", 5.0,
                "challenge", 1.0,
                "challenge_refused", 1.0,
                "forged", 2.0,
                "stale", 1.0,
                "malformed_signature", 1.0,
                "not_found", 1.0,
                "too_large", 1.0,
                "method_not_allowed", 2.0,
                "unsupported_media_type", 1.0);
        Map<String, Double> after = outcomes();
        after.forEach((outcome, count) ->
                assertThat(count - before.get(outcome)).as(outcome).isEqualTo(expected.getOrDefault(outcome, 0.0)));
        assertThat(ingest.requests() - all).isEqualTo(16);
        assertThat(ingest.metric("qsstream_ingest_ack_seconds_count")).isGreaterThanOrEqualTo(5);
        assertThat(ingest.metric("qsstream_ingest_in_flight")).isZero();
    }

    private static Map<String, Double> outcomes() {
        Map<String, Double> counts = new java.util.HashMap<>();
        for (String outcome : List.of(
                "accepted",
                "challenge",
                "forged",
                "stale",
                "malformed_signature",
                "challenge_refused",
                "too_large",
                "method_not_allowed",
                "unsupported_media_type",
                "not_found",
                "bad_request",
                "kafka_unavailable",
                "too_many_in_flight",
                "draining",
                "internal_error")) {
            counts.put(outcome, ingest.requests(outcome));
        }
        assertThat(counts.values().stream().mapToDouble(Double::doubleValue).sum())
                .as(
                        "the sum over all outcomes: %s then %s",
                        counts,
                        new String(ingest.management("/prometheus").body(), UTF_8)
                                .lines()
                                .filter(l -> l.contains("requests_total"))
                                .toList())
                .isEqualTo(ingest.requests());
        return counts;
    }

    private static List<ConsumerRecord<byte[], byte[]>> stored(byte[] body) {
        return ingest.webhooks().stream()
                .filter(each -> java.util.Arrays.equals(each.value(), body))
                .toList();
    }

    private static void assertProblem(HttpResponse<byte[]> response, int status, String title) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
        assertThat(new String(response.body(), UTF_8))
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"" + title + "\",\"status\":" + status + "}");
    }

    private static byte[] signed(String requestLine, byte[] body, String... headers) {
        String[] all = Stream.concat(
                        Stream.of(headers),
                        Stream.of(
                                "x-zm-request-timestamp: " + SIGNED_AT,
                                "x-zm-signature: " + Fixtures.sign(Fixtures.SECRET, Fixtures.SIGNED_AT, body)))
                .toArray(String[]::new);
        return RawSocket.request(requestLine, body, all);
    }

    private static String flip(String signature) {
        char last = signature.charAt(signature.length() - 1);
        return signature.substring(0, signature.length() - 1) + (last == '0' ? '1' : '0');
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + ingest.port + path);
    }
}
