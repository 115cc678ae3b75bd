package io.qsstream.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qsstream.schema.settings.StartRefused;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CollectorTest {

    @Test
    void withoutAnEndpointTracesAreOff() {
        assertThat(Collector.of(" ", 0.1, Map.of())).isEmpty();
        assertThat(Traces.to(Collector.of("", 1, Map.of()), "any")).isSameAs(Traces.off());
        assertThat(Traces.off().areOn()).isFalse();
    }

    @Test
    void thePathOfTracesIsAddedAndHeadersAreReadAsOpenTelemetrySays() {
        Collector collector = Collector.of(
                        "https://otlp.example.org:4318/tenant/",
                        0.5,
                        Map.of("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20a+b, x-tenant = 7"))
                .orElseThrow();

        assertThat(collector.traces()).isEqualTo(URI.create("https://otlp.example.org:4318/tenant/v1/traces"));
        assertThat(collector.headers()).isEqualTo(Map.of("authorization", "Bearer a+b", "x-tenant", "7"));
        assertThat(collector.toString()).contains("authorization").doesNotContain("Bearer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost:4318", "ftp://a", "http://", "http://a:4318/v1?x=1", "http://user@a", "http://a b"})
    void whatIsNoBaseUrlIsRefusedWithAnExample(String endpoint) {
        assertThatThrownBy(() -> Collector.of(endpoint, 1, Map.of()))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("qsstream.tracing.endpoint")
                .hasMessageContaining("http://localhost:4318");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void aRatioOutsideOfZeroToOneIsRefusedEvenWhileTracesAreOff(double ratio) {
        assertThatThrownBy(() -> Collector.of("", ratio, Map.of()))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("qsstream.tracing.ratio must be between 0 and 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret", "a b=secret", "a=secret%zz", "a=secret%0a"})
    void wrongHeadersAreRefusedWithoutBeingPrinted(String headers) {
        assertThatThrownBy(() -> Collector.of("http://a", 1, Map.of("OTEL_EXPORTER_OTLP_HEADERS", headers)))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("OTEL_EXPORTER_OTLP_HEADERS")
                .hasMessageNotContaining("secret");
    }
}
