package io.qsstream.dashboard.follow;

import io.qsstream.dashboard.model.ReadModel;
import io.qsstream.dashboard.telemetry.DashboardMeters;
import io.qsstream.dashboard.telemetry.DashboardMeters.Reading;
import io.qsstream.schema.registry.SchemaRegistryException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Reads the output topics, every partition of each, into the model: first from the horizon to where they ended at the
 * start, which is catching up, then whatever comes. Without a consumer group: every instance reads everything.
 */
public final class TopicFollower implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(30);
    private static final Duration BETWEEN_LAGS = Duration.ofSeconds(2);
    private static final long REGISTRY_RETRY_MS = 1_000;

    private final Consumer<byte[], byte[]> consumer;
    private final Map<String, Followed<?>> byTopic = new LinkedHashMap<>();
    private final ReadModel model;
    private final DashboardMeters meters;
    private final Runnable onFailure;
    private final Thread thread =
            Thread.ofPlatform().daemon().name("topic-follower").unstarted(this::run);
    private final Map<TopicPartition, Long> ends = new HashMap<>();

    private Instant from = Instant.EPOCH;
    private long nextLook;
    private long nextLag;
    private volatile boolean caughtUp;
    private volatile boolean alive = true;
    private volatile boolean closing;

    TopicFollower(
            Consumer<byte[], byte[]> consumer,
            List<Followed<?>> followed,
            ReadModel model,
            DashboardMeters meters,
            Runnable onFailure) {
        this.consumer = consumer;
        followed.forEach(each -> byTopic.put(each.topic().name(), each));
        this.model = model;
        this.meters = meters;
        this.onFailure = onFailure;
    }

    /** Starts to follow; {@code now} is where the horizons are counted back from. */
    public void start(Instant now) {
        from = now;
        thread.start();
    }

    /** Whether everything that was there at the start has been read. */
    public boolean isCaughtUp() {
        return caughtUp;
    }

    /** False once following has failed for good. */
    public boolean isAlive() {
        return alive;
    }

    private void run() {
        try {
            while (!closing) {
                step();
            }
        } catch (WakeupException | InterruptException e) {
            LOG.info("Following ends");
        } catch (RuntimeException e) {
            alive = false;
            LOG.error("Following failed for good", e);
            onFailure.run();
        } finally {
            consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
        }
    }

    private void step() {
        long now = System.nanoTime();
        try {
            if (now >= nextLook || consumer.assignment().isEmpty()) {
                nextLook = now + BETWEEN_LOOKS.toNanos();
                assignNew();
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                take(record);
            }
            tellProgress(now);
        } catch (RetriableException e) {
            // A broker that is away: the client goes on trying, and so do we.
            LOG.atWarn()
                    .addKeyValue("reason", e.getClass().getSimpleName())
                    .log("Kafka does not answer; following goes on when it does");
            pause();
        }
    }

    /** Takes up every partition that is not followed yet: all of them at first, added ones later. */
    private void assignNew() {
        Set<TopicPartition> all = new HashSet<>();
        for (String topic : byTopic.keySet()) {
            for (PartitionInfo partition : consumer.partitionsFor(topic)) {
                all.add(new TopicPartition(topic, partition.partition()));
            }
        }
        Set<TopicPartition> fresh = new HashSet<>(all);
        fresh.removeAll(consumer.assignment());
        if (fresh.isEmpty()) {
            return;
        }
        Map<TopicPartition, Long> times = new HashMap<>();
        for (TopicPartition partition : fresh) {
            Followed<?> followed = byTopic.get(partition.topic());
            if (followed != null) {
                times.put(partition, Math.max(0, from.minus(followed.horizon()).toEpochMilli()));
            }
        }
        Map<TopicPartition, @Nullable OffsetAndTimestamp> starts = consumer.offsetsForTimes(times);
        Map<TopicPartition, Long> endsNow = consumer.endOffsets(fresh);
        // What is followed already keeps its place.
        Map<TopicPartition, Long> places = new HashMap<>();
        for (TopicPartition partition : consumer.assignment()) {
            places.put(partition, consumer.position(partition));
        }
        consumer.assign(all);
        places.forEach(consumer::seek);
        for (TopicPartition partition : fresh) {
            long end = endsNow.getOrDefault(partition, 0L);
            OffsetAndTimestamp start = starts.get(partition);
            consumer.seek(partition, start == null ? end : start.offset());
            if (!caughtUp) {
                ends.put(partition, end);
            }
        }
        LOG.atInfo().addKeyValue("partitions", all.size()).log("Following");
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        Followed<?> followed = byTopic.get(record.topic());
        if (followed == null || record.key() == null) {
            return;
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        while (!closing) {
            try {
                boolean used = followed.take(key, record.value());
                meters.record(followed.topic(), used ? Reading.USED : Reading.ERASED);
                break;
            } catch (SerializationException e) {
                meters.record(followed.topic(), Reading.UNREADABLE);
                at(LOG.atWarn(), record)
                        .addKeyValue("reason", e.getMessage())
                        .log("A record cannot be read and is passed over");
                break;
            } catch (SchemaRegistryException e) {
                // No fault of the record: what it says would be missing for ever.
                at(LOG.atWarn(), record)
                        .addKeyValue("reason", e.getMessage())
                        .log("The schema registry does not answer; this record is tried again");
                pause();
            }
        }
        model.observe(Instant.ofEpochMilli(record.timestamp()));
    }

    private static LoggingEventBuilder at(LoggingEventBuilder line, ConsumerRecord<?, ?> record) {
        return line.addKeyValue("topic", record.topic())
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset());
    }

    private void tellProgress(long now) {
        if (!caughtUp) {
            List<TopicPartition> reached = new ArrayList<>();
            ends.forEach((partition, end) -> {
                if (consumer.position(partition) >= end) {
                    reached.add(partition);
                }
            });
            reached.forEach(ends::remove);
            if (ends.isEmpty()) {
                caughtUp = true;
                meters.caughtUp();
                LOG.info("Caught up");
            }
        }
        if (now >= nextLag) {
            nextLag = now + BETWEEN_LAGS.toNanos();
            long lag = 0;
            for (TopicPartition partition : consumer.assignment()) {
                lag += consumer.currentLag(partition).orElse(0);
            }
            meters.lag(lag);
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(REGISTRY_RETRY_MS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public void close() {
        closing = true;
        if (thread.isAlive()) {
            consumer.wakeup();
            try {
                thread.join(Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        } else {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }
}
