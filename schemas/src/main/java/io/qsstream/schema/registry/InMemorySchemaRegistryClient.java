package io.qsstream.schema.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.avro.Schema;

/**
 * A registry inside this JVM, for tests without a server. Enforces levels as a server does, BACKWARD where none is set.
 *
 * <p>{@code schema.registry.url=mock://scope} reaches it, as with Confluent's serdes: all that name a scope share it.
 */
public final class InMemorySchemaRegistryClient implements SchemaRegistryClient {

    // Static because the scope's name is all that a serde configured by properties knows of it.
    private static final ConcurrentMap<String, InMemorySchemaRegistryClient> SCOPES = new ConcurrentHashMap<>();

    private final Map<String, List<RegisteredSchema>> subjects = new HashMap<>();
    private final Map<String, CompatibilityLevel> levels = new HashMap<>();
    private final Map<String, RegisteredSchema> byText = new HashMap<>();
    private final List<Schema> byId = new ArrayList<>();

    /** The registry that all users of the scope share. */
    public static InMemorySchemaRegistryClient ofScope(String scope) {
        return SCOPES.computeIfAbsent(scope, name -> new InMemorySchemaRegistryClient());
    }

    /** Forgets a scope; clients that have it keep the old one. */
    public static void drop(String scope) {
        SCOPES.remove(scope);
    }

    @Override
    public synchronized int register(String subject, Schema schema) {
        List<RegisteredSchema> versions = subjects.computeIfAbsent(subject, name -> new ArrayList<>());
        Optional<RegisteredSchema> known = find(versions, schema);
        if (known.isPresent()) {
            return known.get().id();
        }
        CompatibilityLevel level = levels.getOrDefault(subject, CompatibilityLevel.BACKWARD);
        level.violation(schema, versions.stream().map(RegisteredSchema::schema).toList())
                .ifPresent(violation -> {
                    throw new SchemaRegistryException.Incompatible(subject, level + " " + violation);
                });
        // As a server does, one id per text whatever the subject.
        RegisteredSchema registered = byText.computeIfAbsent(schema.toString(), text -> {
            byId.add(schema);
            return new RegisteredSchema(byId.size(), schema);
        });
        versions.add(registered);
        return registered.id();
    }

    @Override
    public synchronized int idOf(String subject, Schema schema) {
        return find(subjects.getOrDefault(subject, List.of()), schema)
                .orElseThrow(() -> new SchemaRegistryException.Unknown("Subject " + subject + " does not know schema "
                        + schema.getFullName()
                        + " as this build has it: register it first, or set auto.register.schemas=true"))
                .id();
    }

    @Override
    public synchronized Schema byId(int id) {
        if (id < 1 || id > byId.size()) {
            throw new SchemaRegistryException.Unknown("No schema has id " + id + " in the in-memory registry");
        }
        return byId.get(id - 1);
    }

    @Override
    public synchronized RegisteredSchema latest(String subject) {
        List<RegisteredSchema> versions = subjects.getOrDefault(subject, List.of());
        if (versions.isEmpty()) {
            throw new SchemaRegistryException.Unknown("Subject " + subject + " has no schema: register one first");
        }
        return versions.getLast();
    }

    @Override
    public synchronized void setCompatibility(String subject, CompatibilityLevel level) {
        levels.put(subject, level);
    }

    @Override
    public synchronized Optional<CompatibilityLevel> compatibility(String subject) {
        return Optional.ofNullable(levels.get(subject));
    }

    /** Keeps the schemas: others share the scope. */
    @Override
    public void close() {}

    private static Optional<RegisteredSchema> find(List<RegisteredSchema> versions, Schema schema) {
        String text = schema.toString();
        return versions.stream()
                .filter(each -> each.schema().toString().equals(text))
                .findFirst();
    }
}
