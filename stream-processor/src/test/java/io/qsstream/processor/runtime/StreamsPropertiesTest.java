package io.qsstream.processor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.processor.settings.DeploymentSettings;
import io.qsstream.processor.settings.ProcessorSettings;
import io.qsstream.processor.settings.StateSettings;
import io.qsstream.processor.settings.TopicSettings;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class StreamsPropertiesTest {

    @Test
    void whatTheOperatorGivesWinsOverOurDefaultsInWhateverClient() {
        // Given
        Map<String, String> given =
                Map.of("session.timeout.ms", "60000", "linger.ms", "5", "bootstrap.servers", "k:9092");

        // When
        StreamsConfig config = new StreamsConfig(properties(given));

        // Then
        assertThat(config.getMainConsumerConfigs("group", "client", 1)).containsEntry("session.timeout.ms", "60000");
        assertThat(config.getProducerConfigs("client")).containsEntry("linger.ms", "5");
    }

    @Test
    void whatTheContractFixesNobodyChanges() {
        // Given
        Map<String, String> given = Map.of("auto.offset.reset", "latest", "processing.guarantee", "at_least_once");

        // When
        StreamsConfig config = new StreamsConfig(properties(given));

        // Then
        assertThat(config.getMainConsumerConfigs("group", "client", 1)).containsEntry("auto.offset.reset", "earliest");
        assertThat(config.getString("processing.guarantee")).isEqualTo("exactly_once_v2");
    }

    @Test
    void eachThreadOfANamedInstanceIsAMemberWithANameOfItsOwn() {
        // Given
        Map<String, String> given = Map.of("group.instance.id", "processor-0");

        // When
        StreamsConfig config = new StreamsConfig(properties(given));

        // Then
        assertThat(config.getMainConsumerConfigs("group", "client", 1))
                .containsEntry("group.instance.id", "processor-0-1");
        assertThat(config.getMainConsumerConfigs("group", "client", 2))
                .containsEntry("group.instance.id", "processor-0-2");
    }

    @Test
    void whoIsNamedIsExpectedBackAndNobodyElse() {
        assertThat(StreamsProperties.atClose(properties(Map.of("group.instance.id", "processor-0"))))
                .isEqualTo(GroupMembershipOperation.REMAIN_IN_GROUP);
        assertThat(StreamsProperties.atClose(properties(Map.of("main.consumer.group.instance.id", "processor-0"))))
                .isEqualTo(GroupMembershipOperation.REMAIN_IN_GROUP);
        assertThat(StreamsProperties.atClose(properties(Map.of()))).isEqualTo(GroupMembershipOperation.LEAVE_GROUP);
    }

    private static Properties properties(Map<String, String> given) {
        return StreamsProperties.of(
                new DeploymentSettings("production", "app"),
                new ProcessorSettings(1, 0),
                new StateSettings("state"),
                new TopicSettings(4, -1),
                given);
    }
}
