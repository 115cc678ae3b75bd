package io.qsstream.schema.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qsstream.schema.RandomRecords;
import io.qsstream.schema.serde.AvroSerde;
import io.qsstream.schema.serde.ValueSerdes;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.QosSample;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The client and the serde against the registry of the local stack. */
class ApicurioIT {

    private static final Schema V1 = order().requiredString("id").endRecord();
    private static final Schema V2 =
            order().requiredString("id").optionalString("note").endRecord();
    private static final Schema WITH_MUST =
            order().requiredString("id").requiredInt("must").endRecord();

    private final Apicurio apicurio = Apicurio.running();
    private final SchemaRegistryClient registry = SchemaRegistryClient.of(apicurio.properties());

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void schemasAreRegisteredFoundAndRead() {
        // When
        int first = registry.register("it-orders-value", V1);
        int second = registry.register("it-orders-value", V2);

        // Then
        try (SchemaRegistryClient other = SchemaRegistryClient.of(apicurio.properties())) {
            assertThat(other.idOf("it-orders-value", V1)).isEqualTo(first).isNotEqualTo(second);
            assertThat(other.byId(first)).isEqualTo(V1);
            assertThat(other.byId(second)).isEqualTo(V2);
            assertThat(other.latest("it-orders-value")).isEqualTo(new RegisteredSchema(second, V2));
            assertThat(other.register("it-orders-value", V1)).isEqualTo(first);
            assertThat(other.register("it-orders-too-value", V1)).isEqualTo(first);
        }
    }

    @Test
    void theLevelIsEnforced() {
        // Given
        registry.setCompatibility("it-strict-value", CompatibilityLevel.FULL_TRANSITIVE);
        registry.register("it-strict-value", V1);

        // When, then
        assertThat(registry.compatibility("it-strict-value")).contains(CompatibilityLevel.FULL_TRANSITIVE);
        assertThatThrownBy(() -> registry.register("it-strict-value", WITH_MUST))
                .isInstanceOf(SchemaRegistryException.Incompatible.class)
                .hasMessageContaining("it-strict-value")
                .hasMessageNotContaining("\n");
        assertThatCode(() -> registry.register("it-strict-value", V2)).doesNotThrowAnyException();
    }

    @Test
    void whatIsNotThereIsUnknown() {
        registry.register("it-known-value", V1);

        assertThatThrownBy(() -> registry.byId(1_000_000)).isInstanceOf(SchemaRegistryException.Unknown.class);
        assertThatThrownBy(() -> registry.idOf("it-none-value", V1))
                .isInstanceOf(SchemaRegistryException.Unknown.class);
        assertThatThrownBy(() -> registry.idOf("it-known-value", WITH_MUST))
                .isInstanceOf(SchemaRegistryException.Unknown.class);
        assertThatThrownBy(() -> registry.latest("it-none-value")).isInstanceOf(SchemaRegistryException.Unknown.class);
        assertThat(registry.compatibility("it-none-value")).isEmpty();
    }

    @Test
    void anotherPathOfTheSameServerIsNoRegistry() {
        try (SchemaRegistryClient elsewhere = SchemaRegistryClient.of(
                Map.of("schema.registry.url", apicurio.url().replace("ccompat", "nothing")))) {
            assertThatThrownBy(() -> elsewhere.byId(1))
                    .isInstanceOf(SchemaRegistryException.Refused.class)
                    .hasMessageContaining("/apis/ccompat/v7");
        }
    }

    /** One test for both, because the second needs the first's outcome. */
    @Test
    void productionStartsOnceDevelopmentHasRegistered() {
        // Given
        Topic<?> fresh = new Topic<>("it-fresh", QosSample.class, "key", Map.of());
        List<Topic<?>> topics = List.of(fresh, Topics.RAW_EVENTS);
        assertThatThrownBy(() -> SchemaSetup.check(registry, topics))
                .isInstanceOf(SchemaSetup.SchemasNotReady.class)
                .hasMessageContaining("it-fresh-value");

        // When
        SchemaSetup.register(registry, topics);

        // Then
        assertThatCode(() -> SchemaSetup.check(registry, topics)).doesNotThrowAnyException();
        assertThat(registry.compatibility("it-fresh-value")).contains(CompatibilityLevel.FULL_TRANSITIVE);
    }

    @Test
    void aReleasedFileAsItStandsIsThisBuildsSchema() {
        // Given the file's text as an operator registers it
        SchemaSetup.register(registry, Topics.ALL);

        // When, then
        for (Topic<?> topic : Topics.ALL) {
            if (topic.valueSchema() != null) {
                Schema released = ReleasedSchemas.of(topic.subject()).getLast();
                assertThat(registry.idOf(topic.subject(), released))
                        .isEqualTo(registry.idOf(topic.subject(), topic.valueSchema()));
            }
        }
    }

    @Test
    void everyTopicsRecordsPassThroughTheSerde() {
        // Given
        SchemaSetup.register(registry, Topics.ALL);
        Map<String, Object> production = new HashMap<>(apicurio.properties());
        production.put("auto.register.schemas", "false");

        // When, then
        for (Topic<?> topic : Topics.ALL) {
            if (topic.valueSchema() != null) {
                assertPasses(topic, production);
            }
        }
    }

    private static <V> void assertPasses(Topic<V> topic, Map<String, Object> properties) {
        try (Serde<V> serde = ValueSerdes.of(topic, AvroSerde.class.getName(), properties)) {
            for (int seed = 0; seed < 20; seed++) {
                V record = topic.valueType().cast(RandomRecords.specific(topic.valueSchema(), seed));
                byte[] bytes = serde.serializer().serialize(topic.name(), record);
                assertThat(serde.deserializer().deserialize(topic.name(), bytes))
                        .isEqualTo(record);
            }
        }
    }

    private static SchemaBuilder.FieldAssembler<Schema> order() {
        return SchemaBuilder.record("Order").namespace("it").fields();
    }
}
