package io.qsstream.ingest.tick;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.qsstream.ingest.settings.IngestSettings;
import io.qsstream.ingest.store.RawEventLog;
import io.qsstream.ingest.store.RawRecords;
import io.qsstream.ingest.store.RawTopicWatch;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a tick to every raw partition, time after time, whatever became of the last one: stream time is receipt time,
 * so a partition without ticks would never close its windows.
 */
@Singleton
@Bean(preDestroy = "close")
public final class Ticker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);

    private final RawEventLog log;
    private final RawTopicWatch topic;
    private final Clock clock;
    private final long intervalMillis;
    private final Counter sent;
    private final Counter failed;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("ticker").factory());

    Ticker(RawEventLog log, RawTopicWatch topic, Clock clock, IngestSettings settings, MeterRegistry meters) {
        this.log = log;
        this.topic = topic;
        this.clock = clock;
        this.intervalMillis = settings.tickInterval().toMillis();
        this.sent = counter(meters, "sent");
        this.failed = counter(meters, "failed");
    }

    private static Counter counter(MeterRegistry meters, String result) {
        return Counter.builder("qsstream.ingest.ticks")
                .description("Ticks written to the raw topic, one per partition and interval")
                .tag("result", result)
                .register(meters);
    }

    /** Ticks now, then at every interval. */
    public void start() {
        var unused = thread.scheduleAtFixedRate(this::tick, 0, intervalMillis, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        try {
            for (int partition : topic.partitions()) {
                log.append(RawRecords.tick(partition, clock.instant()))
                        .whenComplete((written, failure) -> (failure == null ? sent : failed).increment());
            }
        } catch (RuntimeException e) {
            // A scheduled task that throws is never run again.
            LOG.atError().setCause(e).log("A tick failed");
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
