package io.qsstream.ingest.store;

import io.qsstream.schema.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows whether the raw topic can be reached, and its partitions as they are now: asks every second. */
public final class RawTopicWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RawTopicWatch.class);

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Admin admin;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("raw-topic-watch").factory());

    private volatile boolean reachable;
    private volatile List<Integer> partitions = List.of();

    RawTopicWatch(Admin admin) {
        this.admin = admin;
    }

    /** Asks once, then keeps asking. */
    public void start() {
        look();
        var unused = thread.scheduleWithFixedDelay(
                this::look, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether the broker answered the last question, and at least one partition could be written to. */
    public boolean isReachable() {
        return reachable;
    }

    /** The partitions as last seen. */
    public List<Integer> partitions() {
        return partitions;
    }

    private void look() {
        String topic = Topics.RAW_EVENTS.name();
        try {
            Map<String, TopicDescription> found = admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            List<TopicPartitionInfo> now = found.values().stream()
                    .flatMap(each -> each.partitions().stream())
                    .toList();
            partitions = now.stream().map(TopicPartitionInfo::partition).toList();
            tell(now.stream().anyMatch(each -> each.leader() != null), "no partition has a leader");
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            tell(false, cause.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // A scheduled task that throws is never run again.
            tell(false, e.getClass().getSimpleName());
        }
    }

    private void tell(boolean now, String reason) {
        if (now && !reachable) {
            LOG.atInfo().addKeyValue("topic", Topics.RAW_EVENTS.name()).log("Kafka is reachable");
        } else if (!now && reachable) {
            LOG.atWarn()
                    .addKeyValue("topic", Topics.RAW_EVENTS.name())
                    .addKeyValue("reason", reason)
                    .log("Kafka is not reachable: events are answered with 503 until it is");
        }
        reachable = now;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        admin.close(Duration.ZERO);
    }
}
