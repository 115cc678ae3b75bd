package io.qsstream.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.junit.jupiter.api.Test;

/** {@code deploy/analytics/tables.sql} is made from the Avro schemas, by the layout that the sink's rows have. */
class TablesTest {

    private static final Path FILE = Path.of("../../analytics/tables.sql");

    private record Table(String name, Topic<?> topic, String key, List<String> indexes) {}

    private static final List<Table> TABLES = List.of(
            new Table(
                    "user_windows",
                    Topics.USER_WINDOWS,
                    "account_id, session_id, user_id, window_start",
                    List.of("window_start")),
            new Table(
                    "session_windows",
                    Topics.SESSION_WINDOWS,
                    "account_id, session_id, window_start",
                    List.of("window_start")),
            new Table("alert_transitions", Topics.ALERTS, "alert_id, sequence", List.of("onset_time")),
            new Table("session_reports", Topics.SESSION_REPORTS, "account_id, session_id", List.of("start_time")));

    @Test
    void theTablesAreWhatTheRowsOfTheSinkAre() throws IOException {
        String sql = sql();
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(FILE, sql);
        }
        assertThat(FILE)
                .as("%s follows the Avro schemas; rewrite it with -Dgolden.update=true and review it", FILE)
                .hasContent(sql);
    }

    private static String sql() {
        StringBuilder sql = new StringBuilder("""
                -- The tables that the sinks of deploy/connect fill, made from the Avro schemas (TablesTest rewrites this file).
                -- Lists are jsonb with the same names in snake_case; views.sql makes rows of them.
                -- Run it as the owner of the database, once before the sinks start; running it again changes nothing.
                -- A later schema version's new columns are added by the sinks themselves.
                """);
        for (Table table : TABLES) {
            org.apache.avro.Schema avro = Objects.requireNonNull(table.topic().valueSchema());
            Schema row = RowLayout.of(AvroRecords.of(avro).schema()).schema();
            sql.append("\nCREATE TABLE IF NOT EXISTS ").append(table.name()).append(" (\n");
            for (Field field : row.fields()) {
                sql.append("    %s %s%s,%n"
                        .formatted(
                                field.name(),
                                type(field.schema()),
                                field.schema().isOptional() ? "" : " NOT NULL"));
            }
            sql.append("    PRIMARY KEY (").append(table.key()).append(")\n);\n");
            for (String index : table.indexes()) {
                sql.append("CREATE INDEX IF NOT EXISTS %s_%s ON %s (%s);%n"
                        .formatted(table.name(), index, table.name(), index));
            }
            sql.append("COMMENT ON TABLE %s IS %s;%n".formatted(table.name(), quoted(avro.getDoc())));
            for (Field field : row.fields()) {
                if (field.schema().doc() != null) {
                    sql.append("COMMENT ON COLUMN %s.%s IS %s;%n"
                            .formatted(
                                    table.name(),
                                    field.name(),
                                    quoted(field.schema().doc())));
                }
            }
        }
        return sql.toString();
    }

    private static String type(Schema schema) {
        if (RowLayout.ZONED_TIMESTAMP.equals(schema.name())) {
            return "timestamptz";
        }
        if (RowLayout.JSON.equals(schema.name())) {
            return "jsonb";
        }
        return switch (schema.type()) {
            case STRING -> "text";
            case INT32 -> "integer";
            case INT64 -> "bigint";
            case FLOAT64 -> "double precision";
            case BOOLEAN -> "boolean";
            default -> throw new AssertionError("No column type for " + schema.type());
        };
    }

    private static String quoted(String text) {
        return "'" + text.replaceAll("\\s+", " ").strip().replace("'", "''") + "'";
    }
}
