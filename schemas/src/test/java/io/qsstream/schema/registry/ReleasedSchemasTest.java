package io.qsstream.schema.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.schema.RandomRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Data of every release is readable by every other, and what this build writes is the latest of them. */
class ReleasedSchemasTest {

    private static final int RECORDS_PER_PAIR = 50;

    static List<String> names() {
        return List.copyOf(ContractSchemas.current().keySet());
    }

    @ParameterizedTest
    @MethodSource("names")
    void theLatestReleaseIsTheCurrentSchema(String name) {
        List<Schema> released = ReleasedSchemas.of(name);

        assertThat(released.isEmpty() ? "nothing" : released.getLast().toString())
                .as(
                        "The schema of %s differs from its latest release, version %d. Write the next version with%n  %s%n"
                                + "and commit the file. A version that no registry has seen yet may be deleted first.",
                        name, released.size(), ReleaseSchemas.COMMAND)
                .isEqualTo(ContractSchemas.current().get(name).toString());
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyReleaseReadsAndIsReadByEveryOther(String name) throws IOException {
        List<Schema> released = ReleasedSchemas.of(name);

        for (Schema reader : released) {
            for (Schema writer : released) {
                assertThat(SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                                .getType())
                        .as(
                                "%s: version %d reads version %d; give every new field a default and keep the others",
                                name, released.indexOf(reader) + 1, released.indexOf(writer) + 1)
                        .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
                assertDataSurvives(writer, reader);
            }
        }
    }

    @Test
    void aFieldWithoutDefaultIsNotReleased(@TempDir Path folder) throws IOException {
        // Given
        Schema first = record().requiredString("id").endRecord();
        Schema second = record().requiredString("id").requiredInt("must").endRecord();
        assertThat(ReleaseSchemas.release(folder, Map.of("orders-value", first)).get("orders-value"))
                .startsWith("released as");

        // When
        String outcome =
                ReleaseSchemas.release(folder, Map.of("orders-value", second)).get("orders-value");

        // Then
        assertThat(outcome).startsWith("refused, cannot read version 1: READER_FIELD_MISSING_DEFAULT_VALUE");
        assertThat(folder.resolve("orders-value/2.avsc")).doesNotExist();
    }

    @Test
    void aChangeIsReleasedOnceAsTheNextVersion(@TempDir Path folder) throws IOException {
        // Given
        Schema first = record().requiredString("id").endRecord();
        Schema second = record().requiredString("id").optionalString("note").endRecord();
        ReleaseSchemas.release(folder, Map.of("orders-value", first));

        // When
        ReleaseSchemas.release(folder, Map.of("orders-value", second));

        // Then
        assertThat(new Schema.Parser()
                        .parse(folder.resolve("orders-value/2.avsc").toFile()))
                .isEqualTo(second);
        assertThat(ReleaseSchemas.release(folder, Map.of("orders-value", second)))
                .containsEntry("orders-value", "unchanged");
    }

    @Test
    void versionsAreComparedWithAllBeforeThemNotOnlyTheLast() {
        // Given a field that goes and comes back with another type
        Schema first = record().name("n").type().intType().intDefault(0).endRecord();
        Schema second = record().endRecord();
        Schema third = record().name("n").type().stringType().stringDefault("").endRecord();

        // When, then
        assertThat(CompatibilityLevel.FULL.violation(third, List.of(first, second)))
                .isEmpty();
        assertThat(CompatibilityLevel.FULL_TRANSITIVE.violation(third, List.of(first, second)))
                .hasValueSatisfying(line -> assertThat(line).startsWith("cannot read version 1: TYPE_MISMATCH"));
    }

    /** What both versions have comes through as written; what only the reader has is its default. */
    private static void assertDataSurvives(Schema writer, Schema reader) throws IOException {
        for (int seed = 0; seed < RECORDS_PER_PAIR; seed++) {
            GenericRecord written = (GenericRecord) RandomRecords.generic(writer, seed);
            GenericRecord read = resolve(written, writer, reader);
            for (Schema.Field field : reader.getFields()) {
                Schema.Field before = writer.getField(field.name());
                if (before == null) {
                    assertThat(read.get(field.name()))
                            .isEqualTo(GenericData.get().getDefaultValue(field));
                } else if (before.schema().equals(field.schema())) {
                    assertThat(String.valueOf(read.get(field.name())))
                            .isEqualTo(String.valueOf(written.get(field.name())));
                }
            }
        }
    }

    private static GenericRecord resolve(GenericRecord written, Schema writer, Schema reader) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(writer).write(written, encoder);
        encoder.flush();
        return new GenericDatumReader<GenericRecord>(writer, reader)
                .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));
    }

    private static SchemaBuilder.FieldAssembler<Schema> record() {
        return SchemaBuilder.record("Order").fields();
    }
}
