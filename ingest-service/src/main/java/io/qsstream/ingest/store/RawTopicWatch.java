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
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows whether the raw topic can be written to, and its partitions as they are now: asks every second. */
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

    /** Whether the broker answered the last question, and at least one partition can be written to. */
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
            tell(trouble(now, leastInSync(topic)));
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            tell(cause.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // A scheduled task that throws is never run again.
            tell(e.getClass().getSimpleName());
        }
    }

    private int leastInSync(String topic) throws ExecutionException, InterruptedException, TimeoutException {
        Config config = admin.describeConfigs(List.of(new ConfigResource(ConfigResource.Type.TOPIC, topic)))
                .all()
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .values()
                .iterator()
                .next();
        return Integer.parseInt(
                config.get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG).value());
    }

    /** Why no partition can be written to, null where one can: a leader alone refuses acks=all below its least in-sync replicas. */
    static @Nullable String trouble(List<TopicPartitionInfo> partitions, int leastInSync) {
        if (partitions.stream().allMatch(each -> each.leader() == null)) {
            return "no partition has a leader";
        }
        boolean writable = partitions.stream()
                .anyMatch(each -> each.leader() != null && each.isr().size() >= leastInSync);
        return writable ? null : "no partition has its min.insync.replicas (" + leastInSync + ") in sync";
    }

    private void tell(@Nullable String trouble) {
        boolean now = trouble == null;
        if (now && !reachable) {
            LOG.atInfo().addKeyValue("topic", Topics.RAW_EVENTS.name()).log("Kafka takes events");
        } else if (!now && reachable) {
            LOG.atWarn()
                    .addKeyValue("topic", Topics.RAW_EVENTS.name())
                    .addKeyValue("reason", trouble)
                    .log("Kafka takes no events: they are answered with 503 until it does");
        }
        reachable = now;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        admin.close(Duration.ZERO);
    }
}
