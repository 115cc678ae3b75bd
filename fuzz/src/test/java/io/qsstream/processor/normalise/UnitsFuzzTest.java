package io.qsstream.processor.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.qsstream.fuzz.Seeds;
import io.qsstream.processor.normalise.Units.Dimension;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** The grammar as {@link Units} documents it, written down a second time, over whatever text. */
class UnitsFuzzTest {

    /** Control characters, and whatever Unicode calls a space or a separator, the no-break space included. */
    private static final String SPACE = "[\\x00-\\x20\\p{Z}]*";

    private static final Pattern VALUE = Pattern.compile(
            SPACE + "([+-]?)([0-9]+)(?:[.,]([0-9]+))?" + SPACE + "(|bps|kbps|mbps|ms|s|%|fps|dbm)" + SPACE,
            Pattern.CASE_INSENSITIVE);
    private static final Pattern ABSENT = Pattern.compile(SPACE + "(|-|--|n/a|null)" + SPACE, Pattern.CASE_INSENSITIVE);
    private static final Pattern PICTURE = Pattern.compile(
            SPACE + "([0-9]{1,9})" + SPACE + "[*x\u00D7]" + SPACE + "([0-9]{1,9})" + SPACE, Pattern.CASE_INSENSITIVE);
    private static final Map<String, Integer> OWN = Map.of("bps", -3, "kbps", 0, "mbps", 3, "ms", 0, "s", 3);

    static Stream<byte[]> seeds() {
        return Seeds.texts(
                "27.15 kbps",
                "1.2 Mbps",
                "800 bps",
                "126 ms",
                "1.5 s",
                "0.03%",
                "24 fps",
                "-61 dBm",
                "N/A",
                "--",
                "null",
                "4,5",
                "+7",
                "\u00A012\u00A0ms ",
                "1280*720",
                "1280 x 720",
                "640\u00D7360",
                "1e5",
                "-0",
                "007",
                "99999999999999999999999999999999999999999",
                "2026-11-20T14:21:00Z",
                "2026-11-20T14:21:00.123+05:30",
                "2026-11-20T14:21:00zZ");
    }

    @MethodSource("seeds")
    @FuzzTest
    void aTextIsReadAsTheGrammarSaysAndNeverThrows(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        for (Dimension dimension : Dimension.values()) {
            double read = Units.read(text, dimension);
            // Boxed, because absent is NaN.
            assertThat(Double.valueOf(read)).as("%s of <%s>", dimension, text).isEqualTo(expected(text, dimension));
            assertThat(Double.doubleToRawLongBits(read)).isNotEqualTo(Double.doubleToRawLongBits(-0.0));
        }
        Matcher picture = PICTURE.matcher(text);
        long size = Units.readSize(text);
        if (picture.matches()) {
            assertThat(Units.width(size)).isEqualTo(Double.parseDouble(picture.group(1)));
            assertThat(Units.height(size)).isEqualTo(Double.parseDouble(picture.group(2)));
        } else {
            assertThat(size).isEqualTo(ABSENT.matcher(text).matches() ? Units.ABSENT_SIZE : Units.UNREADABLE_SIZE);
        }
        long time = Times.read(text.toCharArray(), 0, text.length());
        if (time != Times.UNREADABLE && text.matches("[0-9]{4}-.*[+-][0-9]{2}:[0-9]{2}|[0-9]{4}-.*Z")) {
            assertThat(time).isEqualTo(OffsetDateTime.parse(text).toInstant().toEpochMilli());
        }
    }

    private static Double expected(String text, Dimension dimension) {
        if (ABSENT.matcher(text).matches()) {
            return Units.ABSENT;
        }
        Matcher value = VALUE.matcher(text);
        if (!value.matches()) {
            return Units.UNREADABLE;
        }
        String whole = value.group(2);
        String fraction = value.group(3) == null ? "" : value.group(3);
        String unit = value.group(4).toLowerCase(Locale.ROOT);
        boolean known = switch (dimension) {
            case BITRATE -> unit.isEmpty() || unit.endsWith("bps");
            case TIME -> unit.isEmpty() || unit.equals("ms") || unit.equals("s");
            case SHARE -> unit.isEmpty() || unit.equals("%");
            case FRAME_RATE -> unit.isEmpty() || unit.equals("fps");
            case SIGNAL -> unit.isEmpty() || unit.equals("dbm");
            case SCORE -> unit.isEmpty();
        };
        if (!known || whole.length() + fraction.length() > 40) {
            return Units.UNREADABLE;
        }
        double number = new BigDecimal(whole + (fraction.isEmpty() ? "" : "." + fraction))
                .scaleByPowerOfTen(OWN.getOrDefault(unit, 0))
                .doubleValue();
        if (!value.group(1).equals("-") || number == 0) {
            return number;
        }
        return dimension == Dimension.SIGNAL ? -number : Units.UNREADABLE;
    }
}
