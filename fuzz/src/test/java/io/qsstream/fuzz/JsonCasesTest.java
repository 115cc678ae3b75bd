package io.qsstream.fuzz;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.ingest.key.SessionKeyReader;
import io.qsstream.processor.normalise.Normalised;
import io.qsstream.processor.normalise.Normalised.Reason;
import io.qsstream.processor.normalise.Normaliser;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * JSON texts by the categories of the public parsing corpus, made up anew: what RFC 8259 demands to be taken (y), to be
 * refused (n), and leaves open (i). Each as a body of its own and inside of a good event, through both readers.
 */
class JsonCasesTest {

    private static final Instant RECEIVED = Instant.parse("2026-11-20T14:21:05Z");
    private static final String BEFORE = "{\"event\":\"meeting.participant_qos\",\"event_ts\":1795184464318,"
            + "\"payload\":{\"account_id\":\"a\",\"object\":{\"uuid\":\"u\",\"participant\":{\"user_id\":\"7\",\"qos\":[{"
            + "\"type\":\"audio_input\",\"details\":{\"jitter\":\"5 ms\",\"strange\":";
    private static final String BETWEEN = "},\"date_time\":\"2026-11-20T14:21:00Z\"}]},\"unknown\":";
    private static final String AFTER = "}}}";

    /** What RFC 8259 says of a text. */
    private enum Must {
        TAKE,
        REFUSE,
        EITHER
    }

    private record Case(Must must, String name, byte[] text) {
        @Override
        public String toString() {
            return must + " " + name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(taken(), refused(), open()).flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aTextByItselfIsReadOrRefusedAndNeverThrows(Case one) {
        // When
        Normalised normalised = Normaliser.normalise(null, one.text(), RECEIVED);
        SessionKeyReader.Reading reading = SessionKeyReader.read(one.text());

        // Then no text of these is an event
        assertThat(reading.key()).isNull();
        assertThat(normalised.samples()).isEmpty();
        Reason reason = normalised.rejections().getFirst().reason();
        switch (one.must()) {
            case TAKE -> assertThat(reason).isEqualTo(Reason.NOT_AN_EVENT);
            case REFUSE -> assertThat(reason).isEqualTo(Reason.NOT_JSON);
            case EITHER -> assertThat(reason).isIn(Reason.NOT_AN_EVENT, Reason.NOT_JSON);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void insideOfAGoodEventItSpoilsNothingThatItMayNotSpoil(Case one) {
        // Given a measure nobody knows and a field nobody knows
        byte[] body =
                join(BEFORE.getBytes(UTF_8), one.text(), BETWEEN.getBytes(UTF_8), one.text(), AFTER.getBytes(UTF_8));

        // When
        Normalised normalised = Normaliser.normalise("a|u", body, RECEIVED);
        SessionKeyReader.Reading reading = SessionKeyReader.read(body);

        // Then ingest stores it under its session whatever comes behind the id
        assertThat(reading.key()).hasToString("a|u");
        boolean whole = normalised.rejections().isEmpty();
        if (one.must() != Must.EITHER) {
            assertThat(whole).isEqualTo(one.must() == Must.TAKE);
        }
        if (whole) {
            assertThat(normalised.samples().getFirst().getStreams().getFirst().getJitterMs())
                    .isEqualTo(5);
        } else {
            assertThat(normalised.samples()).isEmpty();
            assertThat(normalised.rejections())
                    .extracting(Normalised.Rejection::reason)
                    .containsExactly(Reason.NOT_JSON);
        }
    }

    private static List<Case> taken() {
        List<Case> cases = new ArrayList<>();
        add(
                cases,
                Must.TAKE,
                "[]",
                "{}",
                "[[]]",
                "[\"\"]",
                "[null]",
                "[true,false]",
                "0",
                "-0",
                "-1",
                "[0e+1]",
                "[0e1]",
                "[1E22]",
                "[1e-2]",
                "[20e1]",
                "[123.456e78]",
                "[-0.1]",
                "[123456789012345678901234567890]",
                "[-0.000000000000000000000000000000000000000000000000000000000000000000000000000001]",
                "\"\"",
                "\" \"",
                "null",
                "true",
                "false",
                " [] ",
                "\t\n\r []",
                "[]\n",
                "{\"a\":\"b\"}",
                "{\"\":0}",
                "{\"a\":{\"b\":{}}}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":1,\"a\":1}",
                "{\"a\":{},\"a\":[]}",
                "{\"event\":1}",
                "{\"payload\":[]}",
                "[\"\\u0060\\u012a\\u12AB\"]",
                "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]",
                "[\"\\\\u0000\"]",
                "[\"\\u0000\"]",
                "[\"\\ud801\\udc37\"]",
                "[\"\\ud83d\\ude39\\ud83d\\udc8d\"]",
                "[\"a/*b*/c/*d//e\"]",
                "[\"\\\\a\"]",
                "[\"\u007f\"]",
                "[\"\uFFFF\"]",
                "[\"\uFDD0\"]",
                "[\"\uDBFF\uDFFF\"]",
                "[\"\u2028\u2029\"]",
                "[\"\u00A0\"]",
                "[\"\\u0022\"]",
                "[\"\\uFFFE\"]",
                "[\"\\u0012\"]",
                "[\"\uFEFF\"]",
                "[1,null,\"1\",{}]",
                "{\"x\":[{\"id\":\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}], \"id\":\"xxxxxxxxxxxxxxxx\"}",
                "\"" + "x".repeat(100_000) + "\"",
                "{\"" + "n".repeat(100_000) + "\":0}",
                "1".repeat(2_000),
                "[" + "0,".repeat(20_000) + "0]",
                "[".repeat(400) + "]".repeat(400),
                "{\"a\":".repeat(400) + "1" + "}".repeat(400));
        return cases;
    }

    private static List<Case> refused() {
        List<Case> cases = new ArrayList<>();
        add(
                cases,
                Must.REFUSE,
                "",
                " ",
                "[",
                "]",
                "{",
                "}",
                "[[]",
                "[]]",
                "{}}",
                "[1",
                "[1,",
                "[1,]",
                "[,1]",
                "[,]",
                "[1,,2]",
                "[,",
                "[\"\",]",
                "[\"\"",
                "[\"a",
                "[\"a\",4,1,",
                "[1 true]",
                "[3[4]]",
                "[\"x\"]]",
                "[1:2]",
                "[\"\": 1]",
                "[\"a\" \"b\"]",
                "{,}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\" 1}",
                "{\"a\":1,}",
                "{\"a\":1,,\"b\":2}",
                "{\"a\",1}",
                "{\"a\":\"a\" 123}",
                "{a:1}",
                "{'a':1}",
                "{1:1}",
                "{null:1}",
                "{[]:1}",
                "{\"a\":1",
                "{\"a\":",
                "{\"a\"",
                "{\"a",
                "{\"a\":1}#",
                "{\"a\":1}//x",
                "{\"a\":1}/**/",
                "[1]x",
                "[][]",
                "1 2",
                "[1]\u00E5",
                "/**/[]",
                "[1/*x*/]",
                "# x\n[]",
                "<null>",
                "<.>",
                "*",
                "a",
                "\u00E5",
                "nul",
                "tru",
                "fals",
                "nulll",
                "True",
                "NULL",
                "[NaN]",
                "[-NaN]",
                "[Infinity]",
                "[-Infinity]",
                "[+1]",
                "[++1]",
                "[.1]",
                "[-.1]",
                "[1.]",
                "[1.e1]",
                "[1e]",
                "[1e+]",
                "[1E-]",
                "[1eE2]",
                "[01]",
                "[-01]",
                "[00]",
                "[-]",
                "[- 1]",
                "[0x1]",
                "[0x]",
                "[1_000]",
                "[1 000]",
                "[0.1.2]",
                "[1.2e3.4]",
                "[1a]",
                "[-1x]",
                "[1ea]",
                "[\uFF11]",
                "[1+2]",
                "[0e]",
                "[.]",
                "[e1]",
                "[-e1]",
                "[\"\\x00\"]",
                "[\"\\a\"]",
                "[\"\\u00\"]",
                "[\"\\u00g0\"]",
                "[\"\\u\"]",
                "[\"\\uD834\\u\"]",
                "[\"\\uD834\\uDd\"]",
                "[\"\\\"]",
                "[\"\\",
                "[\"\\\u0000\"]",
                "[\"\t\"]",
                "[\"\n\"]",
                "[\"a\u0000a\"]",
                "[\"\u001F\"]",
                "['x']",
                "[`x`]",
                "[x]",
                "\"",
                "\"x",
                "'x'",
                "\u0000",
                "[]\u0000",
                "[\u0000]",
                "[\f]",
                "\f[]",
                "[\u000B]",
                "[\u2060]",
                "[\u00A0]",
                "\u3000[]",
                "[\u200B1]",
                "\u0001[]",
                "{\"a\":\"b\"}#{}",
                "{\"a\":\u0000}",
                "{\"a\u0000\":1}",
                "{\"\n\":1}",
                "{\"a\":/*x*/1}",
                "{\"a\":1;\"b\":2}",
                "{\"a\"::1}",
                "{\"a\":1}{\"b\":2}",
                "{\"a\":true false}",
                "[\"\",\n1,\n",
                "[\n\n1\n",
                "{\"x\"x:\"y\"}",
                "{\"x\":1 2}",
                "\"\"\"",
                "[\"\\ud800\\",
                "[".repeat(100_000),
                "[{\"\":".repeat(50_000),
                "{\"a\":".repeat(100_000),
                "[".repeat(500),
                "]".repeat(500));
        cases.add(new Case(Must.REFUSE, "a byte order mark and nothing", hex("efbbbf")));
        cases.add(new Case(Must.REFUSE, "two thirds of a byte order mark", join(hex("efbb"), "{}".getBytes(UTF_8))));
        cases.add(new Case(Must.REFUSE, "a lone continuation byte", hex("5b805d")));
        cases.add(new Case(Must.REFUSE, "a byte that is no UTF-8 for a value", hex("5bff5d")));
        cases.add(new Case(Must.REFUSE, "a string that ends within a character", hex("5b22e2")));
        return cases;
    }

    private static List<Case> open() {
        List<Case> cases = new ArrayList<>();
        add(
                cases,
                Must.EITHER,
                "[1e9999]",
                "[-1e+9999]",
                "[1e-9999]",
                "[0.4e00669999999999999999999999999999999999]",
                "[-123e12345678901]",
                "1".repeat(100_000),
                "[1e" + "9".repeat(5_000) + "]",
                "0." + "0".repeat(100_000) + "1",
                "[\"\\uD800\"]",
                "[\"\\uDADA\"]",
                "[\"\\ud800abc\"]",
                "[\"\\uDFAA\\uD800\"]",
                "[\"\\uDd1e\\uD834\"]",
                "[\"\\uD800\\uD800\\n\"]",
                "{\"\\uDFAA\":0}",
                "[".repeat(1_500) + "]".repeat(1_500),
                "{\"a\":".repeat(1_500) + "1" + "}".repeat(1_500),
                "[".repeat(100_000) + "]".repeat(100_000));
        cases.add(new Case(Must.EITHER, "a byte order mark", join(hex("efbbbf"), "{}".getBytes(UTF_8))));
        for (String bytes : List.of(
                "ff",
                "80",
                "c0af",
                "c1bf",
                "e0ff",
                "e080af",
                "eda080",
                "edbfbf",
                "f08080af",
                "f4bfbfbf",
                "fc838080",
                "fc83bfbfbfbf",
                "c3",
                "e282",
                "f09f98",
                "e9",
                "81",
                "fe",
                "c328",
                "f8888080",
                "eda0bcedbea7")) {
            cases.add(new Case(
                    Must.EITHER, "bytes " + bytes + " in a string", join(hex("5b22"), hex(bytes), hex("225d"))));
        }
        cases.add(new Case(Must.EITHER, "UTF-16 with a mark", join(hex("fffe"), "[\"x\"]".getBytes(UTF_16LE))));
        cases.add(new Case(Must.EITHER, "UTF-16 without one", "[\"x\"]".getBytes(UTF_16LE)));
        return cases;
    }

    private static void add(List<Case> cases, Must must, String... texts) {
        for (String text : texts) {
            String name = text.length() > 60 ? text.substring(0, 20) + "... of " + text.length() : text;
            cases.add(new Case(must, name.replaceAll("\\p{Cntrl}", "."), text.getBytes(UTF_8)));
        }
    }

    private static byte[] hex(String bytes) {
        return HexFormat.of().parseHex(bytes);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
