package io.qsstream.processor.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.schema.registry.ReleasedSchemas;
import io.qsstream.schema.rules.AlertRules;
import io.qsstream.schema.rules.Direction;
import io.qsstream.schema.rules.Metric;
import io.qsstream.schema.rules.UserRule;
import io.qsstream.schema.serde.RecordModels;
import io.qsstream.v1.LegAlertState;
import io.qsstream.v1.Media;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.Severity;
import io.qsstream.v1.StreamQos;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.junit.jupiter.api.Test;

/** A leg that an earlier build has left, where each stream's bit rates stood in a record of their own. */
class EarlierLegTest {

    private static final Instant START = Instant.parse("2026-11-20T14:00:00Z");
    private static final String TYPE = "video_output";

    private static final AlertRules RULES = new AlertRules(
            List.of(new UserRule(
                    "drop",
                    1,
                    Metric.BITRATE_DROP_PCT,
                    Set.of(Media.VIDEO),
                    Set.of(),
                    Direction.ABOVE,
                    60,
                    30,
                    3,
                    5,
                    Duration.ofMinutes(10),
                    Severity.WARNING,
                    true)),
            List.of());

    @Test
    void itGoesOnAndLearnsItsBitRatesAgain() throws IOException {
        // Given
        LegAlertState leg = read(earlier());
        assertThat(leg.getTimes()).hasSize(16).startsWith(START);
        assertThat(leg.getBitrateTypes()).isEmpty();

        // When
        LegAlerts.remember(leg, sample(16), RULES);

        // Then
        assertThat(leg.getTimes()).hasSize(16).startsWith(minute(1)).endsWith(minute(16));
        assertThat(leg.getBitrateTypes()).containsExactly(TYPE);
        assertThat(leg.getBitratesKbps()).hasSize(16).startsWith(Double.NaN).endsWith(1016.0);

        // When
        for (int minute = 17; minute < 40; minute++) {
            LegAlerts.remember(leg, sample(minute), RULES);
        }

        // Then
        assertThat(leg.getBitratesKbps()).hasSize(16).startsWith(1024.0).endsWith(1039.0);
    }

    private static GenericRecord earlier() {
        Schema before = ReleasedSchemas.of("state/LegAlertState").get(1);
        Schema bitrates = before.getField("bitrates").schema().getElementType();
        GenericData.Record bitrate = new GenericData.Record(bitrates);
        bitrate.put("type", TYPE);
        bitrate.put("kbps", Collections.nCopies(16, 1500.0));
        return new GenericRecordBuilder(before)
                .set(
                        "times",
                        LongStream.range(0, 16)
                                .mapToObj(minute -> minute(minute).toEpochMilli())
                                .toList())
                .set("bitrates", List.of(bitrate))
                .build();
    }

    /** As {@code StateCodec} reads what another version wrote. */
    private static LegAlertState read(GenericRecord earlier) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(earlier.getSchema()).write(earlier, encoder);
        encoder.flush();
        return new SpecificDatumReader<LegAlertState>(
                        earlier.getSchema(), LegAlertState.getClassSchema(), RecordModels.of(LegAlertState.class))
                .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));
    }

    private static QosSample sample(long minute) {
        QosSample sample = QosSample.newBuilder()
                .setAccountId("acc")
                .setSessionId("m1")
                .setUserId("u1")
                .setSampleTime(minute(minute))
                .setReceiptTime(minute(minute))
                .setEventType("meeting.participant_qos")
                .build();
        sample.setStreams(List.of(StreamQos.newBuilder()
                .setType(TYPE)
                .setMedia(Media.VIDEO)
                .setBitrateKbps(1000.0 + minute)
                .build()));
        return sample;
    }

    private static Instant minute(long minute) {
        return START.plusSeconds(60 * minute);
    }
}
