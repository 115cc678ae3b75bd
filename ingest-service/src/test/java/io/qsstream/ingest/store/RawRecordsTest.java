package io.qsstream.ingest.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.ingest.key.SessionKeyReader.Reading;
import io.qsstream.schema.SessionKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawRecordsTest {

    private static final Instant NOW = Instant.parse("2026-11-20T14:21:04.318999Z");
    private static final byte[] BODY = "{}".getBytes(UTF_8);
    private static final String SHA256_OF_BODY = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Test
    void aWebhookIsLabelledAsACloudEvent() {
        ProducerRecord<byte[], byte[]> record = RawRecords.webhook(
                BODY,
                new Receipt("/webhooks/zoom", "id-1", TRACE, null, NOW),
                new Reading("meeting.x", new SessionKey("A", "Ü")));
        assertThat(record.topic()).isEqualTo("zoom.qss.raw-events.v1");
        assertThat(record.partition()).isNull();
        assertThat(record.key()).isEqualTo("A|Ü".getBytes(UTF_8));
        assertThat(record.value()).isSameAs(BODY);
        assertThat(headers(record))
                .isEqualTo(Map.of(
                        "ce_specversion", "1.0",
                        "ce_id", "id-1",
                        "ce_source", "/webhooks/zoom",
                        "ce_type", "meeting.x",
                        "ce_time", "2026-11-20T14:21:04.318Z",
                        "content-type", "application/json",
                        "qss-source", "webhook",
                        "traceparent", TRACE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "é", "a\nb", "\u007f"})
    void anIdThatIsNotVisibleAsciiIsReplacedByTheBodysHash(String id) {
        assertThat(headers(webhook(id, null, "x"))).containsEntry("ce_id", SHA256_OF_BODY);
        assertThat(headers(webhook("x".repeat(129), null, "x"))).containsEntry("ce_id", SHA256_OF_BODY);
        assertThat(headers(webhook("x".repeat(128), null, "x"))).containsEntry("ce_id", "x".repeat(128));
        assertThat(headers(webhook(null, null, "x"))).containsEntry("ce_id", SHA256_OF_BODY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\r\nb", "é", "a/b"})
    void anEventNameOfAnyOtherFormIsUnknown(String event) {
        assertThat(headers(webhook(null, null, event))).containsEntry("ce_type", "unknown");
        assertThat(headers(webhook(null, null, "x".repeat(101)))).containsEntry("ce_type", "unknown");
        assertThat(headers(webhook(null, null, null))).containsEntry("ce_type", "unknown");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7"
            })
    void anInvalidTraceIsNotPassedOn(String trace) {
        assertThat(headers(webhook(null, trace, "x"))).doesNotContainKey("traceparent");
    }

    @Test
    void aTickNamesItsPartitionAndCarriesNothing() {
        ProducerRecord<byte[], byte[]> record = RawRecords.tick(3, NOW);
        assertThat(record.partition()).isEqualTo(3);
        assertThat(record.key()).isNull();
        assertThat(record.value()).isEqualTo("{}".getBytes(UTF_8));
        assertThat(headers(record))
                .containsEntry("ce_type", "io.qsstream.tick")
                .containsEntry("qss-source", "tick")
                .containsEntry("ce_id", "tick-1795184464318-3");
    }

    private static ProducerRecord<byte[], byte[]> webhook(String id, String trace, String event) {
        return RawRecords.webhook(BODY, new Receipt("/webhooks/zoom", id, trace, null, NOW), new Reading(event, null));
    }

    private static Map<String, String> headers(ProducerRecord<?, ?> record) {
        Map<String, String> headers = new LinkedHashMap<>();
        record.headers().forEach(each -> headers.put(each.key(), new String(each.value(), UTF_8)));
        return headers;
    }
}
