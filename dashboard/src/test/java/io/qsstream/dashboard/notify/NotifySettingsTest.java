package io.qsstream.dashboard.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qsstream.dashboard.settings.NotifySettings;
import io.qsstream.schema.settings.StartRefused;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotifySettingsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @ParameterizedTest
    @ValueSource(strings = {"https://d.example.com", "https://d.example.com/", " https://d.example.com// "})
    void thePublicUrlEndsWithOneSlash(String given) {
        assertThat(new NotifySettings("", MINUTE, given).publicUrl()).isEqualTo("https://d.example.com/");
    }

    @Test
    void severalAlertmanagersAreEachToldAndNoneIsNobody() {
        assertThat(new NotifySettings("http://a:9093, http://b:9093/x", MINUTE, "").alertmanagerUris())
                .containsExactly(URI.create("http://a:9093"), URI.create("http://b:9093/x"));
        assertThat(new NotifySettings("", MINUTE, "").alertmanagerUris()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"alertmanager:9093", "ftp://a", "http://"})
    void whatIsNoHttpAddressIsRefusedAtTheStart(String given) {
        assertThatThrownBy(() -> new NotifySettings(given, MINUTE, ""))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("qsstream.notify.alertmanagers");
    }

    @Test
    void aRefreshOfNothingIsRefused() {
        assertThatThrownBy(() -> new NotifySettings("", Duration.ZERO, ""))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("qsstream.notify.refresh");
    }
}
