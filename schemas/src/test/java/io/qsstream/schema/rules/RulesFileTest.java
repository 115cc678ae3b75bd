package io.qsstream.schema.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qsstream.schema.settings.StartRefused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesFileTest {

    @Test
    void withoutAFileTheShippedRulesApply() {
        assertThat(RulesFile.atStart(null).userRules()).isNotEmpty();
    }

    @Test
    void aFileReplacesTheShippedRulesAsAWhole(@TempDir Path folder) throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("mine.yml"), "\uFEFFversion: 1\nrules: []\n");

        // When
        AlertRules rules = RulesFile.atStart(file);

        // Then
        assertThat(rules).isEqualTo(new AlertRules(List.of(), List.of()));
    }

    @Test
    void aWrongFileRefusesTheStartWithEveryMistake(@TempDir Path folder) throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("mine.yml"), "version: 2\nrule: []\n");

        // When
        assertThatThrownBy(() -> RulesFile.atStart(file))

                // Then
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining(file + ":1 version must be 1")
                .hasMessageContaining(file + ":1 rules is missing")
                .hasMessageContaining(file + ":2 rule is not a key here: did you mean rules?");
    }

    @Test
    void aFileThatIsNotThereRefusesTheStartWithTheSettingThatNamesIt() {
        assertThatThrownBy(() -> RulesFile.atStart(Path.of("nowhere.yml")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("qsstream.alerts.rules=nowhere.yml");
    }

    @Test
    void textThatIsNotUtf8IsToldByItsLine() {
        // When
        RulesReading reading = RulesFile.read("a.yml", "version: 1\n# für\n".getBytes(StandardCharsets.ISO_8859_1));

        // Then
        assertThat(reading)
                .isEqualTo(new RulesReading.Invalid(
                        List.of(new Mistake("a.yml", 2, "", "is not UTF-8: save it as UTF-8"))));
    }

    @Test
    void aFileThatCannotBeARulesFileIsNotParsed() {
        // When
        RulesReading reading = RulesFile.read("a.yml", new byte[RulesFile.MAX_BYTES + 1]);

        // Then
        assertThat(reading)
                .isEqualTo(new RulesReading.Invalid(
                        List.of(new Mistake("a.yml", 1, "", "must be at most 256 KiB: is it the right file?"))));
    }

    @Property(tries = 500)
    void noTextMakesTheReaderThrow(@ForAll String text) {
        // When
        RulesReading reading = RulesReader.read("a.yml", text);

        // Then
        assertThat(reading).isNotNull();
    }

    @Property(tries = 1000)
    void noDamageToTheShippedFileMakesTheReaderThrow(
            @ForAll @IntRange(max = 8000) int at,
            @ForAll @IntRange(max = 30) int length,
            @ForAll("scraps") String scrap)
            throws IOException {
        // Given
        String shipped = shipped();
        int from = Math.min(at, shipped.length());
        int to = Math.min(from + length, shipped.length());

        // When
        RulesReading reading = RulesReader.read("a.yml", shipped.substring(0, from) + scrap + shipped.substring(to));

        // Then
        assertThat(reading).isNotNull();
    }

    @Provide
    Arbitrary<String> scraps() {
        return Arbitraries.of(
                "",
                "\t",
                "\n",
                ":",
                "- ",
                "[",
                "{",
                "]",
                "}",
                "\"",
                "'",
                "? ",
                "*a",
                "&a ",
                "!x ",
                "|",
                ">",
                "%",
                "null",
                "-1",
                "99999999999",
                "\n---\n",
                "\n...\n",
                "<<: ",
                "é",
                "\u0000",
                "\uD800",
                "#");
    }

    private static String shipped() throws IOException {
        return Files.readString(Path.of("src/main/resources", RulesFile.SHIPPED));
    }
}
