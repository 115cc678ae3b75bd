package io.qsstream.ingest.zoom;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.qsstream.ingest.store.CompletenessLog;
import io.qsstream.ingest.store.RawEventLog;
import io.qsstream.ingest.zoom.settings.ZoomApiSettings;
import io.qsstream.ingest.zoom.settings.ZoomCredentials;
import io.qsstream.schema.settings.ProcessEnvironment;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Makes the beans that know nothing of being beans. */
@Factory
final class ZoomFactory {

    @Singleton
    @Bean(preDestroy = "close")
    ZoomApi zoomApi(
            ProcessEnvironment environment,
            ZoomApiSettings settings,
            RawEventLog log,
            CompletenessLog completeness,
            Clock clock,
            MeterRegistry meters) {
        return new ZoomApi(ZoomCredentials.of(environment.variables()), settings, log, completeness, clock, meters);
    }
}
