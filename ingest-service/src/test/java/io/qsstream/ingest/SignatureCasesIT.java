package io.qsstream.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.ingest.testing.Fixtures;
import io.qsstream.ingest.testing.RawSocket;
import io.qsstream.schema.testing.TestBroker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every way we know to get a signature almost right, as bytes on a socket: what each is answered, and whether it is in
 * the log afterwards, byte for byte. Nothing here is made by the code that is tested.
 */
class SignatureCasesIT {

    private static final String LINE = "POST /webhooks/zoom HTTP/1.1";
    private static final String TYPE = "Content-Type: application/json";
    private static final long NOW = Fixtures.SIGNED_AT;
    private static final String TIME_HEADER = "x-zm-request-timestamp: ";
    private static final String SIGNATURE_HEADER = "x-zm-signature: ";
    private static final String TIME = TIME_HEADER + NOW;
    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private static TestBroker broker;
    private static RunningIngest ingest;

    @BeforeAll
    static void start() throws InterruptedException {
        broker = new TestBroker().start();
        ingest = new RunningIngest(
                broker,
                Map.of("ZOOM_WEBHOOK_SECRET_TOKEN_MY_APP", "the-secret-of-my-app"),
                Map.of("qsstream.topics.partitions", 1));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        ingest.close();
        broker.close();
    }

    /**
     * One row.
     *
     * @param stored what the log holds of it afterwards, null for nothing
     */
    private record Case(String name, byte[] request, int status, byte @Nullable [] stored) {
        @Override
        public String toString() {
            return name + ": " + status + (stored == null ? "" : ", stored");
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void eachIsAnsweredAsTheTableSaysAndStoredOnlyWhereItSaysSo(Case row) {
        // Given
        int before = ingest.webhooks().size();

        // When
        RawSocket.Answer answer;
        try (RawSocket socket = new RawSocket(ingest.port)) {
            answer = socket.send(row.request()).answer();
        }

        // Then
        assertThat(answer.status()).isEqualTo(row.status());
        List<ConsumerRecord<byte[], byte[]>> log = ingest.webhooks();
        List<byte[]> added = log.subList(before, log.size()).stream()
                .map(ConsumerRecord::value)
                .toList();
        if (row.stored() == null) {
            assertThat(added).isEmpty();
        } else {
            assertThat(added).singleElement().isEqualTo(row.stored());
        }
        if (row.status() >= 400) {
            assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
            assertThat(answer.text()).doesNotContain(Fixtures.SECRET, "v0=").hasSizeLessThan(100);
        }
    }

    @Test
    void theTableHasNoRowTwice() {
        assertThat(cases().map(Case::name)).doesNotHaveDuplicates().hasSizeGreaterThan(150);
    }

    static Stream<Case> cases() {
        return Stream.of(bodies(), encodings(), signatures(), timestamps(), secrets(), headers(), requestLines())
                .flatMap(List::stream);
    }

    /** The signature covers bytes: what is signed as it is sent is taken, what was touched in between is not. */
    private static List<Case> bodies() {
        byte[] compact = text("{\"event\":\"x\",\"payload\":{\"account_id\":\"a\"}}");
        byte[] spaced = text("{\n  \"event\": \"x\",\n  \"payload\": { \"account_id\": \"a\" }\n}");
        byte[] reordered = text("{\"payload\":{\"account_id\":\"a\"},\"event\":\"x\"}");
        byte[] fourBytes = text("{\"topic\":\"\uD83C\uDFA7 \uD842\uDFB7\"}");
        byte[] escaped = text("{\"topic\":\"\\ud83c\\udfa7 \\ud842\\udfb7\"}");
        byte[] surrogatesAsBytes = join(
                text("{\"topic\":\""),
                HexFormat.of().parseHex("eda0bcedbea7"),
                text(" "),
                HexFormat.of().parseHex("eda182edbeb7"),
                text("\"}"));
        byte[] invalid = {'{', '"', (byte) 0xC3, (byte) 0x28, '"', ':', (byte) 0xFF, '}'};
        byte[] latin = "{\"topic\":\"caf\u00E9\"}".getBytes(ISO_8859_1);
        byte[] lines = text("{\n\"event\":\"x\"\n}");
        byte[] carriageReturns = text("{\r\n\"event\":\"x\"\r\n}");
        return List.of(
                taken("compact JSON", compact),
                taken("JSON with blanks and line breaks", spaced),
                changed("re-serialised without its blanks", spaced, compact),
                changed("re-serialised with blanks", compact, spaced),
                changed("its fields in another order", compact, reordered),
                changed("a value changed", compact, text("{\"event\":\"y\",\"payload\":{\"account_id\":\"a\"}}")),
                changed("cut short by a byte", compact, Arrays.copyOf(compact, compact.length - 1)),
                taken("four-byte UTF-8", fourBytes),
                taken("the same as escapes", escaped),
                changed("four-byte UTF-8 turned into escapes", fourBytes, escaped),
                changed("escapes turned into four-byte UTF-8", escaped, fourBytes),
                changed("four-byte UTF-8 turned into surrogates of three bytes", fourBytes, surrogatesAsBytes),
                taken("bytes that are no UTF-8", invalid),
                changed("bytes that are no UTF-8 replaced by U+FFFD", invalid, text(new String(invalid, UTF_8))),
                taken("Latin-1", latin),
                changed("Latin-1 turned into UTF-8", latin, text("{\"topic\":\"caf\u00E9\"}")),
                taken("a byte order mark", join(BOM, compact)),
                changed("a byte order mark added", compact, join(BOM, compact)),
                changed("a byte order mark dropped", join(BOM, compact), compact),
                taken("CRLF", carriageReturns),
                changed("LF turned into CRLF", lines, carriageReturns),
                changed("CRLF turned into LF", carriageReturns, lines),
                taken("a line break at the end", join(compact, text("\n"))),
                changed("a line break added at the end", compact, join(compact, text("\n"))),
                changed("the line break at the end dropped", join(compact, text("\n")), compact),
                taken("white space in front", join(text(" \t"), compact)),
                changed("white space added in front", compact, join(text(" "), compact)),
                taken("NUL bytes", new byte[] {0, 0, 0}),
                changed("a NUL byte added", compact, join(compact, new byte[1])),
                taken("nothing", new byte[0]),
                changed("everything dropped", compact, new byte[0]),
                changed("anything in place of nothing", new byte[0], compact));
    }

    private static List<Case> encodings() {
        byte[] body = text("{\"event\":\"encoded\"}");
        byte[] zipped = gzip(body);
        return List.of(
                new Case(
                        "gzip, signed as sent",
                        signed(LINE, zipped, zipped, TYPE, "Content-Encoding: gzip"),
                        204,
                        zipped),
                new Case("gzip, signed before", signed(LINE, body, zipped, TYPE, "Content-Encoding: gzip"), 401, null),
                new Case("gzip, unpacked on the way", signed(LINE, zipped, body, TYPE), 401, null),
                new Case(
                        "said to be brotli, and is not",
                        signed(LINE, body, body, TYPE, "Content-Encoding: br"),
                        204,
                        body),
                new Case("chunked", chunked(body, body.length, "", ""), 204, body),
                new Case("chunked, a byte a chunk", chunked(body, 1, "", ""), 204, body),
                new Case("chunked, with an extension", chunked(body, 5, ";a=b", ""), 204, body),
                new Case("chunked, with a trailer", chunked(body, 5, "", "X-Trailer: 1\r\n"), 204, body),
                new Case(
                        "chunked, its signature in the trailer",
                        join(
                                text(LINE + "\r\nHost: localhost\r\n" + TYPE + "\r\n" + TIME
                                        + "\r\nTransfer-Encoding: chunked\r\n\r\n"),
                                chunks(body, 5, "", SIGNATURE_HEADER + sign(NOW, body) + "\r\n")),
                        401,
                        null),
                new Case(
                        "signed over the chunks and their sizes",
                        join(
                                text(LINE + "\r\nHost: localhost\r\n" + TYPE + "\r\n" + TIME + "\r\n" + SIGNATURE_HEADER
                                        + sign(NOW, chunks(body, 5, "", ""))
                                        + "\r\nTransfer-Encoding: chunked\r\n\r\n"),
                                chunks(body, 5, "", "")),
                        401,
                        null));
    }

    private static List<Case> signatures() {
        byte[] body = text("{\"event\":\"signature\"}");
        String hex = sign(NOW, body).substring(3);
        List<Case> cases = new ArrayList<>();
        Map.ofEntries(
                        Map.entry("upper-case hex", "v0=" + hex.toUpperCase(Locale.ROOT)),
                        Map.entry("an upper-case V", "V0=" + hex),
                        Map.entry("no v0=", hex),
                        Map.entry("another version", "v1=" + hex),
                        Map.entry("a colon for the equals sign", "v0:" + hex),
                        Map.entry("v0= twice", "v0=v0=" + hex),
                        Map.entry("a blank after v0=", "v0= " + hex),
                        Map.entry("quoted", "\"v0=" + hex + "\""),
                        Map.entry("a digit short", "v0=" + hex.substring(1)),
                        Map.entry("a digit too many", "v0=" + hex + "0"),
                        Map.entry("a NUL too many", "v0=" + hex + "%00"),
                        Map.entry("no digits", "v0="),
                        Map.entry("empty", ""),
                        Map.entry("all zeros", "v0=" + "0".repeat(64)),
                        Map.entry("one digit wrong", "v0=" + (hex.charAt(0) == '0' ? '1' : '0') + hex.substring(1)),
                        Map.entry(
                                "the last digit wrong", "v0=" + hex.substring(0, 63) + (hex.endsWith("0") ? '1' : '0')),
                        Map.entry(
                                "base64",
                                "v0="
                                        + Base64.getEncoder()
                                                .encodeToString(HexFormat.of().parseHex(hex))),
                        Map.entry("0x before the digits", "v0=0x" + hex),
                        Map.entry("two in one header", "v0=" + "0".repeat(64) + ", v0=" + hex),
                        Map.entry("digits of another script", "v0=" + latin1("\uFF10") + hex.substring(1)),
                        Map.entry("of 8,000 digits", "v0=" + "a".repeat(8000)))
                .forEach((name, signature) -> cases.add(refused(
                        "signature: " + name,
                        RawSocket.request(LINE, body, TYPE, TIME, SIGNATURE_HEADER + signature))));
        cases.add(refused("signature: missing", RawSocket.request(LINE, body, TYPE, TIME)));
        cases.add(refused(
                "signature: twice the same",
                RawSocket.request(
                        LINE, body, TYPE, TIME, SIGNATURE_HEADER + "v0=" + hex, SIGNATURE_HEADER + "v0=" + hex)));
        cases.add(refused(
                "signature: a wrong one first",
                RawSocket.request(
                        LINE,
                        body,
                        TYPE,
                        TIME,
                        SIGNATURE_HEADER + "v0=" + "0".repeat(64),
                        SIGNATURE_HEADER + "v0=" + hex)));
        cases.add(refused(
                "signature: a wrong one second",
                RawSocket.request(
                        LINE,
                        body,
                        TYPE,
                        TIME,
                        SIGNATURE_HEADER + "v0=" + hex,
                        SIGNATURE_HEADER + "v0=" + "0".repeat(64))));
        cases.add(refused(
                "signature: twice, once in upper case",
                RawSocket.request(
                        LINE, body, TYPE, TIME, SIGNATURE_HEADER + "v0=" + hex, "X-ZM-SIGNATURE: v0=" + hex)));
        cases.add(refused(
                "signature: in a query parameter",
                RawSocket.request("POST /webhooks/zoom?x-zm-signature=v0=" + hex + " HTTP/1.1", body, TYPE, TIME)));
        cases.add(refused(
                "signature: in a cookie",
                RawSocket.request(LINE, body, TYPE, TIME, "Cookie: x-zm-signature=v0=" + hex)));
        cases.add(refused(
                "signature: by underscores in the header's name",
                RawSocket.request(LINE, body, TYPE, TIME, "x_zm_signature: v0=" + hex)));
        cases.add(refused(
                "the secret itself as a bearer token",
                RawSocket.request(LINE, body, TYPE, TIME, "Authorization: Bearer " + Fixtures.SECRET)));
        return cases;
    }

    private static List<Case> timestamps() {
        byte[] body = text("{\"event\":\"timestamp\"}");
        List<Case> cases = new ArrayList<>();
        // Each signed as it is sent: none of these fails for its signature.
        Map.ofEntries(
                        Map.entry("milliseconds", NOW + "000"),
                        Map.entry("nanoseconds", NOW + "000000000"),
                        Map.entry("negative", "-" + NOW),
                        Map.entry("minus one", "-1"),
                        Map.entry("zero", "0"),
                        Map.entry("a plus sign", "+" + NOW),
                        Map.entry("decimals", NOW + ".0"),
                        Map.entry("a comma", NOW + ",5"),
                        Map.entry("an exponent", "1.795184464e9"),
                        Map.entry("hexadecimal", "0x" + Long.toHexString(NOW)),
                        Map.entry("a thousands separator", "1_795_184_464"),
                        Map.entry("a suffix", NOW + "L"),
                        Map.entry("a time in words", "2026-11-20T14:21:04Z"),
                        Map.entry("beyond 64 bits", "9223372036854775808"),
                        Map.entry("2^64 more", "18446744075504736080"),
                        Map.entry("8,000 digits", "1".repeat(8000)),
                        Map.entry("twelve nines", "999999999999"),
                        Map.entry("NaN", "NaN"),
                        Map.entry(
                                "Arabic digits",
                                latin1("\u0661\u0667\u0669\u0665\u0661\u0668\u0664\u0664\u0666\u0664")),
                        Map.entry(
                                "full-width digits",
                                latin1("\uFF11\uFF17\uFF19\uFF15\uFF11\uFF18\uFF14\uFF14\uFF16\uFF14")),
                        Map.entry("one full-width digit", latin1("\uFF11") + "795184464"),
                        Map.entry("a blank inside", "17951 84464"),
                        Map.entry("two in one header", NOW + ", " + NOW),
                        Map.entry("empty", ""),
                        Map.entry("a second too old", "" + (NOW - 95 * 60 - 1)),
                        Map.entry("a second too early", "" + (NOW + 5 * 60 + 1)))
                .forEach((name, time) -> cases.add(refused(
                        "timestamp: " + name,
                        RawSocket.request(
                                LINE,
                                body,
                                TYPE,
                                TIME_HEADER + time,
                                SIGNATURE_HEADER + signText("v0:" + time + ":", body)))));
        for (long time : new long[] {NOW - 95 * 60, NOW - 85 * 60, NOW + 5 * 60}) {
            cases.add(new Case(
                    "timestamp: " + (time - NOW) / 60 + " min",
                    RawSocket.request(LINE, body, TYPE, TIME_HEADER + time, SIGNATURE_HEADER + sign(time, body)),
                    204,
                    body));
        }
        cases.add(new Case(
                "timestamp: with a zero in front, signed so",
                RawSocket.request(
                        LINE,
                        body,
                        TYPE,
                        TIME_HEADER + "0" + NOW,
                        SIGNATURE_HEADER + signText("v0:0" + NOW + ":", body)),
                204,
                body));
        cases.add(refused(
                "timestamp: with a zero in front, signed without",
                RawSocket.request(LINE, body, TYPE, TIME_HEADER + "0" + NOW, SIGNATURE_HEADER + sign(NOW, body))));
        cases.add(refused(
                "timestamp: another than was signed",
                RawSocket.request(LINE, body, TYPE, TIME_HEADER + (NOW - 1), SIGNATURE_HEADER + sign(NOW, body))));
        cases.add(
                refused("timestamp: missing", RawSocket.request(LINE, body, TYPE, SIGNATURE_HEADER + sign(NOW, body))));
        cases.add(refused(
                "timestamp: twice the same",
                RawSocket.request(LINE, body, TYPE, TIME, TIME, SIGNATURE_HEADER + sign(NOW, body))));
        cases.add(refused(
                "timestamp: a stale one first",
                RawSocket.request(
                        LINE, body, TYPE, TIME_HEADER + (NOW - 9000), TIME, SIGNATURE_HEADER + sign(NOW, body))));
        return cases;
    }

    private static List<Case> secrets() {
        byte[] body = text("{\"event\":\"secret\"}");
        byte[] challenge = Fixtures.bytes("transport/endpoint.url_validation.json");
        byte[] otherToken = text("{\"event\":\"endpoint.url_validation\",\"payload\":{\"plainToken\":\"a:b\"}}");
        String message = "v0:" + NOW + ":";
        return List.of(
                new Case("the newer secret", with(LINE, sign(NOW, body), body), 204, body),
                new Case(
                        "the older secret during a rotation",
                        with(LINE, Fixtures.sign("an-older-secret", NOW, body), body),
                        204,
                        body),
                refused("a wrong secret", with(LINE, Fixtures.sign("wrong", NOW, body), body)),
                refused(
                        "the secret in capitals",
                        with(LINE, Fixtures.sign("FIXTURE-SECRET-DO-NOT-USE", NOW, body), body)),
                refused(
                        "the secret with a line break",
                        with(LINE, Fixtures.sign(Fixtures.SECRET + "\n", NOW, body), body)),
                refused(
                        "both secrets with their comma",
                        with(LINE, Fixtures.sign("an-older-secret, " + Fixtures.SECRET, NOW, body), body)),
                refused("a NUL for a secret", with(LINE, Fixtures.sign("\0", NOW, body), body)),
                refused(
                        "an app's secret on the main path",
                        with(LINE, Fixtures.sign("the-secret-of-my-app", NOW, body), body)),
                new Case(
                        "an app's secret on its path",
                        with(
                                "POST /webhooks/zoom/my-app HTTP/1.1",
                                Fixtures.sign("the-secret-of-my-app", NOW, body),
                                body),
                        204,
                        body),
                refused(
                        "the main secret on an app's path",
                        with("POST /webhooks/zoom/my-app HTTP/1.1", sign(NOW, body), body)),
                refused("the body alone signed", with(LINE, signText("", body), body)),
                refused("without the version in what is signed", with(LINE, signText(NOW + ":", body), body)),
                refused("v1 in what is signed", with(LINE, signText("v1:" + NOW + ":", body), body)),
                refused("no colon before the body", with(LINE, signText("v0:" + NOW, body), body)),
                refused(
                        "the body before the time",
                        with(LINE, "v0=" + Fixtures.hmac(Fixtures.SECRET, join(body, text(message))), body)),
                refused(
                        "HMAC-SHA1, filled up",
                        with(LINE, "v0=" + mac("HmacSHA1", message, body) + "0".repeat(24), body)),
                refused(
                        "HMAC-SHA512, cut",
                        with(LINE, "v0=" + mac("HmacSHA512", message, body).substring(0, 64), body)),
                refused(
                        "SHA-256 over secret and body",
                        with(LINE, "v0=" + sha256(text(Fixtures.SECRET + message), body), body)),
                refused("SHA-256 over the body", with(LINE, "v0=" + sha256(text(message), body), body)),
                new Case("a URL validation, signed", with(LINE, sign(NOW, challenge), challenge), 200, null),
                refused("a URL validation, unsigned", RawSocket.request(LINE, challenge, TYPE)),
                refused(
                        "a URL validation, signed with a wrong secret",
                        with(LINE, Fixtures.sign("wrong", NOW, challenge), challenge)),
                refused(
                        "a URL validation of a token that could be an event",
                        with(LINE, sign(NOW, otherToken), otherToken)));
    }

    private static List<Case> headers() {
        byte[] body = text("{\"event\":\"headers\"}");
        String signature = sign(NOW, body);
        return List.of(
                new Case(
                        "header names in upper case",
                        RawSocket.request(
                                LINE,
                                body,
                                "CONTENT-TYPE: application/json",
                                "X-ZM-REQUEST-TIMESTAMP: " + NOW,
                                "X-ZM-SIGNATURE: " + signature),
                        204,
                        body),
                new Case(
                        "header names in mixed case",
                        RawSocket.request(
                                LINE, body, TYPE, "X-Zm-Request-Timestamp: " + NOW, "X-Zm-Signature: " + signature),
                        204,
                        body),
                new Case(
                        "no blank after the colon",
                        RawSocket.request(
                                LINE, body, TYPE, "x-zm-request-timestamp:" + NOW, "x-zm-signature:" + signature),
                        204,
                        body),
                new Case(
                        "white space around the values",
                        RawSocket.request(
                                LINE,
                                body,
                                TYPE,
                                "x-zm-request-timestamp: \t " + NOW + " \t",
                                "x-zm-signature: \t" + signature + "\t "),
                        204,
                        body),
                new Case(
                        "white space before the colon",
                        RawSocket.request(LINE, body, TYPE, TIME, "x-zm-signature : " + signature),
                        400,
                        null),
                new Case(
                        "a folded value",
                        RawSocket.request(LINE, body, TYPE, TIME, "x-zm-signature:\r\n " + signature),
                        400,
                        null),
                new Case(
                        "10 KiB of another header",
                        RawSocket.request(
                                LINE, body, TYPE, TIME, SIGNATURE_HEADER + signature, "X-Other: " + "a".repeat(10_240)),
                        204,
                        body),
                new Case(
                        "20 KB of another header",
                        RawSocket.request(
                                LINE, body, TYPE, TIME, SIGNATURE_HEADER + signature, "X-Other: " + "a".repeat(20_000)),
                        413,
                        null),
                new Case(
                        "20 KB in a thousand headers",
                        RawSocket.request(
                                LINE,
                                body,
                                Stream.concat(
                                                Stream.of(TYPE, TIME, SIGNATURE_HEADER + signature),
                                                Stream.generate(() -> "X-Other: aaaaaaaaaa")
                                                        .limit(1000))
                                        .toArray(String[]::new)),
                        413,
                        null),
                new Case(
                        "no content type",
                        RawSocket.request(LINE, body, TIME, SIGNATURE_HEADER + signature),
                        204,
                        body),
                new Case(
                        "another content type",
                        RawSocket.request(LINE, body, "Content-Type: text/plain", TIME, SIGNATURE_HEADER + signature),
                        415,
                        null),
                new Case(
                        "a length and chunks at once",
                        join(
                                text(LINE + "\r\nHost: localhost\r\n" + TYPE + "\r\n" + TIME + "\r\n" + SIGNATURE_HEADER
                                        + signature + "\r\nContent-Length: " + body.length
                                        + "\r\nTransfer-Encoding: chunked\r\n\r\n"),
                                chunks(body, 5, "", "")),
                        // The chunks count (RFC 9112 §6.3). What a proxy that thinks otherwise lets through behind them
                        // is a
                        // request of its own, and needs a signature of its own.
                        204,
                        body),
                new Case(
                        "two lengths",
                        RawSocket.request(LINE, body, TYPE, TIME, SIGNATURE_HEADER + signature, "Content-Length: 3"),
                        400,
                        null),
                new Case(
                        "a length with a plus sign",
                        join(
                                text(LINE + "\r\nHost: localhost\r\n" + TYPE + "\r\n" + TIME + "\r\n" + SIGNATURE_HEADER
                                        + signature + "\r\nContent-Length: +" + body.length + "\r\n\r\n"),
                                body),
                        400,
                        null),
                new Case(
                        "a length that is negative",
                        join(
                                text(LINE + "\r\nHost: localhost\r\n" + TYPE + "\r\n" + TIME + "\r\n" + SIGNATURE_HEADER
                                        + signature + "\r\nContent-Length: -1\r\n\r\n"),
                                body),
                        400,
                        null));
    }

    private static List<Case> requestLines() {
        byte[] body = text("{\"event\":\"request line\"}");
        String signature = sign(NOW, body);
        return List.of(
                new Case("HTTP/1.0", with("POST /webhooks/zoom HTTP/1.0", signature, body), 204, body),
                new Case(
                        "an absolute URI",
                        with("POST http://ingest.example/webhooks/zoom HTTP/1.1", signature, body),
                        204,
                        body),
                new Case("a query", with("POST /webhooks/zoom?source=zoom HTTP/1.1", signature, body), 204, body),
                new Case("an escaped path", with("POST /webhooks/%7Aoom HTTP/1.1", signature, body), 404, null),
                new Case("a slash at the end", with("POST /webhooks/zoom/ HTTP/1.1", signature, body), 204, body),
                new Case("two slashes", with("POST //webhooks/zoom HTTP/1.1", signature, body), 404, null),
                new Case("dots in the path", with("POST /x/../webhooks/zoom HTTP/1.1", signature, body), 404, null),
                new Case("the path in capitals", with("POST /WEBHOOKS/ZOOM HTTP/1.1", signature, body), 404, null),
                new Case("GET", with("GET /webhooks/zoom HTTP/1.1", signature, body), 405, null),
                new Case("post in lower case", with("post /webhooks/zoom HTTP/1.1", signature, body), 204, body),
                new Case("HTTP/0.9", with("POST /webhooks/zoom", signature, body), 400, null));
    }

    private static Case taken(String name, byte[] body) {
        return new Case("body: " + name, signed(LINE, body, body, TYPE), 204, body);
    }

    private static Case changed(String name, byte[] signed, byte[] sent) {
        return refused("body: " + name, signed(LINE, signed, sent, TYPE));
    }

    private static Case refused(String name, byte[] request) {
        return new Case(name, request, 401, null);
    }

    private static byte[] with(String line, String signature, byte[] body) {
        return RawSocket.request(line, body, TYPE, TIME, SIGNATURE_HEADER + signature);
    }

    private static byte[] signed(String line, byte[] signed, byte[] sent, String... headers) {
        return RawSocket.request(
                line,
                sent,
                Stream.concat(Stream.of(headers), Stream.of(TIME, SIGNATURE_HEADER + sign(NOW, signed)))
                        .toArray(String[]::new));
    }

    private static byte[] chunked(byte[] body, int size, String extension, String trailer) {
        return join(
                text(LINE + "\r\nHost: localhost\r\n" + TYPE + "\r\n" + TIME + "\r\n" + SIGNATURE_HEADER
                        + sign(NOW, body) + "\r\nTransfer-Encoding: chunked\r\n\r\n"),
                chunks(body, size, extension, trailer));
    }

    private static byte[] chunks(byte[] body, int size, String extension, String trailer) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int from = 0; from < body.length; from += size) {
            byte[] chunk = Arrays.copyOfRange(body, from, Math.min(from + size, body.length));
            out.writeBytes(text(Integer.toHexString(chunk.length) + extension + "\r\n"));
            out.writeBytes(chunk);
            out.writeBytes(text("\r\n"));
        }
        out.writeBytes(text("0\r\n" + trailer + "\r\n"));
        return out.toByteArray();
    }

    private static String sign(long time, byte[] body) {
        return Fixtures.sign(Fixtures.SECRET, time, body);
    }

    /** Signs a prefix of its own; the prefix as the bytes that its header has. */
    private static String signText(String prefix, byte[] body) {
        return "v0=" + Fixtures.hmac(Fixtures.SECRET, join(prefix.getBytes(ISO_8859_1), body));
    }

    private static String mac(String algorithm, String prefix, byte[] body) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(text(Fixtures.SECRET), algorithm));
            return HexFormat.of().formatHex(mac.doFinal(join(text(prefix), body)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sha256(byte[] first, byte[] second) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(join(first, second)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] gzip(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The text's UTF-8 as one character a byte, which is how it stands in a header. */
    private static String latin1(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    private static byte[] text(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
