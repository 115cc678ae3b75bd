package io.qsstream.schema.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;

/** The registry without a server behaves as one with. */
class InMemorySchemaRegistryClientTest {

    private static final Schema V1 =
            SchemaBuilder.record("Order").fields().requiredString("id").endRecord();
    private static final Schema WITH_MUST = SchemaBuilder.record("Order")
            .fields()
            .requiredString("id")
            .requiredInt("must")
            .endRecord();

    private final InMemorySchemaRegistryClient registry = new InMemorySchemaRegistryClient();

    @Test
    void oneTextHasOneIdWhateverTheSubject() {
        int id = registry.register("orders-value", V1);

        assertThat(registry.register("orders-value", V1)).isEqualTo(id);
        assertThat(registry.register("orders2-value", V1)).isEqualTo(id);
        assertThat(registry.byId(id)).isEqualTo(V1);
        assertThat(registry.latest("orders-value")).isEqualTo(new RegisteredSchema(id, V1));
    }

    @Test
    void theLevelDecidesWhatMayFollow() {
        // Given
        registry.register("orders-value", V1);
        registry.register("free-value", V1);
        registry.setCompatibility("free-value", CompatibilityLevel.NONE);

        // When, then
        assertThatThrownBy(() -> registry.register("orders-value", WITH_MUST))
                .isInstanceOf(SchemaRegistryException.Incompatible.class)
                .hasMessageContainingAll("orders-value", "BACKWARD", "must");
        assertThat(registry.register("free-value", WITH_MUST)).isEqualTo(2);
        assertThat(registry.compatibility("free-value")).contains(CompatibilityLevel.NONE);
        assertThat(registry.compatibility("orders-value")).isEmpty();
    }

    @Test
    void whatWasNotRegisteredIsUnknown() {
        registry.register("orders-value", V1);

        assertThatThrownBy(() -> registry.byId(2)).isInstanceOf(SchemaRegistryException.Unknown.class);
        assertThatThrownBy(() -> registry.byId(0)).isInstanceOf(SchemaRegistryException.Unknown.class);
        assertThatThrownBy(() -> registry.idOf("orders-value", WITH_MUST))
                .isInstanceOf(SchemaRegistryException.Unknown.class);
        assertThatThrownBy(() -> registry.latest("none-value")).isInstanceOf(SchemaRegistryException.Unknown.class);
    }

    @Test
    void allWhoNameAScopeShareIt() {
        // Given
        Map<String, String> shared = Map.of("schema.registry.url", "mock://shared-by-test");
        int id = SchemaRegistryClient.of(shared).register("orders-value", WITH_MUST);

        // When, then
        assertThat(SchemaRegistryClient.of(shared).byId(id)).isEqualTo(WITH_MUST);
        InMemorySchemaRegistryClient.drop("shared-by-test");
        assertThatThrownBy(() -> SchemaRegistryClient.of(shared).byId(id))
                .isInstanceOf(SchemaRegistryException.Unknown.class);
    }
}
