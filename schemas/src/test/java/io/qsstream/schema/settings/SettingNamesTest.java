package io.qsstream.schema.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettingNamesTest {

    private static final Set<String> KNOWN = Set.of("qsstream.window.size", "qsstream.window.grace");

    @Test
    void aMisspeltSettingIsNamedWithTheNearestValidOne() {
        assertThat(SettingNames.firstUnknown(KNOWN, List.of("qsstream.window.sise")))
                .hasValue("Unknown setting qsstream.window.sise: did you mean qsstream.window.size?"
                        + " docs/configuration.md lists all");
    }

    @Test
    void aMisspeltVariableIsNamedWithTheNearestVariable() {
        assertThat(SettingNames.firstUnknown(KNOWN, List.of("QSSTREAM_WINDOW_GRASE")))
                .hasValueSatisfying(line -> assertThat(line).contains("did you mean QSSTREAM_WINDOW_GRACE?"));
    }

    @Test
    void knownSettingsAndTheRestOfTheWorldAreAccepted() {
        assertThat(SettingNames.firstUnknown(
                        KNOWN,
                        List.of("qsstream.window.size", "QSSTREAM_WINDOW_GRACE", "micronaut.server.port", "PATH")))
                .isEmpty();
    }

    @Test
    void theConfigurationPageListsEverySetting() throws IOException {
        // When
        String page = Files.readString(Path.of("../docs/configuration.md"));

        // Then
        for (String setting : Settings.KNOWN) {
            assertThat(page).contains("`" + setting + "`").contains("`" + SettingNames.asVariable(setting) + "`");
        }
    }
}
