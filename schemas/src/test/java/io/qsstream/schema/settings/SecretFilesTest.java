package io.qsstream.schema.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFilesTest {

    @TempDir
    private Path folder;

    @Test
    void aFilesContentStandsForTheSecretWithoutItsLineBreak() throws IOException {
        // Given
        Path main = Files.writeString(folder.resolve("main"), "one, two\n");
        Path app = Files.writeString(folder.resolve("app"), "  of the app\r\n");
        Path jaas = Files.writeString(folder.resolve("jaas"), "Module required\n  username=a;");

        // When
        Map<String, String> read = SecretFiles.read(Map.of(
                "ZOOM_WEBHOOK_SECRET_TOKEN_FILE", main.toString(),
                "ZOOM_WEBHOOK_SECRET_TOKEN_MY_APP_FILE", app.toString(),
                "KAFKA_SASL_JAAS_CONFIG_FILE", jaas.toString(),
                "DASHBOARD_API_TOKEN", "as before"));

        // Then
        assertThat(read)
                .containsOnly(
                        Map.entry("ZOOM_WEBHOOK_SECRET_TOKEN", "one, two"),
                        Map.entry("ZOOM_WEBHOOK_SECRET_TOKEN_MY_APP", "of the app"),
                        Map.entry("KAFKA_SASL_JAAS_CONFIG", "Module required\n  username=a;"),
                        Map.entry("DASHBOARD_API_TOKEN", "as before"));
    }

    @Test
    void onlySecretsMayBeFiles() {
        Map<String, String> others = Map.of(
                "KAFKA_SASL_OAUTHBEARER_ASSERTION_FILE", "/kafka's/own",
                "QSSTREAM_ALERTS_RULES_FILE", "rules.yml",
                "SOME_FILE", "x");
        assertThat(SecretFiles.read(others)).isEqualTo(others);
    }

    @Test
    void aSecretGivenTwiceRefusesTheStart() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "a-token");
        assertThatThrownBy(() -> SecretFiles.read(
                        Map.of("DASHBOARD_API_TOKEN", "another", "DASHBOARD_API_TOKEN_FILE", file.toString())))
                .isInstanceOf(StartRefused.class)
                .hasMessage("DASHBOARD_API_TOKEN and DASHBOARD_API_TOKEN_FILE are both set: unset one");
    }

    @Test
    void aFileThatHoldsNoSecretRefusesTheStartAndIsNotQuoted() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty"), " \n");
        Path large = Files.writeString(folder.resolve("large"), "secret".repeat(20_000));
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xFF, (byte) 0xFE, 's'});
        refusal(empty.toString())
                .hasMessage("DASHBOARD_API_TOKEN_FILE=" + empty + " is empty: write the secret into it");
        refusal(large.toString()).hasMessageContaining("larger than 64 KiB").hasMessageNotContaining("secretsecret");
        refusal(binary.toString()).hasMessageContaining("is not UTF-8 text");
        refusal(folder.resolve("missing").toString())
                .hasMessageMatching("Cannot read DASHBOARD_API_TOKEN_FILE=.*missing \\(NoSuchFileException\\): .*");
        refusal(folder.toString()).hasMessageStartingWith("Cannot read DASHBOARD_API_TOKEN_FILE=");
        refusal("\0").hasMessageStartingWith("Cannot read DASHBOARD_API_TOKEN_FILE=");
    }

    @Test
    void theConfigurationPageListsEverySecretThatMayBeAFile() throws IOException {
        String page = Files.readString(Path.of("../docs/configuration.md"));
        for (String secret : SecretFiles.SECRETS) {
            assertThat(page).contains("`" + secret + "_FILE`");
        }
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> refusal(String file) {
        return assertThatThrownBy(() -> SecretFiles.read(Map.of("DASHBOARD_API_TOKEN_FILE", file)))
                .isInstanceOf(StartRefused.class);
    }
}
