package io.qsstream.processor.cause;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.v1.CauseClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code docs/causes.md} says is what the code does. */
class CausesDocumentTest {

    private static final Path DOCUMENT = Path.of("../docs/causes.md");
    private static final Path CODE = Path.of("src/main/java/io/qsstream/processor/cause/Causes.java");

    @ParameterizedTest
    @EnumSource(CauseClass.class)
    void everyClassIsExplained(CauseClass cause) throws IOException {
        assertThat(Files.readString(DOCUMENT)).contains("| `" + cause + "` |");
    }

    @ParameterizedTest
    @EnumSource(Action.class)
    void everyActionIsExplained(Action action) throws IOException {
        String actions = Files.readString(DOCUMENT);
        assertThat(actions.substring(actions.indexOf("## Suggested actions"))).contains("`" + action + "`");
    }

    @Test
    void theWordsHaveTheCodesValues() throws IOException {
        assertThat(Files.readString(DOCUMENT))
                .contains(
                        "| most | " + Math.round(100 * Causes.MOST) + " % or more |",
                        "| few | " + Math.round(100 * Causes.FEW) + " % or fewer |",
                        "| weak signal | below " + Math.round(Load.WEAK_SIGNAL_DBM) + " dBm |",
                        "system over " + Math.round(Load.BUSY_SYSTEM_PCT) + " %, Zoom alone over "
                                + Math.round(Load.BUSY_ZOOM_PCT) + " %");
        assertThat(Causes.CROWD).isEqualTo(3);
    }

    @Test
    void everyConfidenceOfTheCodeStandsInTheTable() throws IOException {
        // Given
        Set<String> inCode = numbers(Files.readString(CODE), Pattern.compile("(?<![\\d.])(0\\.[1-9]\\d*)(?![\\d.])"));
        inCode.removeAll(Set.of(Double.toString(Causes.MOST), Double.toString(Causes.FEW)));
        inCode.add("0.75"); // Also a confidence.

        // When
        String document = Files.readString(DOCUMENT);
        Set<String> inTable = numbers(
                document.substring(document.indexOf("## Classes"), document.indexOf("| word |")),
                Pattern.compile("(0\\.\\d+)"));

        // Then
        assertThat(inTable).isEqualTo(inCode);
    }

    private static Set<String> numbers(String text, Pattern pattern) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
