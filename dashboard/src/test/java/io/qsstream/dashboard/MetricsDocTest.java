package io.qsstream.dashboard;

import static io.qsstream.dashboard.testing.Facts.T0;
import static io.qsstream.dashboard.testing.Facts.sample;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.qsstream.dashboard.telemetry.DashboardMeters;
import io.qsstream.schema.topic.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What {@code docs/metrics.md} says of the dashboard is what is there. */
class MetricsDocTest {

    private static final Pattern NAME = Pattern.compile("qsstream_dashboard_[a-z_]+");

    @Test
    void everyMetricIsOnThePageAndEveryOneOnThePageIsThere() throws IOException {
        // Given
        try (RunningDashboard dashboard = RunningDashboard.withoutKafka(Map.of())) {
            DashboardMeters meters = dashboard.service.context().getBean(DashboardMeters.class);
            dashboard.model().apply(sample("s1", "u1", T0, 1));
            meters.record(Topics.SAMPLES, DashboardMeters.Reading.USED);
            meters.dropped(DashboardMeters.Dropped.SLOW);
            meters.event("session");
            meters.notified("webhook", "sent", 1);
            assertThat(dashboard.get("/api/v1/status").statusCode()).isEqualTo(200);

            // When
            Set<String> there = names(dashboard
                    .service
                    .context()
                    .getBean(PrometheusMeterRegistry.class)
                    .scrape()
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .reduce("", (a, b) -> a + '\n' + b));

            // Then
            assertThat(names(Files.readString(Path.of("../docs/metrics.md")))).isEqualTo(there);
        }
    }

    private static Set<String> names(String text) {
        Set<String> names = new TreeSet<>();
        Matcher matcher = NAME.matcher(text);
        while (matcher.find()) {
            names.add(matcher.group());
        }
        return names;
    }
}
