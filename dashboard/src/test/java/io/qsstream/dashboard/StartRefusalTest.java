package io.qsstream.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qsstream.schema.settings.StartRefused;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartRefusalTest {

    private static final Map<String, String> TOKEN = Map.of("DASHBOARD_API_TOKEN", RunningDashboard.TOKEN);

    @ParameterizedTest
    @CsvSource({
        "'',                       DASHBOARD_API_TOKEN is not set",
        "short,                    DASHBOARD_API_TOKEN must have at least 16 characters",
        "a token with spaces in it,DASHBOARD_API_TOKEN may hold printable ASCII",
    })
    void aTokenThatProtectsNothingRefusesTheStart(String token, String line) {
        assertThatThrownBy(() -> DashboardService.start(Map.of("DASHBOARD_API_TOKEN", token), Map.of()))
                .satisfies(e -> assertThat(StartRefused.lineOf(e))
                        .startsWith(line)
                        .contains("openssl rand -hex 32")
                        .doesNotContain("a token with"));
    }

    @ParameterizedTest
    @CsvSource({
        "qsstream.dashboard.sample-age,    1s,  qsstream.dashboard.sample-age must be between 60s and 604800s",
        "qsstream.dashboard.max-samples,   1,   qsstream.dashboard.max-samples must be between 1000 and 100000000",
        "qsstream.dashboard.max-sessions,  ten, qsstream.dashboard.max-sessions cannot be read",
        "qsstream.dashboard.page-token,    si,  qsstream.dashboard.page-token cannot be read",
        "qsstream.dashboard.max-session,   10,  Unknown setting qsstream.dashboard.max-session: did you mean"
                + " qsstream.dashboard.max-sessions?",
        "qsstream.environment,             dev, qsstream.environment must be one of",
    })
    void aSettingThatWouldBeIgnoredRefusesTheStart(String name, String value, String line) {
        assertThatThrownBy(() -> DashboardService.start(TOKEN, Map.of(name, value)))
                .satisfies(e -> assertThat(StartRefused.lineOf(e)).startsWith(line));
    }

    @Test
    void aTakenPortIsNamed() {
        try (RunningDashboard running = RunningDashboard.withoutKafka(Map.of())) {
            assertThatThrownBy(() -> RunningDashboard.withoutKafka(Map.of("micronaut.server.port", running.port)))
                    .satisfies(e ->
                            assertThat(StartRefused.lineOf(e)).contains("MICRONAUT_SERVER_PORT (now " + running.port));
        }
    }
}
