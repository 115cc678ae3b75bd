package io.qsstream.schema.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Settings that contradict each other are refused in one line, before anything is asked. */
class RegistrySettingsTest {

    static Stream<Arguments> wrong() {
        String url = RegistrySettings.URL;
        return Stream.of(
                Arguments.of(Map.of(), "schema.registry.url is missing"),
                Arguments.of(Map.of(url, " , "), "schema.registry.url is missing"),
                Arguments.of(Map.of(url, "registry:8081"), "must be http://host:port/path"),
                Arguments.of(Map.of(url, "http://u:p ss@h"), "percent-encode"),
                Arguments.of(Map.of(url, "mock://a,http://h"), "mixes mock://"),
                Arguments.of(Map.of(url, "http://h", "max.retries", "-1"), "max.retries must be a whole number"),
                Arguments.of(
                        Map.of(url, "http://h", "basic.auth.credentials.source", "SASL_INHERIT"), "URL or USER_INFO"),
                Arguments.of(
                        Map.of(url, "http://h", "basic.auth.credentials.source", "USER_INFO"),
                        "basic.auth.user.info is missing"),
                Arguments.of(
                        Map.of(url, "http://h", "bearer.auth.credentials.source", "OAUTHBEARER"),
                        "must be STATIC_TOKEN"),
                Arguments.of(
                        Map.of(url, "http://h", "bearer.auth.credentials.source", "STATIC_TOKEN"),
                        "bearer.auth.token is missing"),
                Arguments.of(
                        Map.of(
                                url,
                                "http://h",
                                "bearer.auth.token",
                                "t",
                                "basic.auth.credentials.source",
                                "USER_INFO",
                                "basic.auth.user.info",
                                "u:p"),
                        "Both basic and bearer"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void wrongSettingsAreRefused(Map<String, String> properties, String reason) {
        assertThatThrownBy(() -> RegistrySettings.of(properties))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(reason)
                .hasMessageNotContainingAny("p ss", "u:p", "\n");
    }

    @Test
    void credentialsAreNotInTheText() {
        RegistrySettings settings = RegistrySettings.of(Map.of(
                RegistrySettings.URL,
                List.of("https://user:hush@h:1/p/", "https://h2"),
                "retries.wait.ms",
                7,
                "unrelated",
                new Password("x")));

        assertThat(settings.toString()).doesNotContain("hush", "user").contains("https://h:1/p", "https://h2");
        assertThat(settings.endpoints().get(0).authorization()).isPresent();
        assertThat(settings.endpoints().get(1).authorization()).isEmpty();
        assertThat(settings.firstPause()).hasMillis(7);
    }

    @Test
    void passwordsMayBeKafkasType() {
        RegistrySettings settings = RegistrySettings.of(
                Map.of(RegistrySettings.URL, "http://h", "bearer.auth.token", new Password("t0ken")));

        assertThat(settings.endpoints().getFirst().authorization()).contains("Bearer t0ken");
    }
}
