package io.qsstream.schema.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/**
 * Every schema that was ever released, as files of this jar: {@code released/<subject>/<version>.avsc} for the topics,
 * {@code released/state/<Record>/<version>.avsc} for the processor's stores.
 *
 * <p>Data written under them is still out there, so a file is never changed; tests hold the current schemas to them.
 */
public final class ReleasedSchemas {

    /**
     * The versions, oldest first; version n stands at index n - 1.
     *
     * @param name the subject, or {@code state/<Record>}
     * @return empty where nothing of that name was released
     */
    public static List<Schema> of(String name) {
        List<Schema> versions = new ArrayList<>();
        for (int version = 1; ; version++) {
            try (InputStream file =
                    ReleasedSchemas.class.getResourceAsStream("/released/" + name + "/" + version + ".avsc")) {
                if (file == null) {
                    return versions;
                }
                versions.add(new Schema.Parser().parse(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private ReleasedSchemas() {}
}
