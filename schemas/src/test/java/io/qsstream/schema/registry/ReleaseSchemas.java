package io.qsstream.schema.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.Schema;

/** Writes each schema that differs from its latest release as its next version, if it may follow all others. */
public final class ReleaseSchemas {

    static final String COMMAND = "mvn -q -pl schemas test-compile exec:exec@release-schemas";

    /** @param arguments the folder {@code released} */
    public static void main(String[] arguments) throws IOException {
        Map<String, String> outcome = release(Path.of(arguments[0]), ContractSchemas.current());
        outcome.forEach((name, what) -> System.out.println(name + ": " + what));
        if (outcome.values().stream().anyMatch(what -> what.startsWith("refused"))) {
            System.exit(1);
        }
    }

    /** What became of each schema, in one line: {@code unchanged}, {@code released as …} or {@code refused, …}. */
    static Map<String, String> release(Path folder, Map<String, Schema> schemas) throws IOException {
        Map<String, String> outcome = new TreeMap<>();
        for (Map.Entry<String, Schema> each : schemas.entrySet()) {
            Path versions = folder.resolve(each.getKey());
            List<Schema> released = new ArrayList<>();
            while (Files.exists(versions.resolve((released.size() + 1) + ".avsc"))) {
                released.add(new Schema.Parser()
                        .parse(versions.resolve((released.size() + 1) + ".avsc").toFile()));
            }
            outcome.put(each.getKey(), release(versions, released, each.getValue()));
        }
        return outcome;
    }

    private static String release(Path versions, List<Schema> released, Schema schema) throws IOException {
        if (!released.isEmpty() && released.getLast().toString().equals(schema.toString())) {
            return "unchanged";
        }
        Optional<String> violation = CompatibilityLevel.FULL_TRANSITIVE.violation(schema, released);
        if (violation.isPresent()) {
            return "refused, " + violation.get();
        }
        Files.createDirectories(versions);
        Path next = versions.resolve((released.size() + 1) + ".avsc");
        Files.writeString(next, schema.toString(true) + "\n");
        return "released as " + next;
    }

    private ReleaseSchemas() {}
}
