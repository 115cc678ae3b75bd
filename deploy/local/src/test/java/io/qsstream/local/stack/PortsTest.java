package io.qsstream.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void aTakenPortIsNamedWithItsRole() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(Ports.firstTaken(List.of(component(taken.getLocalPort()))))
                    .hasValue(
                            "Port " + taken.getLocalPort() + " (schema registry) is taken by another process: stop that"
                                    + " one, or shift all ports with --port-offset N");
        }
    }

    @Test
    void aListenerOnAllAddressesTakesThePortToo() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            assertThat(Ports.isFree(taken.getLocalPort())).isFalse();
        }
    }

    @Test
    void aPortIsFreeAgainOnceItsHolderIsGone() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = taken.getLocalPort();
        }

        assertThat(Ports.firstTaken(List.of(component(port)))).isEmpty();
    }

    @Test
    void allDefaultPortsAreShiftedAndNoneTwice() {
        Set<Integer> standard = ports(0);
        Set<Integer> shifted = ports(20_000);

        assertThat(standard).containsExactly(8080, 8081, 8082, 8090, 8091, 8092, 9081, 9092, 9093);
        assertThat(shifted)
                .containsExactlyElementsOf(
                        standard.stream().map(port -> port + 20_000).toList());
    }

    @Test
    void noSecretIsOnACommandLineOrInATextForm() {
        StackSettings settings = settings(0);

        for (Component component : Components.of(settings)) {
            assertThat(Child.command(component, Path.of("/repo"))).noneMatch(word -> word.contains("top-secret"));
            assertThat(component.toString()).doesNotContain("top-secret");
        }
        assertThat(settings.toString()).doesNotContain("top-secret");
    }

    private static Set<Integer> ports(int offset) {
        Set<Integer> ports = new TreeSet<>();
        int count = 0;
        for (Component component : Components.of(settings(offset))) {
            for (Component.Port port : component.ports()) {
                ports.add(port.number());
                count++;
            }
        }
        assertThat(ports).hasSize(count);
        return ports;
    }

    private static StackSettings settings(int offset) {
        return new StackSettings(
                Path.of("/repo"),
                Path.of("/data"),
                offset,
                "top-secret",
                "top-secret-token",
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                "",
                "",
                Optional.empty());
    }

    private static Component component(int port) {
        return new Component(
                "registry",
                List.of(new Component.Port("registry", "schema registry", port)),
                List.of("x.jar"),
                "x.Main",
                List.of(),
                "1m",
                Map.of(),
                Map.of(),
                List.of(),
                new Readiness.KafkaBroker("127.0.0.1:" + port));
    }
}
