package io.qsstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.qsstream.ingest.testing.Fixtures;
import io.qsstream.schema.settings.StartRefused;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each mistake an operator can make is found before Kafka is asked, and said in one line. */
class StartRefusalTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "qsstream.ingest.deadline;10s;qsstream.ingest.deadline must be between 500ms and 2900ms, was 10000ms",
                "qsstream.ingest.max-in-flight;0;qsstream.ingest.max-in-flight must be between 1 and 100000, was 0",
                "qsstream.ingest.max-in-flight;many;qsstream.ingest.max-in-flight cannot be read: \"many\" is no whole number",
                "qsstream.ingest.tick-interval;soon;qsstream.ingest.tick-interval cannot be read: \"soon\" is no duration",
                "qsstream.ingest.max-signature-age;1s;qsstream.ingest.max-signature-age must be between 60000ms and",
                "qsstream.ingest.drain-wait;3h;qsstream.ingest.drain-wait must be between 0ms and 120000ms, was 10800000ms",
                "qsstream.tracing.endpoint;collector:4318;qsstream.tracing.endpoint must be the http or https base URL",
                "qsstream.tracing.ratio;1.5;qsstream.tracing.ratio must be between 0 and 1, was 1.5",
                "qsstream.tracing.ratio;much;qsstream.tracing.ratio cannot be read: \"much\" is no number",
                "qsstream.environment;staging;qsstream.environment must be one of [production, development], was staging",
                "qsstream.topics.partitions;0;qsstream.topics.partitions must be between 1 and 10000, was 0",
                "qsstream.topics.replication;0;qsstream.topics.replication must be -1 (the broker's default) or at least 1",
                "qsstream.ingest.maxInFlight;5;Unknown setting qsstream.ingest.maxInFlight: did you mean qsstream.ingest.max-in-flight?",
                "qsstream.zoom-api.auto-backfill;true;qsstream.zoom-api.auto-backfill is on and there are no credentials: set ZOOM_CLIENT_ID or ZOOM_VIDEO_SDK_KEY",
                "qsstream.ingst.deadline;1s;Unknown setting qsstream.ingst.deadline: did you mean qsstream.ingest.deadline?",
            })
    void aSettingThatCannotBeUsedIsNamed(String name, String value, String line) {
        assertThat(refusal(Map.of(), Map.of(name, value))).startsWith(line);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "KAFKA_SECURITY_PROTOCOL;SALS;The Kafka client refuses its settings: Invalid value SALS for configuration security.protocol",
                "KAFKA_BOOTSTRAP_SERVERS;nonsense;The Kafka client refuses its settings: Invalid url in bootstrap.servers: nonsense",
                "KAFKA_LINGER_MS;soon;KAFKA_LINGER_MS must be a number of milliseconds, was soon",
                "QSSTREAM_INGEST_MAX_INFLIGHT;5;Unknown setting QSSTREAM_INGEST_MAX_INFLIGHT: did you mean QSSTREAM_INGEST_MAX_IN_FLIGHT?",
                "ZOOM_WEBHOOK_SECRET_TOKEN;',';ZOOM_WEBHOOK_SECRET_TOKEN is not set: give it the Secret Token",
            })
    void aVariableThatCannotBeUsedIsNamed(String name, String value, String line) {
        assertThat(refusal(Map.of(name, value), Map.of())).startsWith(line);
    }

    @Test
    void aFailureNobodyForesawIsOneLineToo() {
        assertThat(StartRefused.lineOf(new IllegalStateException("outer", new IllegalArgumentException("a\n\tb"))))
                .isEqualTo("IllegalArgumentException: a b");
        assertThat(StartRefused.lineOf(new IllegalStateException())).isEqualTo("IllegalStateException: null");
    }

    private static String refusal(Map<String, String> variables, Map<String, Object> properties) {
        Map<String, String> environment = new HashMap<>(
                Map.of("ZOOM_WEBHOOK_SECRET_TOKEN", Fixtures.SECRET, "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1"));
        environment.putAll(variables);
        Throwable thrown = catchThrowable(() -> IngestService.start(environment, properties));
        assertThat(thrown).isNotNull();
        String line = StartRefused.lineOf(thrown);
        assertThat(line).doesNotContain("\n", Fixtures.SECRET);
        return line;
    }
}
