package io.qsstream.schema.testing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Texts that have broken programs, by what they are. Made up anew by the categories of the well-known list of naughty
 * strings; whoever carries one as a name, a device, an id or a topic is to get through like anybody else.
 */
public final class NaughtyStrings {

    private static final Map<String, List<String>> BY_KIND = byKind();

    /** All of them, and two that are long. */
    public static List<String> all() {
        return Stream.concat(
                        BY_KIND.values().stream().flatMap(List::stream),
                        Stream.of("x".repeat(10_000), "\uD83D\uDE0D".repeat(600)))
                .toList();
    }

    private static Map<String, List<String>> byKind() {
        Map<String, List<String>> kinds = new LinkedHashMap<>();
        kinds.put(
                "words that mean something to a program",
                List.of(
                        "undefined",
                        "null",
                        "NULL",
                        "(null)",
                        "nil",
                        "NIL",
                        "None",
                        "true",
                        "FALSE",
                        "NaN",
                        "-Infinity",
                        "then",
                        "constructor",
                        "__proto__",
                        "hasOwnProperty",
                        "prototype",
                        "toString",
                        "\\",
                        "\\\\",
                        "CON",
                        "PRN",
                        "AUX",
                        "COM1",
                        "LPT1"));
        kinds.put(
                "numbers, and what looks like some",
                List.of(
                        "0",
                        "-0",
                        "00",
                        "1.00",
                        "$1.00",
                        "1/2",
                        "1E2",
                        "-1E02",
                        "0x0",
                        "0xFFFFFFFF",
                        "9223372036854775808",
                        "999999999999999999999999999999",
                        "1,000,000.00",
                        "1 000",
                        "1'000",
                        "\u0664\u0662",
                        "\uFF11\uFF12",
                        "\u00BD",
                        "\u00B2",
                        "1;2",
                        "--1",
                        "+-+"));
        kinds.put(
                "punctuation",
                List.of(
                        ",./;'[]-=",
                        "<>?:\"{}|_+",
                        "!@#$%^&*()`~",
                        "||",
                        "|",
                        "acc|other|room",
                        "a|",
                        "=",
                        "==",
                        "/aB//7kTQ+u==",
                        "..",
                        "."));
        kinds.put(
                "letters of the world",
                List.of(
                        "\u03A9\u00E5\u2202\u00DF\u221A\u0192\u00A9\u02D9\u2206",
                        "\u7530\u4E2D\u3055\u3093\u306B\u3042\u3052\u3066\u4E0B\u3055\u3044",
                        "\u90E8\u843D\u683C",
                        "\uC0AC\uD68C\uACFC\uD559\uC6D0 \uC5B4\uD559\uC5F0\uAD6C\uC18C",
                        "\uCC26\uCC28\uB97C \uD0C0\uACE0 \uC628",
                        "\u1F08\u03C1\u03C7\u03B9\u03BC\u03AE\u03B4\u03B7\u03C2",
                        "\u0645\u064F\u0646\u064E\u0627\u0642\u064E\u0634\u064E\u0629\u064F",
                        "\u05D1\u05B0\u05BC\u05E8\u05B5\u05D0\u05E9\u05B4\u05C1\u05D9\u05EA",
                        "\u0417\u0434\u0440\u0430\u0432\u0441\u0442\u0432\u0443\u0439\u0442\u0435",
                        "\u0928\u092E\u0938\u094D\u0924\u0947",
                        "\u0E44\u0E17\u0E22",
                        "\u023A \u023E",
                        "\u01C5",
                        "\u0149 \u01F0",
                        "\u0130 I \u0131 i",
                        "\u1E9E \u00DF \uFB03"));
        kinds.put(
                "pictures",
                List.of(
                        "\uD83D\uDE0D",
                        "\uD83D\uDC69\uD83C\uDFFD\u200D\uD83D\uDE80",
                        "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67\u200D\uD83D\uDC66",
                        "\uD83C\uDFF3\uFE0F\u200D\uD83C\uDF08",
                        "\uD83C\uDDE9\uD83C\uDDEA\uD83C\uDDFA\uD83C\uDDF8",
                        "1\uFE0F\u20E3",
                        "\uD83D\uDC35\uD83D\uDE48",
                        "\u2764\uFE0F",
                        "\uD835\uDCD7\uD835\uDCEE\uD835\uDCF5\uD835\uDCF5\uD835\uDCF8",
                        "\uD841\uDF0E\uD841\uDF31\uD841\uDF79",
                        "(\u256F\u00B0\u25A1\u00B0\uFF09\u256F\uFE35 \u253B\u2501\u253B",
                        "\u0CA0_\u0CA0"));
        kinds.put(
                "white space and what cannot be seen",
                List.of(
                        " x",
                        "x ",
                        "\t",
                        "a\tb",
                        "a\u00a0b",
                        "\u2003",
                        "\u3000",
                        "a\u200bb",
                        "\ufeffa",
                        "\u2060",
                        "\u180e",
                        "\u00ad",
                        "\u2028",
                        "a\u2029b",
                        "\u0085",
                        "\u200d",
                        "\ufff9a\ufffab\ufffb"));
        kinds.put(
                "control characters",
                List.of(
                        "a\000b",
                        "\001\002\003",
                        "\007",
                        "\b",
                        "\013\014",
                        "\033[2J\033[31mred",
                        "\033]0;title\007",
                        "\177",
                        "\u009b31m",
                        "a\r\nSet-Cookie: x=1",
                        "a\nb",
                        "\r"));
        kinds.put(
                "directions",
                List.of(
                        "\u202etxt.exe",
                        "\u2066a\u2069",
                        "\u200f\u05E9\u05DC\u05D5\u05DD",
                        "\u202aleft\u202c",
                        "test\u2060test\u202b"));
        kinds.put(
                "towers of accents",
                List.of(
                        "\u1E70\u033A\u033A\u0315o\u035E \u0337i\u0332\u032C\u0347\u032A\u0359n\u031D\u0317\u0355v\u031F\u031C\u0318\u0326\u035F",
                        "a\u0301\u0301\u0301\u0301",
                        "\u00E9",
                        "e\u0301",
                        "\u0344"));
        kinds.put("broken surrogates", List.of("\ud800", "a\udc00b", "\udfff\ud800", "y\ud83d", "x\ud800\ud800\udc00"));
        kinds.put("not characters", List.of("\ufffe", "\uffff", "\ufdd0", "\ue000", "\udbff\udfff"));
        kinds.put(
                "script",
                List.of(
                        "<script>alert(1)</script>",
                        "<img src=x onerror=alert(1)>",
                        "\"><svg/onload=alert(1)>",
                        "javascript:alert(1)",
                        "'-alert(1)-'",
                        "</title><script>alert(1)</script>",
                        "<iframe src=javascript:alert(1)>",
                        "&lt;b&gt;",
                        "&#60;script&#62;",
                        "{{7*7}}",
                        "${7*7}",
                        "#{7*7}",
                        "<%= 7*7 %>",
                        "`alert(1)`",
                        "<!--#exec cmd=\"ls\"-->",
                        "]]>",
                        "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>"));
        kinds.put(
                "databases",
                List.of(
                        "' OR 1=1 --",
                        "1; DROP TABLE users",
                        "Robert'); DROP TABLE Students;--",
                        "' UNION SELECT 1,2--",
                        "admin'/*",
                        "{\"$gt\":\"\"}"));
        kinds.put(
                "shells",
                List.of(
                        "$HOME",
                        "$(touch /tmp/x)",
                        "`touch /tmp/x`",
                        "; ls -la",
                        "| cat /etc/passwd",
                        "&& reboot",
                        "%0a id",
                        "%PATH%",
                        "-rf",
                        "--help",
                        "/dev/null; touch x"));
        kinds.put(
                "formats", List.of("%s%s%s%n", "%d", "%x", "{0}", "{}", "{} {}", "%n%n%n", "{:>9999999999}", "%*.*s"));
        kinds.put(
                "lookups",
                List.of(
                        "${jndi:ldap://127.0.0.1/a}",
                        "${env:ZOOM_WEBHOOK_SECRET_TOKEN}",
                        "${sys:java.version}",
                        "${${::-j}ndi:x}"));
        kinds.put(
                "paths and addresses",
                List.of(
                        "../../../../etc/passwd",
                        "..\\..\\windows",
                        "/etc/passwd%00",
                        "file:///etc/passwd",
                        "http://127.0.0.1:8090/",
                        "//evil.example",
                        "C:\\con\\con",
                        "%2e%2e%2f",
                        "a/../b",
                        "?x=1",
                        "#x",
                        "a%2Fb",
                        "%25"));
        kinds.put(
                "tables",
                List.of("=cmd|' /C calc'!A0", "=1+1", "+1", "-1+1", "@SUM(1)", "\"a\",\"b\"", "a;b;c", "\t=1"));
        kinds.put(
                "what filters take for something else",
                List.of(
                        "Scunthorpe General Hospital",
                        "Penistone",
                        "Lightwater Country Park",
                        "Dick Van Dyke",
                        "medieval erection of parapets",
                        "Cockburn"));
        kinds.put(
                "what has crashed somebody",
                List.of(
                        "Power\u0644\u064F\u0644\u064F\u0635\u0651\u0628\u064F\u0644\u064F\u0644\u0635\u0651\u0628\u064F\u0631\u0631\u064B \u0963 \u0963h \u0963 \u0963 \u5197",
                        "\uD83C\uDFF30\uD83C\uDF08\uFE0F",
                        "\u0C1C\u0C4D\u0C1E\u200C\u0C3E",
                        "\ufdfd",
                        "\uD809\uDC2B"));
        return kinds;
    }

    private NaughtyStrings() {}
}
