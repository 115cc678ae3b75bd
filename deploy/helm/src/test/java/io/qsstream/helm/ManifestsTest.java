package io.qsstream.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.qsstream.schema.access.Access;
import io.qsstream.schema.access.Service;
import io.qsstream.schema.kafka.KafkaEnvironment;
import io.qsstream.schema.rules.RulesFile;
import io.qsstream.schema.rules.RulesReading;
import io.qsstream.schema.settings.SettingNames;
import io.qsstream.schema.settings.Settings;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What every rendering of the chart holds, whatever the values. */
class ManifestsTest {

    static final List<String> VALUES = Chart.VALUES;

    /** Secrets that the values say are there, with the keys that the chart's documentation asks of them. */
    private static final Map<String, Set<String>> PROMISED = Map.of(
            "zoom-app",
            Set.of("ZOOM_WEBHOOK_SECRET_TOKEN"),
            "dashboard-token",
            Set.of("DASHBOARD_API_TOKEN"),
            "zoom-apps",
            Set.of("ZOOM_WEBHOOK_SECRET_TOKEN", "ZOOM_WEBHOOK_SECRET_TOKEN_MY_APP", "ZOOM_WEBHOOK_SECRET_TOKEN_OTHER"),
            "kafka-login",
            Set.of("ingest", "processor", "dashboard"),
            "kafka-ca",
            Set.of("ca.crt"),
            "registry-login",
            Set.of("SCHEMA_REGISTRY_URL_USER_INFO"),
            // Strimzi's: of a KafkaUser with TLS, and of the cluster's authority.
            "zoomqss-ingest",
            Set.of("user.p12", "user.password", "user.crt", "user.key", "ca.crt"),
            "zoomqss-processor",
            Set.of("user.p12", "user.password", "user.crt", "user.key", "ca.crt"),
            "zoomqss-dashboard",
            Set.of("user.p12", "user.password", "user.crt", "user.key", "ca.crt"),
            "main-cluster-ca-cert",
            Set.of("ca.crt", "ca.p12", "ca.password"));

    private static final Pattern DOCUMENTED = Pattern.compile("`([A-Z][A-Z0-9_]+(?:<APP>)?)`");

    private static final Map<String, String> MODULES =
            Map.of("ingest", "ingest-service", "processor", "stream-processor", "dashboard", "dashboard");

    @BeforeAll
    static void needs() {
        Chart.needsHelm();
    }

    @ParameterizedTest
    @FieldSource("VALUES")
    void noContainerHasMoreRightsThanItsWorkNeeds(String values) {
        for (Manifest workload : workloads(values)) {
            JsonNode pod = workload.podSpec();
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.at("/securityContext/runAsUser").asInt()).isEqualTo(10001);
            assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
            assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
            assertThat(Stream.of("hostNetwork", "hostPID", "hostIPC").filter(pod::has))
                    .isEmpty();
            for (JsonNode container : workload.containers()) {
                JsonNode security = container.path("securityContext");
                assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
                assertThat(security.path("allowPrivilegeEscalation").asBoolean(true))
                        .isFalse();
                assertThat(security.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
                assertThat(security.has("runAsUser") || security.has("privileged"))
                        .isFalse();
                assertThat(writable(workload, container))
                        .as(workload.toString())
                        .isEqualTo(workload.is("StatefulSet") ? Set.of("/tmp", "/var/lib/qsstream") : Set.of("/tmp"));
            }
        }
        assertThat(ofKind(values, "ServiceAccount")
                        .getFirst()
                        .at("/automountServiceAccountToken")
                        .asBoolean(true))
                .isFalse();
    }

    @ParameterizedTest
    @FieldSource("VALUES")
    void everySelectorFindsThePodsOfItsServiceAndNoOthers(String values) {
        for (Manifest manifest : Chart.rendered(values)) {
            String pointer = switch (manifest.kind()) {
                case "Service" -> "/spec/selector";
                case "Deployment", "StatefulSet", "PodDisruptionBudget" -> "/spec/selector/matchLabels";
                case "NetworkPolicy" -> "/spec/podSelector/matchLabels";
                default -> "";
            };
            if (!pointer.isEmpty()) {
                String service = manifest.at("/metadata/labels/app.kubernetes.io~1component")
                        .asText();
                assertThat(selected(values, Manifest.texts(manifest.at(pointer))))
                        .as(manifest.toString())
                        .singleElement()
                        .satisfies(found -> assertThat(found.name()).endsWith("-" + service));
            }
        }
        for (Manifest workload : workloads(values)) {
            for (JsonNode spread : workload.podSpec().path("topologySpreadConstraints")) {
                assertThat(selected(values, Manifest.texts(spread.at("/labelSelector/matchLabels"))))
                        .containsExactly(workload);
            }
        }
    }

    @ParameterizedTest
    @FieldSource("VALUES")
    void everyVariableIsOneThatTheServicesRead(String values) throws IOException {
        for (Manifest workload : workloads(values)) {
            Set<String> names = environment(values, workload).keySet();
            assertThat(names)
                    .as(workload.toString())
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(unknown(name)).isEmpty());
        }
    }

    @Test
    void aVariableThatNobodyReadsIsFound() throws IOException {
        assertThat(unknown("QSSTREAM_WINDOW_SISE")).isPresent();
        assertThat(unknown("KAFKA_BOOTSTRAP_SERVER")).isPresent();
        assertThat(unknown("ZOOM_SECRET")).isPresent();
        assertThat(unknown("ZOOM_WEBHOOK_SECRET_TOKEN_MY_APP")).isEmpty();
        assertThat(unknown("QSSTREAM_WINDOW_SIZE")).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("VALUES")
    void nothingFromTheClusterGetsIntoTheEnvironment(String values) {
        // A Service named qsstream-ingest would otherwise be the variable QSSTREAM_INGEST_PORT, which refuses the
        // start.
        assertThat(SettingNames.firstUnknown(Settings.KNOWN, List.of("QSSTREAM_INGEST_PORT")))
                .isPresent();
        for (Manifest workload : workloads(values)) {
            assertThat(workload.podSpec().path("enableServiceLinks").asBoolean(true))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @FieldSource("VALUES")
    void everythingThatAContainerTakesIsThere(String values) {
        Map<String, Set<String>> there = new HashMap<>(PROMISED);
        ofKind(values, "Secret").forEach(each -> there.put(each.name(), keys(each.at("/stringData"))));
        ofKind(values, "ConfigMap").forEach(each -> there.put("configmap/" + each.name(), keys(each.at("/data"))));
        for (Manifest workload : workloads(values)) {
            for (JsonNode container : workload.containers()) {
                for (JsonNode variable : container.path("env")) {
                    JsonNode reference = variable.at("/valueFrom/secretKeyRef");
                    if (!reference.isMissingNode()) {
                        assertThat(there).containsKey(reference.path("name").asText());
                        assertThat(there.get(reference.path("name").asText()))
                                .contains(reference.path("key").asText());
                    }
                }
                for (JsonNode source : container.path("envFrom")) {
                    assertThat(there)
                            .containsKey("configmap/"
                                    + source.at("/configMapRef/name").asText());
                }
                Set<String> volumes = Stream.concat(
                                Manifest.list(workload.podSpec().path("volumes")).stream()
                                        .map(each -> each.path("name").asText()),
                                Manifest.list(workload.at("/spec/volumeClaimTemplates")).stream()
                                        .map(each -> each.at("/metadata/name").asText()))
                        .collect(Collectors.toSet());
                Set<String> mounted = Manifest.list(container.path("volumeMounts")).stream()
                        .map(each -> each.path("name").asText())
                        .collect(Collectors.toSet());
                assertThat(mounted).isEqualTo(volumes);
            }
            for (JsonNode volume : workload.podSpec().path("volumes")) {
                JsonNode secret = volume.path("secret");
                if (!secret.isMissingNode()) {
                    assertThat(there).containsKey(secret.path("secretName").asText());
                    for (JsonNode item : secret.path("items")) {
                        assertThat(there.get(secret.path("secretName").asText()))
                                .contains(item.path("key").asText());
                    }
                }
                if (volume.has("configMap")) {
                    assertThat(there)
                            .containsKey(
                                    "configmap/" + volume.at("/configMap/name").asText());
                }
            }
        }
    }

    @ParameterizedTest
    @FieldSource("VALUES")
    void filesThatVariablesNameAreMounted(String values) {
        for (Manifest workload : workloads(values)) {
            Set<String> mounts = Manifest.list(workload.containers().getFirst().path("volumeMounts")).stream()
                    .map(each -> each.path("mountPath").asText())
                    .collect(Collectors.toSet());
            environment(values, workload).forEach((name, value) -> {
                if (value.startsWith("/")) {
                    assertThat(mounts).as(name).anyMatch(mount -> value.startsWith(mount + "/"));
                }
            });
        }
    }

    @ParameterizedTest
    @FieldSource("VALUES")
    void everyPortThatIsNamedOrAllowedIsOneThatAContainerOpens(String values) {
        for (Manifest workload : workloads(values)) {
            Map<String, Integer> ports = ports(workload);
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                assertThat(ports)
                        .containsKey(workload.containers()
                                .getFirst()
                                .path(probe)
                                .at("/httpGet/port")
                                .asText());
            }
            for (Manifest service : ofKind(values, "Service")) {
                if (selected(values, Manifest.texts(service.at("/spec/selector")))
                        .contains(workload)) {
                    for (JsonNode port : service.at("/spec/ports")) {
                        assertThat(ports).containsKey(port.path("targetPort").asText());
                    }
                }
            }
            for (Manifest policy : ofKind(values, "NetworkPolicy")) {
                if (selected(values, Manifest.texts(policy.at("/spec/podSelector/matchLabels")))
                        .contains(workload)) {
                    for (JsonNode rule : policy.at("/spec/ingress")) {
                        assertThat(ports).containsValue(rule.at("/ports/0/port").asInt());
                    }
                }
            }
        }
        for (Manifest ingress : ofKind(values, "Ingress")) {
            JsonNode backend = ingress.at("/spec/rules/0/http/paths/0/backend/service");
            Manifest service = ofKind(values, "Service").stream()
                    .filter(each -> each.name().equals(backend.path("name").asText()))
                    .findFirst()
                    .orElseThrow();
            assertThat(Manifest.list(service.at("/spec/ports")))
                    .anySatisfy(port -> assertThat(port.path("name").asText())
                            .isEqualTo(backend.at("/port/name").asText()));
        }
    }

    @ParameterizedTest
    @FieldSource("VALUES")
    void noTrafficServiceShowsAManagementPort(String values) {
        for (Manifest service : ofKind(values, "Service")) {
            boolean management = Manifest.list(service.at("/spec/ports")).stream()
                    .anyMatch(port -> port.path("targetPort").asText().equals("management"));
            assertThat(service.at("/spec/clusterIP").asText().equals("None"))
                    .as(service.toString())
                    .isEqualTo(management);
        }
    }

    @ParameterizedTest
    @FieldSource("VALUES")
    void everyAutoscalerHasItsTargetWhichSaysNoNumberItself(String values) {
        for (Manifest autoscaler : ofKind(values, "HorizontalPodAutoscaler")) {
            JsonNode target = autoscaler.at("/spec/scaleTargetRef");
            assertThat(workloads(values))
                    .filteredOn(each -> each.is(target.path("kind").asText())
                            && each.name().equals(target.path("name").asText()))
                    .singleElement()
                    .satisfies(each -> {
                        assertThat(each.at("/spec/replicas").isMissingNode()).isTrue();
                        assertThat(each.containers()
                                        .getFirst()
                                        .at("/resources/requests/cpu")
                                        .isMissingNode())
                                .as("utilisation is a share of the request")
                                .isFalse();
                    });
        }
    }

    @ParameterizedTest
    @FieldSource("VALUES")
    void aPodMayTakeItsTimeToStop(String values) {
        for (Manifest workload : workloads(values)) {
            int grace = workload.podSpec().path("terminationGracePeriodSeconds").asInt();
            // The processor gives its own closing 20 s (StreamsClient), ingest drains 3.5 s after its pause.
            int needed = workload.is("StatefulSet") ? 25 : 15;
            assertThat(grace).as(workload.toString()).isGreaterThanOrEqualTo(needed);
        }
    }

    @ParameterizedTest
    @FieldSource("VALUES")
    void noSecretStandsAnywhereButInASecret(String values) {
        for (Manifest manifest : Chart.rendered(values)) {
            if (!manifest.is("Secret")) {
                assertThat(manifest.root().toString()).doesNotContain("only-for-tests");
            }
        }
    }

    @Test
    void eachReplicaOfTheProcessorIsAMemberWithItsPodsName() {
        // When
        Manifest processor = workloads("default").stream()
                .filter(each -> each.is("StatefulSet"))
                .findFirst()
                .orElseThrow();
        Map<String, String> environment = environment("default", processor);
        KafkaEnvironment kafka = KafkaEnvironment.of(environment, Set.of());

        // Then
        assertThat(kafka.properties())
                .containsEntry("group.instance.id", "field metadata.name")
                .containsEntry("session.timeout.ms", "60000");
        assertThat(environment).containsEntry("QSSTREAM_STATE_DIR", "/var/lib/qsstream/state");
    }

    @Test
    void eachServiceHasTheLoginThatItsOwnEnvironmentGives() {
        for (Manifest workload : workloads("secured")) {
            String service = workload.containers().getFirst().path("name").asText();
            assertThat(Manifest.list(workload.containers().getFirst().path("env")))
                    .filteredOn(each -> each.path("name").asText().equals("KAFKA_SASL_JAAS_CONFIG"))
                    .singleElement()
                    .satisfies(each -> assertThat(
                                    each.at("/valueFrom/secretKeyRef/key").asText())
                            .isEqualTo(service));
        }
    }

    @Test
    void portsAreThoseThatTheServicesListenOn() throws IOException {
        for (Manifest workload : workloads("default")) {
            String service = workload.containers().getFirst().path("name").asText();
            JsonNode settings =
                    Chart.yaml(Chart.HOME.resolve(MODULES.get(service)).resolve("src/main/resources/application.yml"));
            Map<String, Integer> expected = new TreeMap<>();
            int port = settings.at("/micronaut/server/port").asInt();
            JsonNode management = settings.at("/endpoints/all/port");
            if (management.isMissingNode()) {
                expected.put("management", port);
            } else {
                expected.put("http", port);
                expected.put("management", management.asInt());
            }
            assertThat(ports(workload)).isEqualTo(expected);
        }
    }

    @Test
    void alertRulesArriveAsTheServicesReadThem() {
        // When
        String rules = ofKind("full", "ConfigMap").stream()
                .filter(each -> each.name().endsWith("-alert-rules"))
                .findFirst()
                .orElseThrow()
                .at("/data/alert-rules.yml")
                .asText();

        // Then
        assertThat(RulesFile.read("alert-rules.yml", rules.getBytes(StandardCharsets.UTF_8)))
                .isNotInstanceOf(RulesReading.Invalid.class);
        assertThat(rules).contains("audio-jitter");
    }

    @Test
    void strimziMakesTheCataloguesTopics() {
        // When
        Map<String, Manifest> topics = ofKind("full", "KafkaTopic").stream()
                .collect(Collectors.toMap(Manifest::name, each -> each, (a, b) -> a, TreeMap::new));

        // Then
        assertThat(topics).containsOnlyKeys(Topics.ALL.stream().map(Topic::name).toList());
        for (Topic<?> topic : Topics.ALL) {
            Map<String, String> expected = new TreeMap<>(topic.configs());
            if (topic == Topics.RAW_EVENTS) {
                expected.put("retention.ms", "259200000");
            }
            Manifest made = topics.get(topic.name());
            assertThat(Manifest.texts(made.at("/spec/config"))).isEqualTo(expected);
            assertThat(made.at("/spec/partitions").asInt()).isEqualTo(24);
            assertThat(made.at("/metadata/labels/strimzi.io~1cluster").asText()).isEqualTo("main");
            assertThat(made.at("/metadata/annotations/helm.sh~1resource-policy").asText())
                    .isEqualTo("keep");
        }
    }

    @Test
    void strimzisUsersMayWhatTheServicesNeed() {
        for (Service service : Service.values()) {
            // When
            Manifest user = ofKind("full", "KafkaUser").stream()
                    .filter(each -> each.name().equals("zoomqss-" + service.label()))
                    .findFirst()
                    .orElseThrow();

            // Then
            List<String> given = new ArrayList<>();
            for (JsonNode acl : user.at("/spec/authorization/acls")) {
                for (JsonNode operation : acl.path("operations")) {
                    given.add(String.join(
                            " ",
                            acl.at("/resource/type").asText(),
                            acl.at("/resource/patternType").asText(),
                            acl.at("/resource/name").asText(),
                            operation.asText()));
                }
            }
            List<String> needed = Access.of(service, "calls").stream()
                    .flatMap(access -> access.operations().stream()
                            .map(operation -> String.join(
                                            " ",
                                            access.resource().name(),
                                            access.pattern().name().replace("PREFIXED", "PREFIX"),
                                            access.name(),
                                            operation.name())
                                    .replace("_", "")))
                    .toList();
            assertThat(given)
                    .usingElementComparator(String::compareToIgnoreCase)
                    .containsExactlyElementsOf(needed);
        }
    }

    @Test
    void prometheusFindsEveryManagementPort() {
        // When
        Manifest monitor = ofKind("full", "ServiceMonitor").getFirst();
        Map<String, String> selector = Manifest.texts(monitor.at("/spec/selector/matchLabels"));

        // Then
        Set<String> found = ofKind("full", "Service").stream()
                .filter(each ->
                        Manifest.texts(each.at("/metadata/labels")).entrySet().containsAll(selector.entrySet()))
                .filter(each -> each.at("/spec/ports/0/name")
                        .asText()
                        .equals(monitor.at("/spec/endpoints/0/port").asText()))
                .map(Manifest::name)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(found)
                .containsExactly("zoomqss-dashboard-management", "zoomqss-ingest-management", "zoomqss-processor");
    }

    @Test
    void prometheusRulesReachTheClusterWithTheirTemplatesUntouched() {
        // When
        Manifest rules = ofKind("full", "PrometheusRule").getFirst();

        // Then
        // Ingest, Zoom's REST API, processor, dashboard, Kafka's own metrics.
        assertThat(rules.at("/spec/groups").size()).isEqualTo(5);
        assertThat(rules.root().toString()).contains("{{ $labels.reason }}");
    }

    @Test
    void anIngestThatIsReachedFromOutsideIsReachedAtTheWebhookOnly() {
        Manifest ingress = ofKind("full", "Ingress").stream()
                .filter(each -> each.name().endsWith("-ingest"))
                .findFirst()
                .orElseThrow();

        assertThat(Manifest.list(ingress.at("/spec/rules/0/http/paths")))
                .singleElement()
                .satisfies(path -> assertThat(path.path("path").asText()).isEqualTo("/webhooks/zoom"));
    }

    @Test
    void nobodyTalksToWhomItNeedNot() {
        // When
        Map<String, Set<Integer>> reaches = new TreeMap<>();
        for (Manifest policy : ofKind("full", "NetworkPolicy")) {
            Set<Integer> ports = new TreeSet<>();
            policy.at("/spec/egress")
                    .forEach(rule -> rule.path("ports")
                            .forEach(port -> ports.add(port.path("port").asInt())));
            reaches.put(policy.name(), ports);
            policy.at("/spec/egress")
                    .forEach(rule ->
                            assertThat(rule.path("to")).as(policy + " " + rule).isNotEmpty());
            policy.at("/spec/ingress")
                    .forEach(rule -> assertThat(rule.path("from"))
                            .as(policy + " " + rule)
                            .isNotEmpty());
            assertThat(Manifest.list(policy.at("/spec/policyTypes")).stream().map(JsonNode::asText))
                    .containsExactly("Ingress", "Egress");
        }

        // Then
        assertThat(reaches)
                .isEqualTo(Map.of(
                        "zoomqss-ingest", Set.of(53, 9093),
                        "zoomqss-processor", Set.of(53, 9093, 8081),
                        "zoomqss-dashboard", Set.of(53, 9093, 8081, 443)));
    }

    @Test
    void ingestReachesTheRegistryWhereItAsksForWhatTheLedgerMisses() {
        // When
        List<Manifest> following = Chart.parse(Chart.template(
                Chart.valuesFile("full"), Map.of("settings.qsstream\\.zoom-api\\.auto-backfill", "true")));

        // Then
        assertThat(variables(ofService(Chart.rendered("full"), "ingest"))).doesNotContain("SCHEMA_REGISTRY_URL");
        assertThat(variables(ofService(following, "ingest")))
                .contains("SCHEMA_REGISTRY_URL")
                .doesNotContain("QSSTREAM_ALERTS_RULES");
        assertThat(following)
                .filteredOn(each -> each.is("NetworkPolicy") && each.name().equals("zoomqss-ingest"))
                .singleElement()
                .satisfies(policy -> assertThat(policy.at("/spec/egress").findValuesAsText("port"))
                        .contains("8081"));
    }

    private static Manifest ofService(List<Manifest> manifests, String service) {
        return manifests.stream()
                .filter(each -> each.hasPods()
                        && each.containers().getFirst().path("name").asText().equals(service))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> variables(Manifest workload) {
        return Manifest.list(workload.containers().getFirst().path("env")).stream()
                .map(each -> each.path("name").asText())
                .toList();
    }

    @Test
    void aChangedSettingStartsThePodsAnew() {
        // When
        List<Manifest> changed =
                Chart.parse(Chart.template(Chart.valuesFile("default"), Map.of("applicationId", "another")));

        // Then
        for (Manifest workload : workloads("default")) {
            String before = workload.at("/spec/template/metadata/annotations/checksum~1settings")
                    .asText();
            assertThat(before).hasSize(64);
            assertThat(changed)
                    .filteredOn(each -> each.hasPods() && each.name().equals(workload.name()))
                    .singleElement()
                    .satisfies(each -> assertThat(each.at("/spec/template/metadata/annotations/checksum~1settings")
                                    .asText())
                            .isNotEqualTo(before));
        }
    }

    private static List<Manifest> workloads(String values) {
        List<Manifest> workloads =
                Chart.rendered(values).stream().filter(Manifest::hasPods).toList();
        assertThat(workloads).hasSize(values.equals("minimal") ? 2 : 3);
        return workloads;
    }

    private static List<Manifest> ofKind(String values, String kind) {
        return Chart.rendered(values).stream().filter(each -> each.is(kind)).toList();
    }

    private static List<Manifest> selected(String values, Map<String, String> labels) {
        assertThat(labels).isNotEmpty();
        return workloads(values).stream()
                .filter(each -> each.podLabels().entrySet().containsAll(labels.entrySet()))
                .toList();
    }

    private static Map<String, Integer> ports(Manifest workload) {
        Map<String, Integer> ports = new TreeMap<>();
        workload.containers()
                .forEach(container -> container
                        .path("ports")
                        .forEach(port -> ports.put(
                                port.path("name").asText(),
                                port.path("containerPort").asInt())));
        return ports;
    }

    private static Set<String> writable(Manifest workload, JsonNode container) {
        Set<String> writable = new HashSet<>();
        for (JsonNode mount : container.path("volumeMounts")) {
            if (!mount.path("readOnly").asBoolean()) {
                writable.add(mount.path("mountPath").asText());
            }
        }
        return writable;
    }

    /** Each variable of a workload's container; of what is not in the manifest, where it comes from. */
    private static Map<String, String> environment(String values, Manifest workload) {
        Map<String, String> environment = new TreeMap<>();
        for (JsonNode container : workload.containers()) {
            for (JsonNode source : container.path("envFrom")) {
                ofKind(values, "ConfigMap").stream()
                        .filter(each -> each.name()
                                .equals(source.at("/configMapRef/name").asText()))
                        .forEach(each -> environment.putAll(Manifest.texts(each.at("/data"))));
            }
            for (JsonNode variable : container.path("env")) {
                String name = variable.path("name").asText();
                String value = variable.has("value")
                        ? variable.path("value").asText()
                        : variable.at("/valueFrom/fieldRef").isMissingNode()
                                ? "secret"
                                : "field "
                                        + variable.at("/valueFrom/fieldRef/fieldPath")
                                                .asText();
                assertThat(environment.put(name, value))
                        .as("given twice: " + name)
                        .isNull();
            }
        }
        return environment;
    }

    private static Set<String> keys(JsonNode object) {
        return Manifest.texts(object).keySet();
    }

    /** A line for a variable that no service reads. */
    private static Optional<String> unknown(String variable) throws IOException {
        if (variable.startsWith("QSSTREAM_")) {
            return SettingNames.firstUnknown(Settings.KNOWN, List.of(variable));
        }
        if (variable.startsWith("KAFKA_")) {
            return KafkaEnvironment.of(Map.of(variable, ""), Set.of()).unknown().stream()
                    .findFirst();
        }
        // The JVM's own, read by every JVM.
        Set<String> documented = new HashSet<>(Set.of("JAVA_TOOL_OPTIONS"));
        Matcher names = DOCUMENTED.matcher(Files.readString(Chart.HOME.resolve("docs/configuration.md")));
        while (names.find()) {
            documented.add(names.group(1));
        }
        boolean known = documented.stream()
                .anyMatch(each -> each.endsWith("<APP>")
                        ? variable.matches(each.replace("<APP>", "[A-Z0-9_]+"))
                        : variable.equals(each));
        return known ? Optional.empty() : Optional.of(variable + " is not in docs/configuration.md");
    }
}
