package io.qsstream.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Secondary;
import io.qsstream.dashboard.model.Answers;
import io.qsstream.dashboard.model.ReadModel;
import io.qsstream.dashboard.settings.AlertSettings;
import io.qsstream.dashboard.settings.ApiToken;
import io.qsstream.dashboard.settings.DashboardSettings;
import io.qsstream.dashboard.stream.EventHub;
import io.qsstream.dashboard.telemetry.DashboardMeters;
import io.qsstream.schema.rules.AlertRules;
import io.qsstream.schema.settings.ProcessEnvironment;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Makes the beans that know nothing of being beans. */
@Factory
final class DashboardFactory {

    private static final long MEBIBYTE = 1024 * 1024;

    /** Secondary: a test passes its own. */
    @Singleton
    @Secondary
    Clock clock() {
        return Clock.systemUTC();
    }

    @Singleton
    ApiToken apiToken(ProcessEnvironment environment) {
        return ApiToken.of(environment.variables());
    }

    @Singleton
    ReadModel readModel(DashboardSettings settings) {
        return new ReadModel(settings.bounds());
    }

    @Singleton
    Answers answers(ReadModel model) {
        return model.answers();
    }

    @Singleton
    AlertRules alertRules(AlertSettings settings) {
        return settings.read();
    }

    @Singleton
    DashboardMeters dashboardMeters(MeterRegistry registry, Answers answers) {
        return new DashboardMeters(registry, answers);
    }

    @Singleton
    @Bean(preDestroy = "close")
    EventHub eventHub(
            Answers answers, ObjectMapper mapper, Clock clock, DashboardSettings settings, DashboardMeters meters) {
        return new EventHub(
                answers,
                body -> write(mapper, body),
                clock::instant,
                new EventHub.Limits(
                        settings.streamClients(), settings.streamQueue(), settings.streamBufferMib() * MEBIBYTE),
                meters);
    }

    private static String write(ObjectMapper mapper, Object body) {
        try {
            return mapper.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
