package io.qsstream.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The chart in {@code qsstream/}, and what Helm makes of it. */
final class Chart {

    static final Path FOLDER = Path.of("qsstream").toAbsolutePath();
    static final Path HOME = FOLDER.getParent().getParent().getParent();
    static final String RELEASE = "calls";
    static final String NAMESPACE = "zoom";
    /** The oldest that Chart.yaml allows. */
    static final String KUBERNETES = "1.30.0";
    /** In {@code ci/}, as chart-testing names them. */
    static final List<String> VALUES = List.of("default", "minimal", "secured", "full");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, List<Manifest>> RENDERED = new ConcurrentHashMap<>();

    /** Helm comes as a native library: CI has it, elsewhere the tests are skipped with this name. */
    static void needsHelm() {
        String missing = "";
        try {
            assertThat(Helm.version().call()).contains("v");
        } catch (RuntimeException | LinkageError e) {
            missing = e.toString();
        }
        if (System.getenv("CI") == null) {
            assumeTrue(missing.isEmpty(), "needs Helm's native library of helm-java for this system: " + missing);
        }
        assertThat(missing).as("CI needs Helm's native library").isEmpty();
    }

    /** One of {@link #VALUES}. */
    static Path valuesFile(String values) {
        return FOLDER.resolve("ci").resolve(values + "-values.yaml");
    }

    /** All manifests with one of {@link #VALUES}, in Helm's order. */
    static List<Manifest> rendered(String values) {
        return RENDERED.computeIfAbsent(values, each -> parse(template(valuesFile(each), Map.of())));
    }

    /** As {@code helm template}; throws with Helm's message where it refuses. */
    static String template(Path valuesFile, Map<String, String> set) {
        var command = new Helm(FOLDER)
                .template()
                .withName(RELEASE)
                .withNamespace(NAMESPACE)
                .withKubeVersion(KUBERNETES)
                .withValuesFile(valuesFile);
        set.forEach(command::set);
        return command.call();
    }

    /** What {@code helm install} says at its end. */
    static String notes(String values) {
        return new Helm(FOLDER)
                .install()
                .withName(RELEASE)
                .withNamespace(NAMESPACE)
                .withKubeVersion(KUBERNETES)
                .clientOnly()
                .withDryRunOption(DryRun.CLIENT)
                .withValuesFile(valuesFile(values))
                .call()
                .getOutput();
    }

    static List<Manifest> parse(String yaml) {
        List<Manifest> manifests = new ArrayList<>();
        for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(yaml)) {
            if (document != null) {
                manifests.add(new Manifest(JSON.valueToTree(document)));
            }
        }
        return manifests;
    }

    /** A YAML or JSON file of the chart. */
    static JsonNode file(String name) throws IOException {
        return yaml(FOLDER.resolve(name));
    }

    static JsonNode yaml(Path file) throws IOException {
        return JSON.valueToTree(
                new Yaml(new SafeConstructor(new LoaderOptions())).<Object>load(Files.readString(file)));
    }

    private Chart() {}
}
