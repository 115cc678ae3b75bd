package io.qsstream.ingest.zoom.watch;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.qsstream.ingest.zoom.watch.SubscriptionWatch.Seen;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import org.reactivestreams.Publisher;

/** Says what is suspected, and never that the service is down: restarting it would not make Zoom send. */
@Singleton
final class SubscriptionHealth implements HealthIndicator {

    private final SubscriptionWatch watch;

    SubscriptionHealth(SubscriptionWatch watch) {
        this.watch = watch;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        Seen seen = watch.seen();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("events", seen.silent() ? "suspect" : "ok");
        details.put("silence", seen.silence().toString());
        details.put("silenceLimit", seen.limit().toString());
        details.put("validation", seen.notValidated() ? "suspect" : "ok");
        details.put("sinceValidation", seen.sinceValidation().toString());
        return Publishers.just(HealthResult.builder("zoom-subscription", HealthStatus.UP)
                .details(details)
                .build());
    }
}
