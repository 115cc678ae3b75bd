package io.qsstream.dashboard.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportCsvTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "R. Okafor       | R. Okafor",
                "=1+1            | \"'=1+1\"",
                "+49 30 1234     | \"'+49 30 1234\"",
                "-2+3            | \"'-2+3\"",
                "-12.5           | -12.5",
                "@SUM(A1)        | \"'@SUM(A1)\"",
                "|cmd            | \"'|cmd\"",
                "say \"hi\", you | \"say \"\"hi\"\", you\"",
                "a;b             | \"a;b\"",
            },
            delimiterString = " | ")
    void aCellIsNeverAFormula(String text, String cell) {
        assertThat(ReportCsv.cell(text.strip())).isEqualTo(cell.strip());
    }
}
