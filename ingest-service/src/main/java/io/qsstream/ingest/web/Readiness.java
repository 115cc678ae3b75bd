package io.qsstream.ingest.web;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.qsstream.ingest.admit.Admission;
import io.qsstream.ingest.store.RawTopicWatch;
import jakarta.inject.Singleton;
import org.reactivestreams.Publisher;

/** Ready while Kafka can be reached and the service is not on its way out. */
@Singleton
@io.micronaut.management.health.indicator.annotation.Readiness
final class Readiness implements HealthIndicator {

    private final RawTopicWatch topic;
    private final Admission admission;

    Readiness(RawTopicWatch topic, Admission admission) {
        this.topic = topic;
        this.admission = admission;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        boolean ready = topic.isReachable() && !admission.isDraining();
        return Publishers.just(HealthResult.builder("ingest", ready ? HealthStatus.UP : HealthStatus.DOWN)
                .build());
    }
}
