package io.qsstream.processor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qsstream.processor.cause.StreamRole.InputMeans;
import io.qsstream.processor.state.Rosters;
import io.qsstream.processor.telemetry.ProcessorMeters;
import io.qsstream.processor.telemetry.RecordTraces;
import io.qsstream.processor.testing.Pipeline;
import io.qsstream.tracing.Traces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyDescription.Subtopology;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class TopologyDescriptionTest {

    private static final Path GOLDEN = Path.of("src/test/resources/topology/describe.txt");

    @Test
    void theTopologyIsTheOneThatIsDeployed() throws IOException {
        // Given
        Topology topology = topology();

        // When
        String description = describe(topology);

        // Then
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(GOLDEN, description);
        }
        assertThat(description)
                .as("The topology has changed. Names of stores are names of changelog topics, so a deployed application"
                        + " must be stopped everywhere, or given a new qsstream.application-id, before it runs this."
                        + " If that is meant: mvn -pl stream-processor -am test -Dtest=TopologyDescriptionTest"
                        + " -Dgolden.update=true -Dsurefire.failIfNoSpecifiedTests=false, and say so in CHANGELOG.md")
                .isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void thereIsOneSubTopologyAndNoRepartitionTopic() {
        // When
        var description = topology().describe();

        // Then
        assertThat(description.subtopologies()).hasSize(1);
        assertThat(description.globalStores()).isEmpty();
        assertThat(description.toString()).doesNotContain("repartition").doesNotContain("KSTREAM-");
    }

    /** What {@code Topology.describe()} says, in an order that does not change from run to run. */
    private static String describe(Topology topology) {
        StringBuilder text = new StringBuilder();
        for (Subtopology subtopology : topology.describe().subtopologies()) {
            text.append("sub-topology ").append(subtopology.id()).append('\n');
            subtopology.nodes().stream()
                    .sorted(Comparator.comparing(TopologyDescription.Node::name))
                    .forEach(node -> text.append(describe(node)));
        }
        return text.toString();
    }

    private static String describe(TopologyDescription.Node node) {
        String what = switch (node) {
            case TopologyDescription.Source source -> "source of " + new TreeSet<>(source.topicSet());
            case TopologyDescription.Sink sink -> "sink to [" + sink.topic() + "]";
            case TopologyDescription.Processor processor -> "stores " + new TreeSet<>(processor.stores());
            default -> throw new AssertionError(node);
        };
        return "  " + node.name() + ": " + what + "\n    from " + names(node.predecessors()) + "\n    to "
                + names(node.successors()) + "\n";
    }

    private static List<String> names(Set<TopologyDescription.Node> nodes) {
        return nodes.stream().map(TopologyDescription.Node::name).sorted().toList();
    }

    private static Topology topology() {
        return new QssTopology(
                        Pipeline.MINUTES,
                        Pipeline.topics(),
                        Pipeline.RULES,
                        InputMeans.SENT,
                        new ProcessorMeters(new SimpleMeterRegistry()),
                        new RecordTraces(Traces.off()),
                        new Rosters(),
                        Stores::persistentKeyValueStore)
                .build();
    }
}
