package io.qsstream.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qsstream.schema.registry.SchemaRegistryClient;
import io.qsstream.schema.serde.AvroSerializer;
import io.qsstream.v1.AlertTransition;
import io.qsstream.v1.Cause;
import io.qsstream.v1.CauseClass;
import io.qsstream.v1.Classification;
import io.qsstream.v1.CpuStats;
import io.qsstream.v1.Media;
import io.qsstream.v1.Stats;
import io.qsstream.v1.StreamStats;
import io.qsstream.v1.Transition;
import io.qsstream.v1.UserQosWindow;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

class TableRowTest {

    private static final Map<String, String> REGISTRY = Map.of("schema.registry.url", "mock://table-row");
    private static final String TOPIC = "zoom.qss.user-windows.v1";
    private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

    @Test
    void timesAreTimestampsEnumsAreTextAndWhatWasNotMeasuredIsNull() {
        // When
        SchemaAndValue converted = convert(window("Berlin (DE)"));

        // Then
        Struct window = (Struct) converted.value();
        assertThat(window.schema().field("windowStart").schema().name()).isEqualTo(Timestamp.LOGICAL_NAME);
        assertThat(window.get("windowStart")).isEqualTo(Date.from(START));
        assertThat(window.get("classification")).isEqualTo("POOR");
        assertThat(window.get("mosEstimate")).isNull();
        assertThat(window.get("wifi")).isNull();
        Struct stream = (Struct) window.getArray("streams").getFirst();
        assertThat(stream.getStruct("jitterMs").get("mean")).isEqualTo(12.5);
    }

    @Test
    void aRecordIsARowOfPlainColumns() {
        // When
        Struct row = row(convert(window("Berlin (DE)")));

        // Then
        assertThat(row.get("window_start")).isEqualTo("2026-11-20T10:00:00Z");
        assertThat(row.schema().field("window_start").schema().name()).isEqualTo(RowLayout.ZONED_TIMESTAMP);
        assertThat(row.get("cpu_zoom_avg_pct_mean")).isEqualTo(12.5);
        assertThat(row.get("cpu_zoom_max_pct_mean")).isNull();
        assertThat(row.get("wifi_avg_rssi_dbm_last")).isNull();
        assertThat(row.get("streams"))
                .isEqualTo("[{\"type\":\"audio_input\",\"media\":\"AUDIO\",\"jitter_ms\":"
                        + "{\"count\":2,\"min\":10.0,\"mean\":12.5,\"max\":15.0,\"p95\":15.0,\"last\":15.0}}]");
        assertThat(row.schema().field("session_id").schema().isOptional()).isFalse();
    }

    @Test
    void everyColumnNameIsPlainLowerCaseAndUnique() {
        for (SpecificRecord record : List.of(window("x"), alert())) {
            Schema row = row(convert(record)).schema();

            assertThat(row.fields())
                    .extracting(field -> field.name())
                    .allMatch(name -> name.matches("[a-z][a-z0-9_]{0,62}"))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void aNulCharacterThatPostgresRefusesDoesNotStopTheSink() {
        assertThat(row(convert(window("Ber\0lin"))).get("location")).isEqualTo("Ber\uFFFDlin");
    }

    @Test
    void aCauseIsColumnsWhereThereIsOneAndNullWhereThereIsNone() {
        AlertTransition without = alert();
        without.setCause(null);

        assertThat(row(convert(alert())).get("cause_class")).isEqualTo("SELF_WIFI");
        assertThat(row(convert(alert())).get("suggested_actions")).isEqualTo("[\"CHANGE_NETWORK\"]");
        assertThat(row(convert(without)).get("cause_class")).isNull();
    }

    @Test
    void tombstonesPassAndBytesThatAreNoRecordAreRefusedByTheirTopic() {
        try (AvroConverter converter = converter();
                TableRow<SinkRecord> table = new TableRow<>()) {
            SinkRecord tombstone = new SinkRecord(TOPIC, 0, null, "key", null, null, 0);

            assertThat(table.apply(tombstone)).isSameAs(tombstone);
            assertThat(converter.toConnectData(TOPIC, null)).isEqualTo(SchemaAndValue.NULL);
            assertThatThrownBy(() -> converter.toConnectData(TOPIC, "{}".getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining(TOPIC);
            assertThatThrownBy(() -> converter.toConnectData(TOPIC, new byte[] {0, 0, 0, 0, 99, 1}))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("99");
        }
    }

    private static AvroConverter converter() {
        AvroConverter converter = new AvroConverter();
        converter.configure(REGISTRY, false);
        return converter;
    }

    private static SchemaAndValue convert(SpecificRecord record) {
        try (SchemaRegistryClient registry = SchemaRegistryClient.of(REGISTRY);
                AvroSerializer<SpecificRecord> serializer = new AvroSerializer<>(registry);
                AvroConverter converter = converter()) {
            serializer.configure(REGISTRY, false);
            return converter.toConnectData(
                    TOPIC, serializer.serialize(record.getClass().getSimpleName(), record));
        }
    }

    private static Struct row(SchemaAndValue value) {
        try (TableRow<SinkRecord> table = new TableRow<>()) {
            return (Struct) table.apply(new SinkRecord(TOPIC, 0, null, "key", value.schema(), value.value(), 0))
                    .value();
        }
    }

    private static UserQosWindow window(String location) {
        Stats stats = new Stats(2, 10.0, 12.5, 15.0, 15.0, 15.0);
        return UserQosWindow.newBuilder()
                .setAccountId("account")
                .setSessionId("session")
                .setUserId("u1")
                .setWindowStart(START)
                .setWindowEnd(START.plusSeconds(60))
                .setSampleCount(2)
                .setStreams(List.of(StreamStats.newBuilder()
                        .setType("audio_input")
                        .setMedia(Media.AUDIO)
                        .setJitterMs(stats)
                        .build()))
                .setCpu(CpuStats.newBuilder().setZoomAvgPct(stats).build())
                .setClassification(Classification.POOR)
                .setLocation(location)
                .build();
    }

    private static AlertTransition alert() {
        return AlertTransition.newBuilder()
                .setAlertId("alert")
                .setRuleId("rule")
                .setTransition(Transition.RAISED)
                .setSequence(1)
                .setAccountId("account")
                .setSessionId("session")
                .setMetric("jitterMs")
                .setThreshold(30)
                .setOnsetTime(START)
                .setTransitionTime(START)
                .setCause(Cause.newBuilder()
                        .setClass$(CauseClass.SELF_WIFI)
                        .setConfidence(0.9)
                        .build())
                .setSuggestedActions(List.of("CHANGE_NETWORK"))
                .build();
    }
}
