package io.qsstream.processor.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.processor.normalise.Units.Dimension;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.regex.Pattern;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {

    private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-fA-F]{4})");

    @ParameterizedTest(name = "[{0}] as {1} is {2}")
    @CsvFileSource(resources = "/normalise/units.csv", delimiter = ';', quoteCharacter = '\'')
    void readsTheLiteral(String literal, Dimension dimension, String expected) {
        // When
        double outcome = Units.read(unescaped(literal), dimension);

        // Then
        assertThat(spelled(outcome)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "[{0}] is {1}")
    @CsvFileSource(resources = "/normalise/sizes.csv", delimiter = ';', quoteCharacter = '\'')
    void readsTheSizeOfAPicture(String literal, String expected) {
        // When
        long outcome = Units.readSize(unescaped(literal));

        // Then
        String spelled = outcome == Units.ABSENT_SIZE
                ? "absent"
                : outcome == Units.UNREADABLE_SIZE
                        ? "unreadable"
                        : "%.0fx%.0f".formatted(Units.width(outcome), Units.height(outcome));
        assertThat(spelled).isEqualTo(expected);
    }

    @ParameterizedTest(name = "the JSON number {0} as {1} is {2}")
    @CsvSource({
        "71, BITRATE, 71.0",
        "0.2, SHARE, 0.2",
        "-56, SIGNAL, -56.0",
        "-56, BITRATE, unreadable",
        "1e5, BITRATE, 100000.0",
        "1.5E-1, SHARE, 0.15",
        "-5.6e1, SIGNAL, -56.0",
        "-5.6e1, TIME, unreadable",
        "-0.0, TIME, 0.0",
        "-0e3, TIME, 0.0",
        "1e400, BITRATE, unreadable",
        "12345678901234567890123456789012345678901, BITRATE, unreadable",
        "0.00000000000000000000000000000000000000001e9, BITRATE, unreadable",
    })
    void readsTheJsonNumber(String number, Dimension dimension, String expected) {
        // When
        double outcome = Units.readNumber(number.toCharArray(), 0, number.length(), dimension);

        // Then
        assertThat(spelled(outcome)).isEqualTo(expected);
    }

    @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE)
    void everyDecimalIsTheDoubleNearestToIt(
            @ForAll @BigRange(min = "0", max = "100000000000000000000") @Scale(12) BigDecimal decimal) {
        // When
        double kbps = Units.read(decimal.toPlainString() + " kbps", Dimension.BITRATE);
        double mbps = Units.read(decimal.toPlainString() + " Mbps", Dimension.BITRATE);
        double bps = Units.read(decimal.toPlainString() + "bps", Dimension.BITRATE);

        // Then
        assertThat(kbps).isEqualTo(Double.parseDouble(decimal.toPlainString()));
        assertThat(mbps).isEqualTo(Double.parseDouble(decimal.movePointRight(3).toPlainString()));
        assertThat(bps).isEqualTo(Double.parseDouble(decimal.movePointLeft(3).toPlainString()));
    }

    @Property(tries = 5_000)
    void noTextMakesItThrow(@ForAll String text, @ForAll Dimension dimension, @ForAll @IntRange(max = 3) int offset) {
        // Given
        char[] chars = ("abc" + text + "9").toCharArray();

        // When
        double outcome = Units.read(chars, offset, chars.length - offset - 1, dimension);

        // Then
        assertThat(outcome).isNotEqualTo(Double.NEGATIVE_INFINITY);
    }

    private static String spelled(double outcome) {
        if (Double.isNaN(outcome)) {
            return "absent";
        }
        return outcome == Units.UNREADABLE ? "unreadable" : Double.toString(outcome);
    }

    private static String unescaped(String literal) {
        return ESCAPE.matcher(literal)
                .replaceAll(match -> String.valueOf((char) HexFormat.fromHexDigits(match.group(1))))
                .replace("\\t", "\t")
                .replace("\\n", "\n");
    }
}
