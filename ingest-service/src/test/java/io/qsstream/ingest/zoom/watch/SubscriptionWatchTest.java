package io.qsstream.ingest.zoom.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthResult;
import io.qsstream.ingest.MovableClock;
import io.qsstream.ingest.zoom.settings.WatchSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

class SubscriptionWatchTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Counter accepted = meters.counter("qsstream.ingest.requests", "outcome", "accepted");
    private final Counter challenged = meters.counter("qsstream.ingest.requests", "outcome", "challenge");
    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-02T00:00:00Z"));

    @TempDir
    Path folder;

    @Test
    void aSilenceOfZoomIsSuspectUntilAnEventComes() {
        // Given
        SubscriptionWatch watch = watch();
        for (int minute = 0; minute < 60 * 24 * 8; minute++) {
            accepted.increment();
            pass(watch, Duration.ofMinutes(1));
        }
        assertThat(suspect("events")).isZero();

        // When
        pass(watch, Duration.ofMinutes(20));

        // Then
        assertThat(suspect("events")).isEqualTo(1);
        assertThat(meters.get("qsstream.ingest.silence").gauge().value()).isEqualTo(1200);
        assertThat(details(watch)).containsEntry("events", "suspect").containsEntry("silence", "PT20M");
        accepted.increment();
        pass(watch, Duration.ofSeconds(10));
        assertThat(suspect("events")).isZero();
    }

    @Test
    void eightyHoursWithoutAValidationAreSuspectAlsoOverARestart() {
        // Given
        SubscriptionWatch watch = watch();
        challenged.increment();
        pass(watch, Duration.ofSeconds(10));
        for (int hour = 0; hour < 79; hour++) {
            pass(watch, Duration.ofHours(1));
        }
        assertThat(suspect("validation")).isZero();

        // When
        SimpleMeterRegistry anew = new SimpleMeterRegistry();
        SubscriptionWatch restarted = new SubscriptionWatch(anew, clock, settings());
        pass(restarted, Duration.ofHours(2));

        // Then
        assertThat(anew.get("qsstream.ingest.subscription.suspect")
                        .tag("sign", "validation")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(details(restarted)).containsEntry("validation", "suspect");
    }

    private SubscriptionWatch watch() {
        return new SubscriptionWatch(meters, clock, settings());
    }

    private WatchSettings settings() {
        return new WatchSettings(
                Duration.ofMinutes(15),
                Duration.ofHours(80),
                folder.resolve("rhythm").toString());
    }

    private void pass(SubscriptionWatch watch, Duration time) {
        clock.set(clock.instant().plus(time));
        watch.look();
    }

    private double suspect(String sign) {
        return meters.get("qsstream.ingest.subscription.suspect")
                .tag("sign", sign)
                .gauge()
                .value();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> details(SubscriptionWatch watch) {
        HealthResult[] result = new HealthResult[1];
        Publisher<HealthResult> publisher = new SubscriptionHealth(watch).getResult();
        publisher.subscribe(new Subscriber<>() {
            @Override
            public void onSubscribe(Subscription subscription) {
                subscription.request(1);
            }

            @Override
            public void onNext(HealthResult each) {
                result[0] = each;
            }

            @Override
            public void onError(Throwable failure) {
                throw new AssertionError(failure);
            }

            @Override
            public void onComplete() {}
        });
        assertThat(result[0].getStatus()).isEqualTo(HealthStatus.UP);
        return (Map<String, Object>) result[0].getDetails();
    }
}
