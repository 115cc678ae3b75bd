package io.qsstream.ingest;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Secondary;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timer;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.qsstream.ingest.admit.Admission;
import io.qsstream.ingest.settings.IngestSettings;
import io.qsstream.ingest.settings.TracingSettings;
import io.qsstream.ingest.settings.WebhookSecrets;
import io.qsstream.schema.settings.ProcessEnvironment;
import io.qsstream.tracing.Traces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/** Makes the beans that know nothing of being beans. */
@Factory
final class IngestFactory {

    /** Secondary: a test passes its own. */
    @Singleton
    @Secondary
    Clock clock() {
        return Clock.systemUTC();
    }

    @Singleton
    WebhookSecrets webhookSecrets(ProcessEnvironment environment) {
        return WebhookSecrets.of(environment.variables());
    }

    /** Eager: what is wrong with it is found at the start. */
    @Context
    @Bean(preDestroy = "close")
    Traces traces(TracingSettings settings, ProcessEnvironment environment) {
        return Traces.to(settings.collector(environment.variables()), "qsstream-ingest");
    }

    /** For the deadline of each request: a wheel, because nearly all of them are cancelled again. */
    @Singleton
    @Bean(preDestroy = "stop")
    Timer deadlines() {
        return new HashedWheelTimer(new DefaultThreadFactory("deadlines", true), 20, TimeUnit.MILLISECONDS);
    }

    @Singleton
    Admission admission(IngestSettings settings) {
        return new Admission(settings.maxInFlight());
    }
}
