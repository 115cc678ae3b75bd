package io.qsstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples under {@code consumers/}, each run as its README says, against a real stack. */
class ConsumersIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path HOME = Path.of(System.getProperty("qsstream.home", "../.."))
            .toAbsolutePath()
            .normalize();
    private static final String PYTHON = "/usr/bin/python3";

    @TempDir
    private static Path folder;

    private static RunningStack stack;

    @BeforeAll
    static void aCallWithTrouble() throws Exception {
        stack = RunningStack.start(folder.resolve("stack"), 23_400, "--no-simulator");
        stack.simulate(
                "--scenario", "bad-wifi", "--sessions", "2", "--minutes", "8", "--cadence", "10s", "--speed", "0");
    }

    @AfterAll
    static void stop() throws Exception {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void theJavaPythonAndNodeConsumersSeeTheSameTransitionsAndNoneAgainAfterARestart() throws Exception {
        // Given
        List<String> java = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlogback.configurationFile=" + HOME.resolve("consumers/java/logback.xml"),
                "-cp",
                HOME.resolve("deploy/local/target/stack/lib") + "/*",
                HOME.resolve("consumers/java/Alerts.java").toString());
        List<String> python =
                List.of(PYTHON, HOME.resolve("consumers/python/alerts.py").toString());
        List<String> node =
                List.of("node", HOME.resolve("consumers/node/alerts.mjs").toString());
        Needs.tool(
                "python3-confluent-kafka and python3-avro", List.of(PYTHON, "-c", "import confluent_kafka, avro.io"));
        Needs.tool(
                "npm ci --prefix consumers/node",
                List.of(
                        "node",
                        "-e",
                        "process.exit(require('fs').existsSync('" + HOME + "/consumers/node/node_modules') ? 0 : 1)"));
        List<String> expected = settled(java);

        // When
        List<String> byPython = run(python, "once");
        List<String> byNode = run(node, "once");

        // Then
        assertThat(expected).doesNotHaveDuplicates().anyMatch(line -> line.endsWith(" RAISED"));
        assertThat(byPython).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(byNode).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(run(java, "once")).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(run(java, "once")).isEmpty();
        assertThat(run(python, "once")).isEmpty();
        assertThat(run(node, "once")).isEmpty();
    }

    /** What is on the topic once the pipeline has nothing more to say. */
    private static List<String> settled(List<String> java) throws Exception {
        List<String> before = List.of();
        for (int i = 0; i < 30; i++) {
            List<String> now = run(java, "settled-" + i);
            if (!now.isEmpty() && now.equals(before)) {
                return now;
            }
            before = now;
        }
        throw new AssertionError("Still " + before.size() + " and growing");
    }

    private static List<String> run(List<String> consumer, String run) throws Exception {
        List<String> command = new ArrayList<>(consumer);
        command.addAll(List.of(
                "--brokers",
                stack.url("kafka"),
                "--registry",
                stack.url("registry"),
                "--group",
                "consumers-it-" + Path.of(consumer.getFirst()).getFileName() + "-" + run,
                "--until-end"));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(String.join(" ", command) + "\n" + output)
                .isZero();
        List<String> transitions = new ArrayList<>();
        for (String line : output.lines().toList()) {
            JsonNode transition = JSON.readTree(line);
            transitions.add(transition.path("alertId").asText() + " "
                    + transition.path("sequence").asInt() + " "
                    + transition.path("transition").asText());
        }
        return transitions;
    }

    /** A machine with a JDK and Maven alone skips this by name; CI must not. */
}
