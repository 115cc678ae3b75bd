package io.qsstream.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The chart renders, is what the schemas of its kinds say, and refuses what would not work. */
class ChartTest {

    static final List<String> VALUES = Chart.VALUES;

    @BeforeAll
    static void needs() {
        Chart.needsHelm();
    }

    @ParameterizedTest
    @FieldSource("VALUES")
    void helmsLintFindsNothing(String values, @TempDir Path folder) throws IOException {
        // Given: lint takes no values file here, so the chart's own values are those of the file.
        Path copy = copyOfTheChart(folder);
        Files.writeString(copy.resolve("values.yaml"), merged(values));

        // When
        LintResult result = new Helm(copy).lint().strict().call();

        // Then
        assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
        assertThat(result.getMessages())
                .noneMatch(message -> message.contains("[WARNING]") || message.contains("[ERROR]"));
    }

    @ParameterizedTest
    @FieldSource("VALUES")
    void everyManifestIsWhatItsKindsPublisherSays(String values) {
        for (Manifest manifest : Chart.rendered(values)) {
            assertThat(PublishedSchemas.mistake(manifest))
                    .as(manifest.toString())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void theSchemasFindMistakes(String kind, String pointer, String field, Object value, String expected) {
        // Given
        Manifest manifest = new Manifest(Chart.rendered("full").stream()
                .filter(each -> each.is(kind))
                .findFirst()
                .orElseThrow()
                .root()
                .deepCopy());
        ObjectNode at = (ObjectNode) manifest.at(pointer);

        // When
        if (value.equals("")) {
            at.remove(field);
        } else {
            at.putPOJO(field, value);
        }

        // Then
        assertThat(PublishedSchemas.mistake(
                        Chart.parse(manifest.root().toString()).getFirst()))
                .hasValueSatisfying(mistake -> assertThat(mistake).contains(expected));
    }

    static Stream<org.junit.jupiter.params.provider.Arguments> mistakes() {
        return Stream.of(
                arguments(
                        "Deployment",
                        "/spec/template/spec/containers/0",
                        "readOnlyFilesystem",
                        true,
                        "readOnlyFilesystem"),
                arguments("Deployment", "/spec/template/spec/containers/0", "name", "", "name"),
                arguments(
                        "Deployment",
                        "/spec/template/spec/containers/0/ports/0",
                        "containerPort",
                        "8080",
                        "containerPort"),
                arguments("StatefulSet", "/spec", "replicas", "two", "two"),
                arguments("StatefulSet", "/spec", "volumeClaimTemplate", List.of(), "volumeClaimTemplate"),
                arguments("NetworkPolicy", "/spec", "podSelectors", Map.of(), "podSelectors"),
                arguments("HorizontalPodAutoscaler", "/spec", "maxReplicas", "", "maxReplicas"),
                arguments("ConfigMap", "/data", "QSSTREAM_TOPICS_PARTITIONS", 4, "QSSTREAM_TOPICS_PARTITIONS"),
                arguments("KafkaTopic", "/spec", "partition", 4, "partition"),
                arguments("KafkaTopic", "/spec", "partitions", "many", "many"),
                arguments("KafkaUser", "/spec/authorization", "acl", List.of(), "acl"),
                arguments("KafkaUser", "/spec/authorization/acls/0", "operations", List.of("Look"), "Look"),
                arguments("ServiceMonitor", "/spec/endpoints/0", "ports", "management", "ports"),
                arguments("PrometheusRule", "/spec/groups/0/rules/0", "expression", "up", "expression"));
    }

    private static org.junit.jupiter.params.provider.Arguments arguments(Object... arguments) {
        return org.junit.jupiter.params.provider.Arguments.of(arguments);
    }

    @Test
    void withoutAnyValuesTheChartSaysAllThatIsMissingAtOnce(@TempDir Path folder) throws IOException {
        // Given
        Path nothing = Files.writeString(folder.resolve("values.yaml"), "{}");

        // When, Then
        assertThatThrownBy(() -> Chart.template(nothing, Map.of()))
                .hasMessageContaining("kafka.bootstrapServers is not set: give it the brokers")
                .hasMessageContaining("schemaRegistry.url is not set")
                .hasMessageContaining(
                        "ingest.webhook has no secret: name an existingSecret with the key ZOOM_WEBHOOK_SECRET_TOKEN")
                .hasMessageContaining(
                        "dashboard.auth has no secret: name an existingSecret with the key DASHBOARD_API_TOKEN");
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatWouldNotWorkIsRefusedWithTheReason(String values, String setting, String value, String reason) {
        assertThatThrownBy(() -> Chart.template(Chart.valuesFile(values), Map.of(setting, value)))
                .hasMessageContaining(reason);
    }

    static Stream<org.junit.jupiter.params.provider.Arguments> refused() {
        return Stream.of(
                arguments("default", "ingest.replica", "3", "additional properties 'replica' not allowed"),
                arguments("default", "ingress.enabled", "true", "additional properties 'ingress' not allowed"),
                arguments("default", "ingest.replicas", "none", "got string, want integer"),
                arguments("default", "processor.replicas", "0", "minimum: got 0, want 1"),
                arguments("default", "settings.qsstream\\.window\\.sise", "1m", "qsstream.window.sise"),
                arguments("default", "settings.qsstream\\.state\\.dir", "/tmp", "qsstream.state.dir"),
                arguments("default", "kafka.properties.bootstrap\\.servers", "k:9092", "bootstrap.servers"),
                arguments("default", "kafka.bootstrapServers", "broker", "does not match pattern"),
                arguments("default", "schemaRegistry.url", "registry:8081", "does not match pattern"),
                arguments("minimal", "ingest.webhook.appSecretTokens.my/app", "token", "my/app"),
                arguments("full", "dashboard.auth.apiToken", "short", "does not match pattern"),
                arguments("default", "ingest.image.repository", "", "minLength: got 0, want 1"),
                arguments(
                        "full", "strimzi.users.authentication", "plain", "value must be one of 'tls', 'scram-sha-512'"),
                arguments("full", "strimzi.topics.config.zoom\\.qss\\.raw\\.v1.retention\\.ms", "1", "zoom.qss.raw.v1"),
                arguments(
                        "full",
                        "strimzi.cluster",
                        "",
                        "strimzi.cluster is not set: give it the name of the Kafka resource"),
                arguments(
                        "full",
                        "strimzi.namespace",
                        "kafka",
                        "strimzi.users needs strimzi.namespace to be the release's"),
                arguments(
                        "full",
                        "processor.replicas",
                        "25",
                        "processor.replicas is more than strimzi.topics.partitions"),
                arguments(
                        "full",
                        "processor.standbyReplicas",
                        "4",
                        "processor.standbyReplicas must be less than processor.replicas"),
                arguments("full", "ingest.autoscaling.minReplicas", "10", "minReplicas is more than maxReplicas"),
                arguments("full", "ingest.ingress.host", "", "ingest.ingress.host is not set"),
                arguments("full", "dashboard.ingress.host", "", "dashboard.ingress.host is not set"),
                arguments(
                        "full",
                        "ingest.webhook.secretToken",
                        "another",
                        "ingest.webhook has both existingSecret and tokens"),
                arguments(
                        "full",
                        "dashboard.auth.existingSecret",
                        "another",
                        "dashboard.auth has both existingSecret and apiToken"),
                arguments("full", "dashboard.notify.existingSecret", "another", "dashboard.notify has both"),
                arguments(
                        "full",
                        "schemaRegistry.existingSecret",
                        "another",
                        "schemaRegistry has both existingSecret and userInfo"),
                arguments(
                        "minimal",
                        "ingest.webhook.apps[0]",
                        "my-app",
                        "ingest.webhook.apps are keys of existingSecret"),
                arguments("default", "ingest.preStopSeconds", "25", "must be more than preStopSeconds and 10 s"));
    }

    @Test
    void theNotesTellTheNextSteps() {
        assertThat(Chart.notes("default"))
                .contains(
                        "1. The topics must be there",
                        "./qsstream topics diff --kafka kafka-bootstrap.kafka:9092 --registry http://registry.kafka:8081",
                        "2. Wait until all is ready",
                        "3. Bring a public name with TLS to the Service calls-qsstream-ingest, port 80",
                        "4. Open http://127.0.0.1:8082/",
                        "get secret dashboard-token",
                        "networkPolicy.metricsFrom");
        assertThat(Chart.notes("minimal")).contains("1. Wait until").doesNotContain("topics", "only-for-tests");
        assertThat(Chart.notes("full"))
                .contains(
                        "1. Strimzi makes the topics. The schemas must be registered",
                        "--partitions 24 --replication 3 --yes",
                        "https://zoom.example.com/webhooks/zoom",
                        "Open https://calls.example.com/",
                        "get secret zoomqss-dashboard-auth")
                .doesNotContain("only-for-tests", "networkPolicy.metricsFrom");
    }

    private static Path copyOfTheChart(Path folder) throws IOException {
        Path copy = folder.resolve("qsstream");
        try (Stream<Path> files = Files.walk(Chart.FOLDER)) {
            for (Path file : files.collect(Collectors.toList())) {
                Files.copy(file, copy.resolve(Chart.FOLDER.relativize(file).toString()));
            }
        }
        return copy;
    }

    /** The chart's values with those of the file over them. */
    private static String merged(String values) throws IOException {
        ObjectNode all = (ObjectNode) Chart.file("values.yaml");
        merge(all, (ObjectNode) Chart.file("ci/" + values + "-values.yaml"));
        return all.toString();
    }

    private static void merge(ObjectNode into, ObjectNode from) {
        from.properties().forEach(entry -> {
            if (entry.getValue() instanceof ObjectNode object && into.get(entry.getKey()) instanceof ObjectNode inner) {
                merge(inner, object);
            } else {
                into.set(entry.getKey(), entry.getValue());
            }
        });
    }
}
