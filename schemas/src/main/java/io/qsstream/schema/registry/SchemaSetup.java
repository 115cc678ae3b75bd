package io.qsstream.schema.registry;

import io.qsstream.schema.topic.Topic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.avro.Schema;

/** Registers the contract's schemas in development; in production only checks that they are registered. */
public final class SchemaSetup {

    /** A schema is missing or refused, or the registry cannot be asked. The message is one line and says what to do. */
    public static final class SchemasNotReady extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SchemasNotReady(String message) {
            super(message);
        }

        SchemasNotReady(SchemaRegistryException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /**
     * Registers every value schema under its subject, at level FULL_TRANSITIVE.
     *
     * @param topics those whose values are bytes are passed over
     * @throws SchemasNotReady if the registry refuses or does not answer
     */
    public static void register(SchemaRegistryClient registry, Collection<Topic<?>> topics) {
        try {
            for (Topic<?> topic : topics) {
                Schema schema = topic.valueSchema();
                if (schema != null) {
                    // The level first, so that it already holds for this version.
                    registry.setCompatibility(topic.subject(), CompatibilityLevel.FULL_TRANSITIVE);
                    registry.register(topic.subject(), schema);
                }
            }
        } catch (SchemaRegistryException e) {
            throw new SchemasNotReady(e);
        }
    }

    /**
     * Checks that every subject knows the schema of this build.
     *
     * @param topics those whose values are bytes are passed over
     * @throws SchemasNotReady if one does not, or if the registry refuses or does not answer
     */
    public static void check(SchemaRegistryClient registry, Collection<Topic<?>> topics) {
        List<String> missing = new ArrayList<>();
        try {
            for (Topic<?> topic : topics) {
                Schema schema = topic.valueSchema();
                if (schema != null && !knows(registry, topic.subject(), schema)) {
                    missing.add(topic.subject());
                }
            }
        } catch (SchemaRegistryException e) {
            throw new SchemasNotReady(e);
        }
        if (!missing.isEmpty()) {
            throw new SchemasNotReady("The registry does not know this build's schemas of the subjects " + missing
                    + ": register the latest file of released/<subject>/ for each (in schemas/src/main/resources and in"
                    + " the jar), or set QSSTREAM_ENVIRONMENT=development to have them registered");
        }
    }

    private static boolean knows(SchemaRegistryClient registry, String subject, Schema schema) {
        try {
            registry.idOf(subject, schema);
            return true;
        } catch (SchemaRegistryException.Unknown e) {
            return false;
        }
    }

    private SchemaSetup() {}
}
