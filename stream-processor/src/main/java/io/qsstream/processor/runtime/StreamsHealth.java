package io.qsstream.processor.runtime;

import io.micronaut.context.annotation.Factory;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Liveness;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import java.util.Map;

/** What the probes say: ready while it processes, alive until it has failed for good. */
@Factory
final class StreamsHealth {

    private static final String NAME = "kafkaStreams";

    @Singleton
    @Readiness
    HealthIndicator readiness(StreamsClient client) {
        return () -> Publishers.just(result(client, client.isReady()));
    }

    @Singleton
    @Liveness
    HealthIndicator liveness(StreamsClient client) {
        return () -> Publishers.just(result(client, client.isAlive()));
    }

    private static HealthResult result(StreamsClient client, boolean up) {
        return HealthResult.builder(NAME, up ? HealthStatus.UP : HealthStatus.DOWN)
                .details(Map.of("state", client.state()))
                .build();
    }
}
