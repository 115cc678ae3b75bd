package io.qsstream.local.stack;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * {@code DIR/stack.json}: what scripts need to know of a running stack. It is there from the first child's start to the
 * last one's end, and readable by its owner alone, because it holds the secret.
 *
 * @param pid of the tool
 * @param ready whether everything is ready
 * @param windowSeconds size of the windows
 */
public record StackFile(
        long pid,
        boolean ready,
        Map<String, String> urls,
        Map<String, Integer> ports,
        String secret,
        String dashboardToken,
        double windowSeconds,
        double graceSeconds,
        double cadenceSeconds,
        List<ChildProcess> processes) {

    /**
     * A child.
     *
     * @param startedAt epoch milliseconds as the system tells it, so that a reused pid is not mistaken for ours
     */
    public record ChildProcess(String name, long pid, long startedAt) {}

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** The URL of this name; every stack has it. */
    public String url(String name) {
        return Objects.requireNonNull(urls.get(name), name);
    }

    static Path in(Path data) {
        return data.resolve("stack.json");
    }

    /** Reads the file of a data folder; empty if there is none, or one that cannot be read. */
    public static Optional<StackFile> read(Path data) {
        Path file = in(data);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(file.toFile(), StackFile.class));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Replaces the file in one step. */
    void write(Path data) {
        Path file = in(data);
        Path next = data.resolve("stack.json.next");
        try {
            Files.deleteIfExists(next);
            Files.createFile(next, ownerOnly("rw-------"));
            Files.write(next, JSON.writeValueAsBytes(this), StandardOpenOption.TRUNCATE_EXISTING);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    static FileAttribute<?>[] ownerOnly(String permissions) {
        Set<String> views = FileSystems.getDefault().supportedFileAttributeViews();
        return views.contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    @Override
    public String toString() {
        return "StackFile[pid=" + pid + ", ready=" + ready + ", processes=" + processes + "]";
    }
}
