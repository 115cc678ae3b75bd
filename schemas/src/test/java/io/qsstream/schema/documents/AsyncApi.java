package io.qsstream.schema.documents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qsstream.schema.RawHeaders;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.TopicConfig;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** The topics as an AsyncAPI 3.0 document, seen from the pipeline: it sends what consumers receive. Pure. */
final class AsyncApi {

    /** Of AsyncAPI's Kafka bindings. */
    private static final String BINDING_VERSION = "0.5.0";

    private static final String AVRO = "application/vnd.apache.avro+json;version=1.9.0";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Configurations of a topic that the binding has a place for, and whether they are numbers. */
    private static final Map<String, Boolean> BOUND_CONFIGS =
            Map.of(TopicConfig.RETENTION_MS_CONFIG, true, TopicConfig.MAX_MESSAGE_BYTES_CONFIG, true);

    static Map<String, Object> document() {
        Map<String, Object> channels = new LinkedHashMap<>();
        Map<String, Object> operations = new LinkedHashMap<>();
        Map<String, Object> messages = new LinkedHashMap<>();
        for (Topic<?> topic : Topics.ALL) {
            String id = id(topic);
            messages.put(id, message(topic));
            channels.put(id, channel(topic, id));
            operations.put(
                    "send-" + id,
                    map(
                            "action", "send",
                            "channel", ref("#/channels/" + id),
                            "messages", List.of(ref("#/channels/" + id + "/messages/" + id))));
        }
        return map(
                "asyncapi",
                "3.0.0",
                "id",
                "urn:io.qsstream",
                "info",
                map(
                        "title", "QSStream topics",
                        "version", "1.0.0",
                        "description", """
                                Quality of Zoom sessions as Kafka topics. Values are Avro in the Confluent wire format (magic byte 0, \
                                four-byte schema id, body), subject `<topic>-value`, FULL_TRANSITIVE. Read with \
                                `isolation.level=read_committed`. Every record of one session stands in one partition.""",
                        "license", map("name", "Apache-2.0", "url", "https://www.apache.org/licenses/LICENSE-2.0")),
                "defaultContentType",
                "application/vnd.apache.avro",
                "servers",
                map(
                        "local",
                        map(
                                "host", "localhost:9092",
                                "protocol", "kafka",
                                "description", "The local stack",
                                "bindings",
                                        map(
                                                "kafka",
                                                map(
                                                        "schemaRegistryUrl", "http://localhost:8081",
                                                        "schemaRegistryVendor", "confluent",
                                                        "bindingVersion", BINDING_VERSION)))),
                "channels",
                channels,
                "operations",
                operations,
                "components",
                map("messages", messages));
    }

    static String yaml() {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setSplitLines(false);
        return "# Made from the topic catalogue and the Avro schemas; a test compares them.\n"
                + new Yaml(options).dump(document());
    }

    /** {@code zoom.qss.user-windows.v1} is {@code user-windows}. */
    static String id(Topic<?> topic) {
        String[] parts = topic.name().split("\\.", -1);
        return parts[parts.length - 2];
    }

    private static Map<String, Object> channel(Topic<?> topic, String id) {
        Map<String, Object> configuration = new LinkedHashMap<>();
        new TreeMap<>(topic.configs()).forEach((name, value) -> {
            if (name.equals(TopicConfig.CLEANUP_POLICY_CONFIG)) {
                configuration.put(name, List.of(value.split(",", -1)));
            } else if (BOUND_CONFIGS.containsKey(name)) {
                configuration.put(name, Long.valueOf(value));
            }
        });
        return map(
                "address", topic.name(),
                "messages", map(id, ref("#/components/messages/" + id)),
                "bindings",
                        map(
                                "kafka",
                                map(
                                        "topic", topic.name(),
                                        "topicConfiguration", configuration,
                                        "bindingVersion", BINDING_VERSION)));
    }

    private static Map<String, Object> message(Topic<?> topic) {
        Map<String, Object> key = map("type", "string", "description", topic.key());
        Schema schema = topic.valueSchema();
        if (schema == null) {
            return map(
                    "name", id(topic),
                    "contentType", "application/json",
                    "summary",
                            topic == Topics.RAW_EVENTS
                                    ? "One webhook body, byte for byte as Zoom sent it"
                                    : "The bytes of an input that could not be processed",
                    "headers", headers(topic),
                    "bindings", map("kafka", map("key", key, "bindingVersion", BINDING_VERSION)));
        }
        return map(
                "name", schema.getName(),
                "contentType", "application/vnd.apache.avro",
                "summary", schema.getDoc().strip().replaceAll("\\s+", " "),
                "payload", map("schemaFormat", AVRO, "schema", parsed(schema)),
                "bindings",
                        map(
                                "kafka",
                                map(
                                        "key",
                                        key,
                                        "schemaIdLocation",
                                        "payload",
                                        "schemaIdPayloadEncoding",
                                        "confluent",
                                        "bindingVersion",
                                        BINDING_VERSION)));
    }

    private static Map<String, Object> headers(Topic<?> topic) {
        List<String> names = topic == Topics.RAW_EVENTS
                ? List.of(
                        RawHeaders.CE_SPECVERSION,
                        RawHeaders.CE_ID,
                        RawHeaders.CE_SOURCE,
                        RawHeaders.CE_TYPE,
                        RawHeaders.CE_TIME,
                        RawHeaders.CONTENT_TYPE,
                        RawHeaders.SOURCE)
                : List.of("qss-reason");
        Map<String, Object> properties = new LinkedHashMap<>();
        names.forEach(name -> properties.put(name, map("type", "string")));
        return map("type", "object", "properties", properties, "required", new ArrayList<>(names));
    }

    private static Map<String, Object> parsed(Schema schema) {
        try {
            return JSON.readValue(schema.toString(), new TypeReference<LinkedHashMap<String, Object>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Avro prints JSON", e);
        }
    }

    private static Map<String, Object> ref(String pointer) {
        return map("$ref", pointer);
    }

    private static Map<String, Object> map(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    private AsyncApi() {}
}
