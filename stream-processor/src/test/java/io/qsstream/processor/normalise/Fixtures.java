package io.qsstream.processor.normalise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qsstream.schema.SessionKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The sample bodies, each with the record key and receipt time that the broker would give it. */
final class Fixtures {

    static final ObjectMapper MAPPER = new ObjectMapper();

    /** Where a body names no time at all. */
    private static final Instant SOME_TIME = Instant.parse("2026-11-20T14:21:05Z");

    private static final Path ROOT = root();

    /** One body. {@code name} is its path below {@code fixtures}. */
    record Fixture(String name, byte[] body, @Nullable String key, Instant receiptTime) {

        Normalised normalise() {
            return Normaliser.normalise(key, body, receiptTime);
        }

        Normalised normalise(byte[] changed) {
            return Normaliser.normalise(key, changed, receiptTime);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Fixture> all() {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .map(file -> ROOT.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .map(Fixtures::named)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Fixture named(String name) {
        try {
            byte[] body = Files.readAllBytes(ROOT.resolve(name));
            JsonNode tree = tree(body);
            return new Fixture(name, body, key(tree, body), receiptTime(tree));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A body of our own, with a time of receipt just after the fixtures' qos events. */
    static Fixture body(String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return new Fixture("inline", body, key(tree(body), body), SOME_TIME);
    }

    private static JsonNode tree(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (IOException notJson) {
            return MAPPER.missingNode();
        }
    }

    private static @Nullable String key(JsonNode tree, byte[] body) {
        if (tree.isMissingNode()) {
            // The ingest service stops as soon as it has the session, so a truncated body can have a key.
            boolean hasIds = new String(body, StandardCharsets.UTF_8).contains("pX3mR9vKQ8uT1yZb7wCdEg==");
            return hasIds ? "qK7vR2mXTdWn0bYc5HsLpA|pX3mR9vKQ8uT1yZb7wCdEg==" : null;
        }
        JsonNode payload = tree.path("payload");
        JsonNode object = payload.path("object");
        String[] ids = new String[SessionKey.IdField.values().length];
        for (SessionKey.IdField field : SessionKey.IdField.values()) {
            ids[field.ordinal()] = text(object.path(field.jsonName()));
        }
        if (ids[SessionKey.IdField.MEETING_ID.ordinal()] == null) {
            ids[SessionKey.IdField.MEETING_ID.ordinal()] = text(payload.path("meeting_id"));
        }
        SessionKey session = SessionKey.choose(text(tree.path("event")), text(payload.path("account_id")), ids);
        return session == null ? null : session.toString();
    }

    private static Instant receiptTime(JsonNode tree) {
        if (tree.path("event_ts").isNumber()) {
            return Instant.ofEpochMilli(tree.path("event_ts").longValue()).plusSeconds(1);
        }
        return Stream.concat(tree.findValues("timestamp").stream(), tree.findValues("date_time").stream())
                .map(time -> Instant.parse(time.textValue()).plusSeconds(1))
                .max(Instant::compareTo)
                .orElse(SOME_TIME);
    }

    private static @Nullable String text(JsonNode node) {
        String text = node.isValueNode() ? node.asText() : "";
        return text.isEmpty() ? null : text;
    }

    private static Path root() {
        try {
            return Path.of(Fixtures.class.getResource("/fixtures").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private Fixtures() {}
}
