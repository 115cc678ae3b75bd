package io.qsstream.ingest.zoom.backfill;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file per unfinished backfill, a line per step, synced: after a restart it goes on where it was. A line that was
 * cut off counts as not written, which costs a session's calls once more and nothing else.
 */
final class Journal {

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SUFFIX = ".backfill";

    private final Path folder;

    Journal(Path folder) {
        this.folder = folder;
    }

    void begin(Job job) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        BackfillRequest request = job.request;
        line.put("kind", request.kind().name());
        line.put("account", request.accountId());
        line.put("session", request.sessionId());
        line.put("user", request.userId());
        line.put("from", request.from() == null ? null : request.from().toString());
        line.put("to", request.to() == null ? null : request.to().toString());
        line.put("alerted", request.alerted());
        append(job, line);
    }

    void listed(Job job, List<String> sessions) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        ArrayNode listed = line.putArray("listed");
        sessions.forEach(listed::add);
        append(job, line);
    }

    void done(Job job, String session, String outcome, int records, int tooOld) {
        append(
                job,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("done", session)
                        .put("outcome", outcome)
                        .put("records", records)
                        .put("tooOld", tooOld));
    }

    void end(Job job) {
        try {
            Files.deleteIfExists(file(job.id));
        } catch (IOException e) {
            throw new UncheckedIOException("The journal of a backfill could not be removed", e);
        }
    }

    /** The backfills that were not finished. */
    List<Job> unfinished() {
        try (Stream<Path> files = Files.list(folder)) {
            List<Job> jobs = new ArrayList<>();
            files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .forEach(file -> read(file).ifPresent(jobs::add));
            return jobs;
        } catch (IOException e) {
            throw new UncheckedIOException("The journals of backfills could not be listed", e);
        }
    }

    private static Optional<Job> read(Path file) {
        String name = file.getFileName().toString();
        String id = name.substring(0, name.length() - SUFFIX.length());
        Job job = null;
        try {
            for (String text : Files.readAllLines(file, UTF_8)) {
                JsonNode line = JSON.readTree(text);
                if (job == null) {
                    job = new Job(id, request(line));
                } else if (line.has("listed")) {
                    List<String> sessions = new ArrayList<>();
                    line.get("listed").forEach(each -> sessions.add(each.asText()));
                    job.listed(sessions);
                } else {
                    job.done(
                            line.path("done").asText(),
                            line.path("outcome").asText(),
                            line.path("records").asInt(),
                            line.path("tooOld").asInt());
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.atWarn().addKeyValue("backfill", id).log("The journal of a backfill ends in the middle of a line");
        }
        return Optional.ofNullable(job);
    }

    private static BackfillRequest request(JsonNode line) {
        return new BackfillRequest(
                Kind.valueOf(line.path("kind").asText()),
                line.path("account").asText(),
                text(line, "session"),
                text(line, "user"),
                date(line, "from"),
                date(line, "to"),
                line.path("alerted").asBoolean());
    }

    private static @Nullable String text(JsonNode line, String field) {
        return line.path(field).isTextual() ? line.path(field).asText() : null;
    }

    private static @Nullable LocalDate date(JsonNode line, String field) {
        String text = text(line, field);
        return text == null ? null : LocalDate.parse(text);
    }

    private void append(Job job, ObjectNode line) {
        try {
            Files.write(
                    file(job.id),
                    (line + "\n").getBytes(UTF_8),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND,
                    StandardOpenOption.SYNC);
        } catch (IOException e) {
            throw new UncheckedIOException("The journal of a backfill could not be written", e);
        }
    }

    private Path file(String id) {
        return folder.resolve(id + SUFFIX);
    }
}
