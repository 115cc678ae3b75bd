package io.qsstream.schema.registry;

import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * What QSStream asks of a schema registry. Safe for many threads; what cannot change is asked once.
 *
 * <p>Every method throws a {@link SchemaRegistryException}.
 */
public interface SchemaRegistryClient extends AutoCloseable {

    /**
     * The client that the properties describe: in memory for {@code schema.registry.url=mock://scope}, else over HTTP.
     *
     * @param properties by Confluent's names; others are left alone
     * @throws org.apache.kafka.common.config.ConfigException if one is missing or contradicts another
     */
    static SchemaRegistryClient of(Map<String, ?> properties) {
        RegistrySettings settings = RegistrySettings.of(properties);
        return settings.scope()
                .<SchemaRegistryClient>map(InMemorySchemaRegistryClient::ofScope)
                .orElseGet(() -> new HttpSchemaRegistryClient(settings));
    }

    /** Makes the schema the subject's next version, unless it is one already; returns its id. */
    int register(String subject, Schema schema);

    /** The id of a schema that the subject has. */
    int idOf(String subject, Schema schema);

    /** The schema of an id. */
    Schema byId(int id);

    /** The subject's latest version; asked anew each time, since it changes. */
    RegisteredSchema latest(String subject);

    /** Sets the subject's own level; the subject need not exist yet. */
    void setCompatibility(String subject, CompatibilityLevel level);

    /** The subject's own level; empty where it has none and the registry's default holds. */
    Optional<CompatibilityLevel> compatibility(String subject);

    @Override
    void close();
}
