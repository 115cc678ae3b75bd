package io.qsstream.local.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code target/faults.md}: the last row of every fault, whichever run it came from. */
final class FaultTable {

    /**
     * One fault.
     *
     * @param sent deliveries, duplicates included
     * @param acknowledged deliveries answered 2xx
     * @param stored records of them in the raw topic; more than acknowledged where an answer was lost
     * @param lost acknowledged and not in the log
     * @param givenUp never acknowledged, as Zoom's own log would list them
     * @param windows compared, of users and of sessions
     * @param answered 99.9 % of answers came within
     * @param recovery from the fault, or its end, to output of what was received after it, on every partition
     */
    record Row(
            String fault,
            long sent,
            long acknowledged,
            long stored,
            long lost,
            long givenUp,
            long windows,
            long differences,
            long duplicates,
            Duration answered,
            Optional<Duration> recovery) {

        String markdown() {
            return String.format(
                    Locale.ROOT,
                    "| %s | %,d | %,d | %,d | %d | %d | %,d | %d | %d | %.2f s | %s |",
                    fault,
                    sent,
                    acknowledged,
                    stored,
                    lost,
                    givenUp,
                    windows,
                    differences,
                    duplicates,
                    answered.toMillis() / 1000.0,
                    recovery.map(each -> String.format(Locale.ROOT, "%.1f s", each.toMillis() / 1000.0))
                            .orElse("–"));
        }
    }

    private static final String HEAD = """
            | fault | sent | acknowledged | stored | lost | given up | windows compared | differences | duplicates \
            | p99.9 of answers | recovery |
            |---|---|---|---|---|---|---|---|---|---|---|""";

    private final Path file;

    FaultTable(Path file) {
        this.file = file;
    }

    /** Prints a row and keeps it. */
    void add(Row row) throws IOException {
        Map<String, String> rows = new LinkedHashMap<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith("| ") && !line.startsWith("| fault |")) {
                    rows.put(line.split("\\|")[1].strip(), line);
                }
            }
        }
        rows.remove(row.fault());
        rows.put(row.fault(), row.markdown());
        List<String> lines = new ArrayList<>(HEAD.lines().toList());
        lines.addAll(rows.values());
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, lines);
        System.out.println(row.markdown());
    }

    /** All of it, as it is in the file. */
    String text() throws IOException {
        return Files.exists(file) ? Files.readString(file) : HEAD;
    }
}
