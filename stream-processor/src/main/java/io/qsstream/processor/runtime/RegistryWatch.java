package io.qsstream.processor.runtime;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.qsstream.schema.registry.SchemaRegistryClient;
import io.qsstream.schema.registry.SchemaRegistryException;
import io.qsstream.schema.topic.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the schema registry every half minute whether it is there. What runs has its schemas and goes on without it, so
 * its loss would show only when the next processor cannot start; health says what is seen and stays up.
 */
final class RegistryWatch implements HealthIndicator, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    private final SchemaRegistryClient registry;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("registry-watch").factory());

    // The start has just asked it.
    private volatile boolean answers = true;

    RegistryWatch(SchemaRegistryClient registry, MeterRegistry meters) {
        this.registry = registry;
        Gauge.builder("qsstream.processor.registry.answers", this, watch -> watch.answers ? 1 : 0)
                .description("1 while the schema registry answers, else 0")
                .register(meters);
    }

    void start() {
        var unused =
                thread.scheduleWithFixedDelay(this::look, INTERVAL.toSeconds(), INTERVAL.toSeconds(), TimeUnit.SECONDS);
    }

    void look() {
        boolean now;
        String reason = "";
        try {
            registry.latest(Topics.SAMPLES.subject());
            now = true;
        } catch (SchemaRegistryException e) {
            now = false;
            reason = String.valueOf(e.getMessage());
        } catch (RuntimeException e) {
            // A scheduled task that throws is never run again.
            now = false;
            reason = e.getClass().getSimpleName();
        }
        if (now && !answers) {
            LOG.info("The schema registry answers again");
        } else if (!now && answers) {
            LOG.atWarn()
                    .addKeyValue("reason", reason)
                    .log(
                            "The schema registry does not answer. What runs goes on, but no processor can start until it does:"
                                    + " look at the registry and at SCHEMA_REGISTRY_URL");
        }
        answers = now;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        return Publishers.just(HealthResult.builder("schemaRegistry", HealthStatus.UP)
                .details(Map.of("answers", answers))
                .build());
    }

    @Override
    public void close() {
        thread.shutdownNow();
        registry.close();
    }
}
