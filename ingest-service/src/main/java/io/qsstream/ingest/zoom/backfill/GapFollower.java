package io.qsstream.ingest.zoom.backfill;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.qsstream.schema.registry.SchemaRegistryException;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.CompletenessVerdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the ledger of completeness as a consumer group, and asks for a backfill of what is missing. A verdict is
 * committed once its session was asked for or need not be: a crash in between asks twice, which changes nothing.
 */
public final class GapFollower implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GapFollower.class);

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(10);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Deserializer<CompletenessVerdict> deserializer;
    private final GapQueue queue;
    private final IntSupplier room;
    private final Predicate<BackfillRequest> asker;
    private final Clock clock;
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean waitsForRegistry;

    /**
     * Begins when it is started.
     *
     * @param room how many sessions may be asked for now
     * @param asker asks for one; false where it cannot be taken now
     */
    GapFollower(
            Supplier<Consumer<byte[], byte[]>> consumers,
            Deserializer<CompletenessVerdict> deserializer,
            GapQueue queue,
            IntSupplier room,
            Predicate<BackfillRequest> asker,
            Clock clock,
            MeterRegistry meters) {
        this.consumers = consumers;
        this.deserializer = deserializer;
        this.queue = queue;
        this.room = room;
        this.asker = asker;
        this.clock = clock;
        this.thread = Thread.ofPlatform().daemon().name("gap-follower").unstarted(this::run);
        for (boolean alerted : new boolean[] {true, false}) {
            Gauge.builder("qsstream.backfill.gaps.waiting", queue, each -> each.size(alerted))
                    .description("Sessions with missing samples that were not asked for yet")
                    .tag("priority", alerted ? "alerted" : "ordinary")
                    .register(meters);
        }
    }

    public void start() {
        thread.start();
    }

    private void run() {
        while (!closed) {
            try (Consumer<byte[], byte[]> consumer = consumers.get()) {
                consumer.subscribe(List.of(Topics.COMPLETENESS.name()), new Forgetting());
                while (!closed) {
                    step(consumer);
                }
            } catch (WakeupException | InterruptException e) {
                return;
            } catch (KafkaException e) {
                LOG.atError()
                        .addKeyValue("topic", Topics.COMPLETENESS.name())
                        .addKeyValue("reason", e.getClass().getSimpleName())
                        .log("The ledger of completeness cannot be followed; it is tried again");
                pause();
            }
        }
    }

    private void step(Consumer<byte[], byte[]> consumer) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            take(record);
        }
        for (GapQueue.Due due : queue.due(clock.instant(), room.getAsInt())) {
            if (!asker.test(due.request())) {
                break;
            }
            queue.asked(due);
        }
        commit(consumer);
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        while (!closed) {
            try {
                CompletenessVerdict verdict =
                        deserializer.deserialize(record.topic(), record.headers(), record.value());
                if (verdict != null) {
                    queue.take(
                            verdict,
                            Instant.ofEpochMilli(record.timestamp()),
                            new GapQueue.Place(record.partition(), record.offset()));
                }
                waitsForRegistry = false;
                return;
            } catch (SerializationException e) {
                LOG.atWarn()
                        .addKeyValue("topic", record.topic())
                        .addKeyValue("partition", record.partition())
                        .addKeyValue("offset", record.offset())
                        .addKeyValue("reason", e.getMessage())
                        .log("A verdict cannot be read and is passed over");
                return;
            } catch (SchemaRegistryException e) {
                if (!waitsForRegistry) {
                    LOG.atWarn()
                            .addKeyValue("reason", e.getMessage())
                            .log("The schema registry does not answer; no gap is asked for until it does");
                }
                waitsForRegistry = true;
                pause();
            }
        }
        throw new WakeupException();
    }

    private void commit(Consumer<byte[], byte[]> consumer) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : consumer.assignment()) {
            long offset = queue.restart(partition.partition(), consumer.position(partition));
            if (!Long.valueOf(offset).equals(committed.get(partition))) {
                offsets.put(partition, new OffsetAndMetadata(offset));
            }
        }
        if (offsets.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(offsets);
            offsets.forEach((partition, offset) -> committed.put(partition, offset.offset()));
        } catch (CommitFailedException | RebalanceInProgressException e) {
            // Whoever has the partition now reads it from the commit before.
            LOG.atDebug().addKeyValue("reason", e.getClass().getSimpleName()).log("A commit came too late");
        }
    }

    private void pause() {
        try {
            Thread.sleep(TRY_AGAIN);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public void close() {
        closed = true;
        // It may be in a poll or in a pause; both end at an interrupt, and nothing is lost that was not committed.
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What waits of a partition waits where the partition is. */
    private final class Forgetting implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            for (TopicPartition partition : partitions) {
                queue.forget(partition.partition());
                committed.remove(partition);
            }
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            // They are read from their last commit on.
        }
    }
}
