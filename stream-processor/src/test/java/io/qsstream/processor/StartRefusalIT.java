package io.qsstream.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.qsstream.schema.kafka.TopicSetup;
import io.qsstream.schema.settings.StartRefused;
import io.qsstream.schema.testing.TestBroker;
import io.qsstream.schema.topic.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot work refuses to start: one line, that says what to do. */
class StartRefusalIT {

    private static final TestBroker BROKER = new TestBroker();

    @BeforeAll
    static void start() {
        BROKER.start();
    }

    @AfterAll
    static void stop() {
        BROKER.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "qsstream.window.sise;10s;Unknown setting qsstream.window.sise: did you mean qsstream.window.size?",
                "qsstream.window.size;ten;qsstream.window.size cannot be read: \"ten\" is no duration",
                "qsstream.window.size;10ms;qsstream.window.size must be between 1s and 1d",
                "qsstream.window.retention;30s;qsstream.window.retention must be longer than window.grace",
                "qsstream.environment;prod;qsstream.environment must be one of [production, development], was prod",
                "qsstream.processor.threads;-1;qsstream.processor.threads must be between 0",
            })
    void aSettingThatCannotBeUsedIsNamed(String name, String value, String line) {
        assertThat(refusal(Map.of(), Map.of(name, value))).startsWith(line);
    }

    @Test
    void aMisspeltVariableIsNamed() {
        assertThat(refusal(Map.of("QSSTREAM_WINDOW_SISE", "10s"), Map.of()))
                .startsWith("Unknown setting QSSTREAM_WINDOW_SISE: did you mean QSSTREAM_WINDOW_SIZE?");
    }

    @Test
    void aBrokerThatDoesNotAnswerIsNamed() {
        assertThat(refusal(Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1"), Map.of()))
                .startsWith("Kafka at 127.0.0.1:1 did not answer")
                .contains("check KAFKA_BOOTSTRAP_SERVERS");
    }

    @Test
    void inProductionAMissingTopicIsNamedAndNotCreated() throws Exception {
        // When
        String line = refusal(Map.of(), Map.of("qsstream.environment", "production"));

        // Then
        assertThat(line).startsWith("Missing topics [zoom.qss.raw-events.v1,").contains("docs/topics.md");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", BROKER.bootstrapServers()))) {
            assertThat(admin.listTopics().names().get()).doesNotContain(Topics.RAW_EVENTS.name());
        }
    }

    @Test
    void aRegistryThatDoesNotAnswerIsNamed() {
        try (TestBroker broker = new TestBroker().start()) {
            assertThat(refusal(
                            Map.of(
                                    "KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers(),
                                    "SCHEMA_REGISTRY_URL", "http://127.0.0.1:1",
                                    "SCHEMA_REGISTRY_RETRIES_WAIT_MS", "10"),
                            Map.of("qsstream.environment", "development")))
                    .contains("http://127.0.0.1:1")
                    .containsIgnoringCase("registry");
        }
    }

    @Test
    void topicsOfDifferentPartitionCountsAreRefusedBecauseASessionWouldBeSplit() throws Exception {
        try (TestBroker broker = new TestBroker().start();
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            // Given
            admin.createTopics(List.of(
                            new NewTopic(Topics.SAMPLES.name(), 7, (short) 1).configs(Topics.SAMPLES.configs())))
                    .all()
                    .get();
            TopicSetup.create(Map.of("bootstrap.servers", broker.bootstrapServers()), Topics.ALL, 2, (short) 1);

            // When
            String line = refusal(
                    Map.of("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers()),
                    Map.of("qsstream.environment", "production"));

            // Then
            assertThat(line).startsWith("Topics must have the same number of partitions");
        }
    }

    private static String refusal(Map<String, String> variables, Map<String, Object> properties) {
        Map<String, String> environment = new HashMap<>(
                Map.of("KAFKA_BOOTSTRAP_SERVERS", BROKER.bootstrapServers(), "SCHEMA_REGISTRY_URL", "mock://refusals"));
        environment.putAll(variables);
        Throwable thrown = catchThrowable(() -> ProcessorService.start(environment, properties));
        assertThat(thrown).isNotNull();
        String line = StartRefused.lineOf(thrown);
        assertThat(line).doesNotContain("\n");
        return line;
    }
}
