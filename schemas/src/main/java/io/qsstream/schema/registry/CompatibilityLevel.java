package io.qsstream.schema.registry;

import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;

/** What a subject demands of its next version, by the registry's own names. */
public enum CompatibilityLevel {
    NONE(false, false, false),
    BACKWARD(true, false, false),
    BACKWARD_TRANSITIVE(true, false, true),
    FORWARD(false, true, false),
    FORWARD_TRANSITIVE(false, true, true),
    FULL(true, true, false),
    FULL_TRANSITIVE(true, true, true);

    private final boolean readsEarlier;
    private final boolean readByEarlier;
    private final boolean transitive;

    CompatibilityLevel(boolean readsEarlier, boolean readByEarlier, boolean transitive) {
        this.readsEarlier = readsEarlier;
        this.readByEarlier = readByEarlier;
        this.transitive = transitive;
    }

    /**
     * Finds the first reason why a schema may not follow others.
     *
     * @param earlier the subject's versions, oldest first
     * @return one line; empty where the schema may follow
     */
    public Optional<String> violation(Schema candidate, List<Schema> earlier) {
        int first = transitive ? 0 : Math.max(0, earlier.size() - 1);
        for (int i = first; i < earlier.size(); i++) {
            Optional<String> found = Optional.empty();
            if (readsEarlier) {
                found = unreadable(candidate, earlier.get(i), "cannot read version " + (i + 1));
            }
            if (found.isEmpty() && readByEarlier) {
                found = unreadable(earlier.get(i), candidate, "cannot be read by version " + (i + 1));
            }
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> unreadable(Schema reader, Schema writer, String what) {
        List<Incompatibility> found = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult()
                .getIncompatibilities();
        return found.stream()
                .findFirst()
                .map(each ->
                        what + ": " + each.getType() + " at " + each.getLocation() + " (" + each.getMessage() + ")");
    }
}
