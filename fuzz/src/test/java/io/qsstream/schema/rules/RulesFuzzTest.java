package io.qsstream.schema.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.qsstream.fuzz.Seeds;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever an operator gives for alert rules: rules, or mistakes that each name a line of the file. */
class RulesFuzzTest {

    static Stream<byte[]> seeds() throws IOException {
        try (InputStream shipped = RulesFile.class.getResourceAsStream("/" + RulesFile.SHIPPED)) {
            return Stream.concat(
                    Stream.of(Objects.requireNonNull(shipped).readAllBytes()),
                    Seeds.texts(
                            "version: 1\nrules:\n  - id: a\n    metric: jitterMs\n    media: AUDIO\n    breach: \"> 40 ms\"\n"
                                    + "    clear: \"< 30 ms\"\n    breaches: 3\n    samples: 5\n    severity: WARNING\n",
                            "version: 1\nrules: []\n",
                            "&a [*a]",
                            "--- !!java.net.URL x",
                            "a: b: c"));
        }
    }

    @MethodSource("seeds")
    @DictionaryFile(resourcePath = "/dictionary.txt")
    @FuzzTest
    void everyFileIsReadOrRefusedByLine(byte[] file) {
        // When
        RulesReading reading = RulesFile.read("rules.yml", file);

        // Then
        if (reading instanceof RulesReading.Invalid invalid) {
            int lines = 1
                    + (int) new String(file, StandardCharsets.UTF_8)
                            .chars()
                            .filter(c -> c == '\n' || c == '\r' || c == '\u0085' || c == '\u2028' || c == '\u2029')
                            .count();
            for (Mistake mistake : invalid.mistakes()) {
                assertThat(mistake.line()).as(mistake.toString()).isBetween(1, lines + 1);
                assertThat(mistake.toString()).doesNotContain("\n", "\r");
            }
        }
    }
}
