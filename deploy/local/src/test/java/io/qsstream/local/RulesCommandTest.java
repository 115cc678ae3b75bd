package io.qsstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RulesCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private CommandLine tool;

    @BeforeEach
    void setUp() {
        tool = Qsstream.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    }

    @Test
    void theShippedRulesAreCountedAndValid() {
        // Given
        Path shipped = Path.of("../../schemas/src/main/resources/alert-rules.yml");

        // When
        int exit = tool.execute("rules", "check", shipped.toString());

        // Then
        assertThat(exit).isZero();
        assertThat(out).hasToString(shipped + ": 34 rules, 3 session rules, all valid" + System.lineSeparator());
    }

    @Test
    void everyMistakeIsALineOfItsOwn() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("mine.yml"), """
                version: 1
                rules:
                  - id: a
                    metric: jiterMs
                    breach: "> 40 ms"
                    clear: "< 30 ms"
                    severity: WARNING
                    samples: 17
                """);

        // When
        int exit = tool.execute("rules", "check", file.toString());

        // Then
        assertThat(exit).isEqualTo(1);
        assertThat(out.toString().lines())
                .containsExactly(
                        file + ":4 rules[0].metric must be a metric, was jiterMs: did you mean jitterMs?",
                        file + ":8 rules[0].samples must be at most 16, was 17");
    }

    @Test
    void aFileThatIsNotThereIsToldInOneLine() {
        // When
        int exit = tool.execute("rules", "check", "nowhere.yml");

        // Then
        assertThat(exit).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString().lines())
                .containsExactly("No file to read at nowhere.yml (qsstream rules check --help says more)");
    }
}
