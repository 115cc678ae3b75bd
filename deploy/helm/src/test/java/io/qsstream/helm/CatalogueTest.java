package io.qsstream.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.qsstream.schema.access.Access;
import io.qsstream.schema.access.Service;
import io.qsstream.schema.settings.Settings;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.Yaml;

/**
 * What the chart says of topics, rights, rules and settings is what the code says. With {@code -Dgolden.update=true} the
 * files of the chart are written anew.
 */
class CatalogueTest {

    private static final String APPLICATION = "${applicationId}";

    /** What the chart decides by values of its own, or what no container may decide. */
    private static final Set<String> DECIDED_BY_THE_CHART = Set.of(
            "qsstream.environment",
            "qsstream.application-id",
            "qsstream.state.dir",
            "qsstream.processor.threads",
            "qsstream.processor.standby-replicas",
            "qsstream.alerts.rules",
            "qsstream.notify.alertmanagers",
            "qsstream.notify.public-url",
            "qsstream.dashboard.page-token");

    @Test
    void topicsAreThoseOfTheCatalogue() throws IOException {
        Map<String, Object> topics = new LinkedHashMap<>();
        for (Topic<?> topic : Topics.ALL) {
            topics.put(topic.name(), new TreeMap<>(topic.configs()));
        }

        mustSay(
                "topics.yaml",
                "# Made from io.qsstream.schema.topic.Topics and compared with it by CatalogueTest.\n",
                topics);
    }

    @Test
    void rightsAreThoseThatTheServicesNeed() throws IOException {
        Map<String, Object> rights = new LinkedHashMap<>();
        for (Service service : Service.values()) {
            rights.put(
                    service.label(),
                    Access.of(service, APPLICATION).stream()
                            .map(CatalogueTest::acl)
                            .toList());
        }

        mustSay(
                "access.yaml",
                "# Made from io.qsstream.schema.access.Access and compared with it by CatalogueTest.\n",
                rights);
    }

    @Test
    void rulesAreThoseOfMonitoring() throws IOException {
        Path rules = Chart.HOME.resolve("deploy/monitoring/rules.yml");

        mustSay("rules.yml", Files.readString(rules));
    }

    @Test
    void settingsThatMayBeGivenAreThoseThatTheServicesKnow() throws IOException {
        // Given
        JsonNode schema = Chart.file("values.schema.json");

        // When
        Set<String> allowed = texts(schema.at("/properties/settings/propertyNames/enum"));

        // Then
        Set<String> expected = new TreeSet<>(Settings.KNOWN);
        expected.removeAll(DECIDED_BY_THE_CHART);
        assertThat(allowed).isEqualTo(expected);
        assertThat(Settings.KNOWN).containsAll(DECIDED_BY_THE_CHART);
    }

    @Test
    void topicsThatMayBeConfiguredAreThoseOfTheCatalogue() throws IOException {
        // When
        Set<String> allowed = texts(Chart.file("values.schema.json")
                .at("/properties/strimzi/properties/topics/properties/config/propertyNames/enum"));

        // Then
        assertThat(allowed)
                .isEqualTo(Topics.ALL.stream().map(Topic::name).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void everyValueHasAPlaceInTheSchemaAndEveryPlaceAValue() throws IOException {
        // Given
        JsonNode values = Chart.file("values.yaml");
        JsonNode schema = Chart.file("values.schema.json");

        // When
        Set<String> named = new TreeSet<>();
        collect("", schema, named);
        named.remove("global");

        // Then
        Set<String> given = new TreeSet<>();
        named.forEach(path -> {
            if (!values.at("/" + path.replace('.', '/')).isMissingNode()) {
                given.add(path);
            }
        });
        assertThat(given).isEqualTo(named).hasSizeGreaterThan(100);
    }

    @Test
    void imagesAreThoseOfThisVersion() throws IOException {
        // Given
        Matcher version = Pattern.compile("<artifactId>qsstream</artifactId>\\s*<version>(.*?)</version>")
                .matcher(Files.readString(Chart.HOME.resolve("pom.xml")));

        // Then
        assertThat(version.find()).isTrue();
        assertThat(Chart.file("Chart.yaml").path("appVersion").asText()).isEqualTo(version.group(1));
    }

    /** The paths of all keys that the schema names, in objects that refuse others. */
    private static void collect(String path, JsonNode schema, Set<String> paths) {
        schema.path("properties").properties().forEach(entry -> {
            String at = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
            paths.add(at);
            collect(at, entry.getValue(), paths);
        });
    }

    private static Set<String> texts(JsonNode array) {
        return Manifest.list(array).stream().map(JsonNode::asText).collect(Collectors.toCollection(TreeSet::new));
    }

    /** As Strimzi writes it. */
    private static Map<String, Object> acl(Access access) {
        Map<String, Object> resource = new LinkedHashMap<>();
        resource.put("type", type(access.resource()));
        resource.put("name", access.name());
        resource.put("patternType", access.pattern() == PatternType.PREFIXED ? "prefix" : "literal");
        Map<String, Object> acl = new LinkedHashMap<>();
        acl.put("resource", resource);
        acl.put(
                "operations",
                access.operations().stream().map(CatalogueTest::operation).toList());
        return acl;
    }

    private static String type(ResourceType type) {
        return switch (type) {
            case TOPIC -> "topic";
            case GROUP -> "group";
            case TRANSACTIONAL_ID -> "transactionalId";
            case CLUSTER -> "cluster";
            default -> throw new IllegalArgumentException("Strimzi knows no " + type);
        };
    }

    /** DESCRIBE_CONFIGS as DescribeConfigs. */
    private static String operation(AclOperation operation) {
        StringBuilder name = new StringBuilder();
        for (String word : operation.name().split("_")) {
            name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return name.toString();
    }

    private static void mustSay(String file, String head, Map<String, Object> content) throws IOException {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(FlowStyle.BLOCK);
        options.setWidth(120);
        mustSay(file, head + new Yaml(options).dump(content));
    }

    private static void mustSay(String file, String expected) throws IOException {
        Path path = Chart.FOLDER.resolve("files").resolve(file);
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(path, expected);
        }
        assertThat(path).as("-Dgolden.update=true writes it anew").exists().hasContent(expected);
    }
}
