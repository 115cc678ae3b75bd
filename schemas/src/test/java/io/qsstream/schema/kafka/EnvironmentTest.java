package io.qsstream.schema.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EnvironmentTest {

    @Test
    void anyClientPropertyPassesThroughInCapitals() {
        // When
        KafkaEnvironment kafka = KafkaEnvironment.of(
                Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS", "a:9092",
                        "KAFKA_SASL_JAAS_CONFIG", "x",
                        "KAFKA_NUM_STREAM_THREADS", "3",
                        "PATH", "/bin"),
                Set.of("num.stream.threads"));

        // Then
        assertThat(kafka.properties())
                .containsOnly(
                        Map.entry("bootstrap.servers", "a:9092"),
                        Map.entry("sasl.jaas.config", "x"),
                        Map.entry("num.stream.threads", "3"));
        assertThat(kafka.unknown()).isEmpty();
    }

    @Test
    void aVariableThatNamesNoPropertyIsReportedAndNotPassedOn() {
        // When
        KafkaEnvironment kafka = KafkaEnvironment.of(Map.of("KAFKA_BOOTSTRAP_SERVER", "a:9092"), Set.of());

        // Then
        assertThat(kafka.properties()).isEmpty();
        assertThat(kafka.unknown()).containsExactly("KAFKA_BOOTSTRAP_SERVER");
    }

    @Test
    void theRegistryIsFoundByConfluentsNames() {
        // When
        Map<String, String> registry = RegistryEnvironment.of(Map.of(
                "SCHEMA_REGISTRY_URL", "https://r1,https://r2",
                "SCHEMA_REGISTRY_URL_USER_INFO", "u:p",
                "SCHEMA_REGISTRY_BEARER_AUTH_TOKEN", "t"));

        // Then
        assertThat(registry)
                .containsOnly(
                        Map.entry("schema.registry.url", "https://r1,https://r2"),
                        Map.entry("basic.auth.credentials.source", "USER_INFO"),
                        Map.entry("basic.auth.user.info", "u:p"),
                        Map.entry("bearer.auth.token", "t"));
    }
}
