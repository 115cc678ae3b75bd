package io.qsstream.schema.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qsstream.schema.topic.Topics;
import java.util.List;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;

/** A process starts with a registry that knows its schemas, or says in one line what to do. */
class SchemaSetupTest {

    private final InMemorySchemaRegistryClient registry = new InMemorySchemaRegistryClient();

    @Test
    void developmentRegistersEverySchemaAtFullTransitive() {
        SchemaSetup.register(registry, Topics.ALL);

        assertThat(registry.latest("zoom.qss.samples.v1-value").schema()).isEqualTo(Topics.SAMPLES.valueSchema());
        assertThat(Topics.ALL.stream().filter(topic -> topic.valueSchema() != null))
                .hasSize(8)
                .allSatisfy(topic -> assertThat(registry.compatibility(topic.subject()))
                        .contains(CompatibilityLevel.FULL_TRANSITIVE));
        assertThatThrownBy(() -> registry.latest(Topics.RAW_EVENTS.subject()))
                .isInstanceOf(SchemaRegistryException.Unknown.class);
        assertThatCode(() -> SchemaSetup.check(registry, Topics.ALL)).doesNotThrowAnyException();
    }

    @Test
    void developmentRefusesAnIncompatibleSchema() {
        // Given another record of the same name
        registry.setCompatibility(Topics.SAMPLES.subject(), CompatibilityLevel.NONE);
        registry.register(
                Topics.SAMPLES.subject(),
                SchemaBuilder.record("QosSample")
                        .namespace("io.qsstream.v1")
                        .fields()
                        .requiredInt("userId")
                        .endRecord());

        // When, then
        assertThatThrownBy(() -> SchemaSetup.register(registry, Topics.ALL))
                .isInstanceOf(SchemaSetup.SchemasNotReady.class)
                .hasMessageContaining(Topics.SAMPLES.subject())
                .hasMessageNotContaining("\n");
    }

    @Test
    void productionNamesEverySubjectThatLacksTheSchemaAndRegistersNone() {
        // Given
        registry.register(Topics.SAMPLES.subject(), Topics.SAMPLES.valueSchema());

        // When, then
        assertThatThrownBy(() -> SchemaSetup.check(registry, Topics.ALL))
                .isInstanceOf(SchemaSetup.SchemasNotReady.class)
                .hasMessageContainingAll("zoom.qss.alerts.v1-value", "released/", "QSSTREAM_ENVIRONMENT=development")
                .hasMessageNotContainingAny("zoom.qss.samples.v1-value", "\n");
        assertThatThrownBy(() -> registry.latest("zoom.qss.alerts.v1-value"))
                .isInstanceOf(SchemaRegistryException.Unknown.class);
    }

    @Test
    void anUnreachableRegistryIsOneLine() {
        // Given port 1, where nothing listens
        SchemaRegistryClient unreachable = new HttpSchemaRegistryClient(
                RegistrySettings.of(java.util.Map.of("schema.registry.url", "http://127.0.0.1:1", "max.retries", 0)));

        // When, then
        for (Runnable start : List.<Runnable>of(
                () -> SchemaSetup.check(unreachable, Topics.ALL),
                () -> SchemaSetup.register(unreachable, Topics.ALL))) {
            assertThatThrownBy(start::run)
                    .isInstanceOf(SchemaSetup.SchemasNotReady.class)
                    .hasMessageContainingAll("http://127.0.0.1:1", "check schema.registry.url")
                    .hasMessageNotContaining("\n");
        }
        unreachable.close();
    }
}
