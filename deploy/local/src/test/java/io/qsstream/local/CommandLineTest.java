package io.qsstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.local.simulate.Scenario;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CommandLineTest {

    @TempDir
    Path folder;

    @Test
    void theSecretComesFromTheEnvironmentOnlyWhereTheUrlWasGiven() {
        // Given
        SimulateCommand withUrl = parsed("simulate", "--url", "http://127.0.0.1:1");
        SimulateCommand withSecret = parsed("simulate", "--url", "http://127.0.0.1:1", "--secret", "s");
        SimulateCommand withNeither = parsed("simulate");

        // Then
        assertThat(withUrl.key("new-secret, old-secret", Optional.empty())).contains("new-secret");
        assertThat(withUrl.key(" ", Optional.empty())).isEmpty();
        assertThat(withSecret.key("new-secret, old-secret", Optional.empty())).contains("s");
        assertThat(withNeither.key("new-secret, old-secret", Optional.empty())).isEmpty();
    }

    @Test
    void theTruthTestsCommandIsUnderstood() {
        SimulateCommand command = parsed(
                "simulate",
                "--sessions",
                "50",
                "--users",
                "10",
                "--minutes",
                "10",
                "--speed",
                "0",
                "--duplicates",
                "0.3",
                "--shuffle",
                "90",
                "--late",
                "0.05",
                "--out",
                "FILE",
                "--scenario",
                "data-center-brownout",
                "--end",
                "2026-11-21T10:00:00Z",
                "--cadence",
                "10s");

        assertThat(command.sessions).isEqualTo(50);
        assertThat(command.users).isEqualTo(10);
        assertThat(command.minutes).isEqualTo(10);
        assertThat(command.speed).isZero();
        assertThat(command.duplicates).isEqualTo(0.3);
        assertThat(command.shuffle).isEqualTo(Duration.ofSeconds(90));
        assertThat(command.late).isEqualTo(0.05);
        assertThat(command.out).isEqualTo(Path.of("FILE"));
        assertThat(command.scenario).isEqualTo(Scenario.DATA_CENTER_BROWNOUT);
        assertThat(command.end).isEqualTo(Instant.parse("2026-11-21T10:00:00Z"));
        assertThat(command.cadence).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void upShowsLifeQuicklyUnlessToldOtherwise() {
        UpCommand command = parsed("up");

        assertThat(command.window).isEqualTo(Duration.ofSeconds(10));
        assertThat(command.grace).isEqualTo(Duration.ofSeconds(5));
        assertThat(command.cadence).isEqualTo(Duration.ofSeconds(5));
        assertThat(command.data).isEqualTo(Path.of(".qsstream"));
        assertThat(command.portOffset).isZero();
        assertThat(command.noSimulator).isFalse();
        assertThat(command.secret).isNull();
    }

    @ParameterizedTest
    @CsvSource({"10,10000", "10s,10000", "500ms,500", "2m,120000", "1h,3600000"})
    void durationsAreReadAsPeopleWriteThem(String text, long millis) {
        assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "simulate --scenario flood | Unknown scenario 'flood': choose one of steady",
                "simulate --url http://127.0.0.1:1 --secret s --speed -1 | --speed must be 0 to 10000",
                "simulate --url http://127.0.0.1:1 --secret s --duplicates 3 | --duplicates must be 0 to 1, was 3.0",
                "simulate --url http://127.0.0.1:1 --secret s --minutes 1 --cadence 2m | --cadence must be",
                "simulate --data /nowhere | no stack runs on /nowhere: start one with ./qsstream up",
                "up --window ten | 'ten' is not a duration: write 10s, 500ms or 2m",
                "up --port-offset 60000 | --port-offset must be 0 to 50000",
                "up --cadence 1500ms | --cadence must be whole seconds",
                "'' | Which command? up, simulate, compare, rules, topics, dead-letters, erase, backfill or soak",
            })
    void aMistakeIsOneLineThatSaysWhatToDo(String arguments, String message) {
        StringWriter err = new StringWriter();
        int status = Qsstream.commandLine()
                .setErr(new PrintWriter(err))
                .execute(arguments.isEmpty() ? new String[0] : arguments.split(" "));

        assertThat(status).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains(message).hasLineCount(1);
    }

    @SuppressWarnings("unchecked")
    private static <T> T parsed(String... arguments) {
        CommandLine.ParseResult result = Qsstream.commandLine().parseArgs(arguments);
        return (T) result.subcommand().commandSpec().userObject();
    }
}
