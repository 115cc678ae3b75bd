package io.qsstream.ingest.zoom.backfill;

import static io.qsstream.ingest.zoom.backfill.Verdicts.NOW;
import static io.qsstream.ingest.zoom.backfill.Verdicts.partial;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qsstream.schema.serde.ValueSerdes;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.CompletenessVerdict;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GapFollowerTest {

    private static final TopicPartition PARTITION = new TopicPartition(Topics.COMPLETENESS.name(), 0);

    private final Serde<CompletenessVerdict> serde = ValueSerdes.of(
            Topics.COMPLETENESS,
            "io.qsstream.schema.serde.AvroSerde",
            Map.of("schema.registry.url", "mock://gaps", "auto.register.schemas", "true"));
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final AtomicInteger room = new AtomicInteger(10);
    private final GapFollower follower = new GapFollower(
            () -> consumer,
            serde.deserializer(),
            new GapQueue(Verdicts.CREDENTIALS, Duration.ofMinutes(10), Duration.ofMinutes(115)),
            room::get,
            request -> asked.add(request.sessionId()),
            Clock.fixed(NOW, ZoneOffset.UTC),
            new SimpleMeterRegistry());

    @AfterEach
    void close() {
        follower.close();
    }

    @Test
    void whatIsMissingIsAskedForAndCommittedAndWhatIsYoungWaits() {
        // Given
        begin(List.of(
                record(0, partial("s1", 3, 0), Duration.ofMinutes(20)),
                record(1, partial("s2", 3, 1), Duration.ofMinutes(11)),
                new ConsumerRecord<>(PARTITION.topic(), 0, 2, new byte[] {1}, new byte[] {9, 9}),
                record(3, partial("young", 3, 0), Duration.ofMinutes(1))));

        // When
        follower.start();

        // Then
        await().until(() -> asked.size() == 2);
        assertThat(asked).containsExactly("s2", "s1");
        await().untilAsserted(() -> assertThat(committed()).hasValue(3L));
    }

    @Test
    void withoutRoomNothingIsAskedForAndNothingIsCommitted() {
        // Given
        room.set(0);
        begin(List.of(record(0, partial("s1", 3, 0), Duration.ofMinutes(20))));
        follower.start();
        await().untilAsserted(() -> assertThat(committed()).hasValue(0L));
        assertThat(asked).isEmpty();

        // When
        room.set(1);

        // Then
        await().untilAsserted(() -> assertThat(asked).containsExactly("s1"));
        await().untilAsserted(() -> assertThat(committed()).hasValue(1L));
    }

    private void begin(List<ConsumerRecord<byte[], byte[]>> records) {
        consumer.schedulePollTask(() -> {
            consumer.rebalance(List.of(PARTITION));
            consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
            records.forEach(consumer::addRecord);
        });
    }

    private Optional<Long> committed() {
        OffsetAndMetadata offset =
                consumer.committed(java.util.Set.of(PARTITION)).get(PARTITION);
        return Optional.ofNullable(offset).map(OffsetAndMetadata::offset);
    }

    private ConsumerRecord<byte[], byte[]> record(long offset, CompletenessVerdict verdict, Duration age) {
        return new ConsumerRecord<>(
                PARTITION.topic(),
                PARTITION.partition(),
                offset,
                NOW.minus(age).toEpochMilli(),
                TimestampType.CREATE_TIME,
                1,
                1,
                new byte[] {1},
                serde.serializer().serialize(PARTITION.topic(), verdict),
                new RecordHeaders(),
                Optional.empty());
    }
}
