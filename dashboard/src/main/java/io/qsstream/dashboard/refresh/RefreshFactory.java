package io.qsstream.dashboard.refresh;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.context.annotation.Factory;
import io.qsstream.dashboard.settings.RefreshSettings;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Makes what knows nothing of being a bean. */
@Factory
final class RefreshFactory {

    @Singleton
    Refreshes refreshes(RefreshSettings settings, ObjectMapper mapper, Clock clock) {
        return new Refreshes(settings.ingestUri().map(uri -> new IngestBackfills(uri, mapper)), clock);
    }
}
