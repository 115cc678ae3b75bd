package io.qsstream.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.schema.registry.ContractSchemas;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** A consumer needs nothing but the schema: every field says what it is, every measure in which unit. */
class SchemaDocsTest {

    /** Ends of field names and the words their docs must hold. */
    private static final Map<String, String> UNITS = Map.ofEntries(
            Map.entry("Kbps", "kilobits per second"),
            Map.entry("Ms", "milliseconds"),
            Map.entry("Pct", "percent"),
            Map.entry("Fps", "frames per second"),
            Map.entry("Px", "pixels"),
            Map.entry("Dbm", "dBm"),
            Map.entry("mos", "1 to 5"),
            Map.entry("mosEstimate", "1 to 4.5"),
            Map.entry("qualityScore", "1 to 5"),
            Map.entry("Share", "0 to 1"),
            Map.entry("coverage", "0 to 1"),
            Map.entry("confidence", "0 (none) to 1 (certain)"),
            Map.entry("score", "0 to 100"),
            Map.entry("inutes", "inutes"),
            Map.entry("observed", "in the metric's unit"),
            Map.entry("threshold", "in the metric's unit"),
            Map.entry("value", "in the metric's unit"),
            Map.entry("zoomValue", "in the metric's unit"),
            Map.entry("ourValue", "in the metric's unit"));

    /** Records whose fields share one unit, which the record's own doc names. */
    private static final Map<String, String> UNIT_OF_RECORD = Map.of(
            "Stats", "the unit is the measure's",
            "MeasureOverUsers", "the unit is the measure's",
            "ClassificationMinutes", "Minutes");

    @Test
    void everyRecordEnumAndFieldHasADoc() {
        List<String> silent = new ArrayList<>();
        named().forEach((name, schema) -> {
            if (blank(schema.getDoc())) {
                silent.add(name);
            }
            if (schema.getType() == Schema.Type.RECORD) {
                schema.getFields().stream()
                        .filter(field -> blank(field.doc()))
                        .forEach(field -> silent.add(name + "." + field.name()));
            }
        });

        assertThat(silent).as("without a doc").isEmpty();
    }

    @Test
    void everyMeasureNamesItsUnit() {
        List<String> unclear = new ArrayList<>();
        List<String> measures = new ArrayList<>();
        named().forEach((name, schema) -> {
            if (schema.getType() == Schema.Type.RECORD) {
                for (Schema.Field field : schema.getFields()) {
                    if (isMeasure(field.schema())) {
                        measures.add(name + "." + field.name());
                        if (!namesUnit(schema, field)) {
                            unclear.add(name + "." + field.name() + ": " + field.doc());
                        }
                    }
                }
            }
        });

        assertThat(unclear).as("measures whose doc does not name the unit").isEmpty();
        assertThat(measures).contains("StreamQos.jitterMs", "StreamStats.jitterMs", "MediaStats.jitterMs", "Stats.p95");
    }

    private static boolean namesUnit(Schema record, Schema.Field field) {
        String shared = UNIT_OF_RECORD.get(record.getName());
        if (shared != null) {
            return String.valueOf(record.getDoc())
                    .toLowerCase(java.util.Locale.ROOT)
                    .contains(shared.toLowerCase(java.util.Locale.ROOT));
        }
        List<String> wanted = UNITS.entrySet().stream()
                .filter(unit -> field.name().endsWith(unit.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        return !wanted.isEmpty()
                && wanted.stream().allMatch(unit -> String.valueOf(field.doc()).contains(unit));
    }

    private static boolean isMeasure(Schema schema) {
        return switch (schema.getType()) {
            case DOUBLE, FLOAT -> true;
            case UNION -> schema.getTypes().stream().anyMatch(SchemaDocsTest::isMeasure);
            case RECORD -> schema.getName().equals("Stats") || schema.getName().equals("MeasureOverUsers");
            default -> false;
        };
    }

    private static boolean blank(String doc) {
        return doc == null || doc.isBlank();
    }

    private static Map<String, Schema> named() {
        Map<String, Schema> found = new LinkedHashMap<>();
        ContractSchemas.current().values().forEach(schema -> collect(schema, found));
        return found;
    }

    private static void collect(Schema schema, Map<String, Schema> found) {
        switch (schema.getType()) {
            case RECORD -> {
                if (found.putIfAbsent(schema.getName(), schema) == null) {
                    schema.getFields().forEach(field -> collect(field.schema(), found));
                }
            }
            case ENUM -> found.putIfAbsent(schema.getName(), schema);
            case ARRAY -> collect(schema.getElementType(), found);
            case MAP -> collect(schema.getValueType(), found);
            case UNION -> schema.getTypes().forEach(each -> collect(each, found));
            default -> {}
        }
    }
}
