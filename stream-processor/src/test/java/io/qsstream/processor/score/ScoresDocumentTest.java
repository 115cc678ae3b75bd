package io.qsstream.processor.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.v1.Classification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code docs/scores.md} says is what the code does. */
class ScoresDocumentTest {

    private static final Path DOCUMENT = Path.of("../docs/scores.md");
    private static final List<Classification> RATED =
            List.of(Classification.GOOD, Classification.FAIR, Classification.POOR);
    /** The document rounds the bounds that are no round numbers to three decimals. */
    private static final double ROUNDING = 0.0005;

    @ParameterizedTest
    @EnumSource(Measure.class)
    void everyBandOfTheTableIsTheCodes(Measure measure) throws IOException {
        // When
        List<String> row = row(measure.text());

        // Then
        for (int i = 0; i < RATED.size(); i++) {
            String cell = row.get(i + 1);
            Classification rated = RATED.get(i);
            if (cell.equals("–")) {
                assertThat(Stream.iterate(1.0, value -> value <= 5, value -> value + 0.01)
                                .map(measure::classify))
                        .doesNotContain(rated);
                continue;
            }
            assertThat(cell).as("%s of %s", rated, measure).matches("[≥≤] [0-9.]+");
            double bound = Double.parseDouble(cell.substring(2));
            double better = cell.startsWith("≥") ? ROUNDING : -ROUNDING;
            assertThat(measure.classify(bound + better)).isEqualTo(rated);
            assertThat(measure.classify(bound - better)).isLessThan(rated);
        }
    }

    @ParameterizedTest
    @EnumSource(Rating.Unrated.class)
    void everyReasonIsExplained(Rating.Unrated reason) throws IOException {
        assertThat(row(reason.name()).get(1)).isNotBlank();
    }

    @Test
    void theModelIsNamedWithItsVersion() throws IOException {
        assertThat(Files.readString(DOCUMENT)).contains("`" + MosEstimate.MODEL + "`");
    }

    /** The cells of the table row that begins with this word. */
    private static List<String> row(String first) throws IOException {
        String start = "| `" + first + "` |";
        List<String> rows = Files.readAllLines(DOCUMENT).stream()
                .filter(line -> line.startsWith(start))
                .toList();
        assertThat(rows).as("rows of docs/scores.md that begin with %s", start).hasSize(1);
        return Stream.of(rows.get(0).split("\\|")).skip(1).map(String::trim).toList();
    }
}
