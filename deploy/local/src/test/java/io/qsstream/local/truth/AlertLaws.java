package io.qsstream.local.truth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a {@code read_committed} consumer of the alerts relies on: nothing twice, nothing out of order. */
final class AlertLaws {

    /** Reads the whole topic; returns the number of alerts. */
    static int check(String bootstrapServers, String registry) throws IOException, InterruptedException {
        Map<String, List<String>> byAlert = new TreeMap<>();
        try (WireRecords records = new WireRecords(registry);
                TopicReader alerts = new TopicReader(bootstrapServers, "zoom.qss.alerts.v1")) {
            for (ConsumerRecord<byte[], byte[]> record : alerts.newRecords()) {
                GenericRecord transition = records.decode(record.value());
                String key = new String(record.key(), StandardCharsets.UTF_8);
                assertThat(transition.get("alertId")).hasToString(key);
                byAlert.computeIfAbsent(key, unused -> new ArrayList<>())
                        .add(transition.get("sequence") + " " + transition.get("transition"));
            }
        }
        byAlert.forEach(
                (alertId, transitions) -> assertThat(List.of(List.of("1 RAISED"), List.of("1 RAISED", "2 CLEARED")))
                        .as(alertId)
                        .contains(transitions));
        return byAlert.size();
    }

    private AlertLaws() {}
}
