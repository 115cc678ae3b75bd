package io.qsstream.schema.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qsstream.schema.RandomRecords;
import io.qsstream.schema.serde.AvroSerde;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A consumer without a JVM: Python's standard library reads what we write, with schemas from the registry. */
class PythonConsumerIT {

    private static final String SCRIPT = "src/test/python/decode_frames.py";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Apicurio apicurio = Apicurio.running();

    @TempDir
    private Path folder;

    @BeforeEach
    void needsPython() {
        assumeTrue(hasPython(), "python3 (3.8 or later) is not installed, so no consumer without a JVM was tried");
    }

    @Test
    void everyTopicsRecordsAreReadFromHexLines() throws Exception {
        // Given
        List<JsonNode> expected = new ArrayList<>();
        StringBuilder lines = new StringBuilder();
        for (SpecificRecord record : records()) {
            expected.add(json(record));
            lines.append(HexFormat.of().formatHex(frame(record))).append('\n');
        }

        // When
        Outcome outcome = python(lines.toString().getBytes(StandardCharsets.US_ASCII), apicurio.url());

        // Then
        assertThat(outcome.errors()).isEmpty();
        assertThat(outcome.records().size()).isEqualTo(expected.size()).isGreaterThan(50);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(outcome.records().get(i)).as("record %d", i).isEqualTo(expected.get(i));
        }
    }

    @Test
    void framesAreReadAsKcatWritesThemTombstonesIncluded() throws Exception {
        // Given
        SpecificRecord record = records().getFirst();
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        byte[] frame = frame(record);
        frames.writeBytes(ByteBuffer.allocate(4).putInt(frame.length).array());
        frames.writeBytes(frame);
        frames.writeBytes(ByteBuffer.allocate(4).putInt(-1).array());

        // When
        Outcome outcome = python(frames.toByteArray(), "--length-prefixed", apicurio.url());

        // Then
        assertThat(outcome.errors()).isEmpty();
        assertThat(outcome.records()).containsExactly(json(record), JsonNodeFactory.instance.nullNode());
    }

    @Test
    void aBadFrameFailsWithOneLine() throws Exception {
        // When
        Outcome outcome = python("7b7d\n".getBytes(StandardCharsets.US_ASCII), apicurio.url());

        // Then
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.errors()).contains("magic byte").hasLineCount(1);
    }

    private record Outcome(int exit, List<JsonNode> records, String errors) {}

    private static List<SpecificRecord> records() {
        List<SpecificRecord> records = new ArrayList<>();
        for (Topic<?> topic : Topics.ALL) {
            if (topic.valueSchema() != null) {
                for (int seed = 0; seed < 20; seed++) {
                    records.add(RandomRecords.specific(topic.valueSchema(), seed));
                }
            }
        }
        return records;
    }

    private byte[] frame(SpecificRecord record) {
        try (AvroSerde<SpecificRecord> serde = new AvroSerde<>()) {
            serde.configure(apicurio.properties(), false);
            return serde.serializer().serialize("python-" + record.getSchema().getName(), record);
        }
    }

    /** Through files: a pipe that neither side empties would hold both for ever. */
    private Outcome python(byte[] input, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("python3", SCRIPT));
        command.addAll(List.of(arguments));
        Path frames = Files.write(folder.resolve("frames"), input);
        Path output = folder.resolve("output");
        Path errors = folder.resolve("errors");
        Process process = new ProcessBuilder(command)
                .redirectInput(frames.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        boolean ended = process.waitFor(30, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended).as("decode_frames.py ends within 30 s").isTrue();
        List<JsonNode> records = new ArrayList<>();
        for (String line : Files.readAllLines(output)) {
            records.add(JSON.readTree(line));
        }
        return new Outcome(process.exitValue(), records, Files.readString(errors));
    }

    private static boolean hasPython() {
        try {
            return new ProcessBuilder("python3", "-c", "import sys; sys.exit(sys.version_info < (3, 8))")
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** As the script prints it: no names of union branches, times as epoch milliseconds. */
    private static JsonNode json(Object value) throws IOException {
        // Through text, so that numbers are of the type that Jackson reads.
        return JSON.readTree(JSON.writeValueAsString(plain(value)));
    }

    private static Object plain(Object value) {
        return switch (value) {
            case null -> null;
            case SpecificRecord record -> {
                ObjectNode made = JsonNodeFactory.instance.objectNode();
                for (Schema.Field field : record.getSchema().getFields()) {
                    made.putPOJO(field.name(), plain(record.get(field.pos())));
                }
                yield made;
            }
            case Instant time -> time.toEpochMilli();
            case Enum<?> symbol -> symbol.name();
            case List<?> list -> list.stream().map(PythonConsumerIT::plain).toList();
            case Map<?, ?> map -> map;
            default -> value;
        };
    }
}
