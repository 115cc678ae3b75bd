package io.qsstream.local.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What Linux says of a process under {@code /proc}.
 *
 * @param residentKib memory that is really there
 * @param files open file handles, sockets among them
 */
public record ProcessReading(long residentKib, long threads, long files) {

    private static final Path PROC = Path.of("/proc");

    /** Whether this system has what is read here. */
    public static boolean isPossible() {
        return Files.isDirectory(PROC.resolve("self/fd"));
    }

    /** Empty if there is no such process any more. */
    public static Optional<ProcessReading> of(long pid) {
        Path folder = PROC.resolve(Long.toString(pid));
        try (Stream<Path> handles = Files.list(folder.resolve("fd"))) {
            List<String> status = Files.readAllLines(folder.resolve("status"));
            return Optional.of(
                    new ProcessReading(number(status, "VmRSS:"), number(status, "Threads:"), handles.count()));
        } catch (IOException | java.io.UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /** The number behind a name; 0 where the name is not there, as memory is not of a process that has just ended. */
    static long number(List<String> status, String name) {
        return status.stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }
}
