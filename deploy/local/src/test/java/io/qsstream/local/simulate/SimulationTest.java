package io.qsstream.local.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulationTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:42.123Z");

    @TempDir
    Path folder;

    @Test
    void theTruthFileHoldsEveryBodyAndEveryFault() throws IOException {
        Simulation simulation = new Simulation(
                new Plan(Scenario.MIXED, 8, 4, Duration.ofMinutes(5), Duration.ofSeconds(10), 3, NOW),
                new Disturbances(0.3, 0.05, 0.02, Duration.ofSeconds(90), null));
        List<Delivery> deliveries = simulation.deliveries().toList();

        List<JsonNode> lines = write(simulation, "truth.ndjson");

        assertThat(lines.getFirst().path("record").asText()).isEqualTo("run");
        assertThat(lines)
                .filteredOn(line -> line.path("record").asText().equals("fault"))
                .extracting(line -> line.path("fault").asText())
                .contains("bad-wifi", "cpu-hog", "brownout", "late-joiner", "bad-network");
        List<JsonNode> written = lines.stream()
                .filter(line -> line.path("record").asText().equals("delivery"))
                .toList();
        assertThat(written).hasSameSizeAs(deliveries);
        for (int i = 0; i < written.size(); i++) {
            Delivery delivery = deliveries.get(i);
            JsonNode line = written.get(i);
            assertThat(line.path("order").asLong()).isEqualTo(delivery.order());
            assertThat(line.path("body").asText()).isEqualTo(delivery.event().body());
            assertThat(line.path("outcome").asText()).isEqualTo(delivery.dropped() ? "dropped" : "posted");
            assertThat(line.has("duplicateOf")).isEqualTo(delivery.duplicateOf() != null);
            assertThat(line.path("late").asBoolean()).isEqualTo(delivery.late());
        }
    }

    @Test
    void theSameRunWritesTheSameBytes() throws IOException {
        Simulation simulation = new Simulation(
                new Plan(Scenario.MIXED, 8, 4, Duration.ofMinutes(5), Duration.ofSeconds(10), 3, NOW),
                new Disturbances(0.3, 0.05, 0.02, Duration.ofSeconds(90), null));

        write(simulation, "one");
        write(simulation, "two");

        assertThat(folder.resolve("one")).hasSameBinaryContentAs(folder.resolve("two"));
    }

    @Test
    void noSampleIsMeasuredAfterItIsPosted() {
        Duration tenMinutes = Duration.ofMinutes(10);

        assertThat(Simulation.defaultEnd(NOW, tenMinutes, 0)).isEqualTo("2026-11-21T10:00:00Z");
        assertThat(Simulation.defaultEnd(NOW, tenMinutes, 1)).isEqualTo("2026-11-21T10:10:42.123Z");
        assertThat(Simulation.defaultEnd(NOW, tenMinutes, 10)).isEqualTo("2026-11-21T10:01:42.123Z");
        for (double speed : new double[] {0.5, 1, 10}) {
            Instant end = Simulation.defaultEnd(NOW, tenMinutes, speed);
            Pace pace = new Pace(speed, end.minus(tenMinutes), NOW);
            for (int i = 0; i <= 600; i += 60) {
                Instant simulated = end.minus(tenMinutes).plusSeconds(i);
                assertThat(simulated).isBeforeOrEqualTo(pace.due(simulated));
            }
        }
    }

    private List<JsonNode> write(Simulation simulation, String name) throws IOException {
        Path file = folder.resolve(name);
        try (Simulation.Recorder recorder = simulation.recorder(file)) {
            for (Delivery delivery : simulation.deliveries().toList()) {
                recorder.sees(delivery);
            }
        }
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }
}
