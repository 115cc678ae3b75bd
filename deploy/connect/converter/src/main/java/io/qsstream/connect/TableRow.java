package io.qsstream.connect;

import java.util.IdentityHashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.transforms.Transformation;

/**
 * Makes a record the row of a table, for Debezium's JDBC sink: snake_case columns, nested records spread over columns, lists
 * and maps as one JSON column, times with their zone. A tombstone passes as it is.
 */
public final class TableRow<R extends ConnectRecord<R>> implements Transformation<R> {

    /** More schemas than one topic has in use. */
    private static final int KEPT = 32;

    private final Map<Schema, RowLayout> layouts = new IdentityHashMap<>();

    @Override
    public R apply(R record) {
        if (record.value() == null) {
            return record;
        }
        if (!(record.value() instanceof Struct struct)) {
            throw new DataException(record.topic() + ": TableRow needs records with a schema");
        }
        if (layouts.size() > KEPT) {
            layouts.clear();
        }
        // A task has one thread, and the converter gives one schema object per schema id.
        RowLayout layout = layouts.computeIfAbsent(struct.schema(), RowLayout::of);
        return record.newRecord(
                record.topic(),
                record.kafkaPartition(),
                record.keySchema(),
                record.key(),
                layout.schema(),
                layout.row(struct),
                record.timestamp());
    }

    @Override
    public ConfigDef config() {
        return new ConfigDef();
    }

    @Override
    public void configure(Map<String, ?> properties) {
        // It has nothing to be told.
    }

    @Override
    public void close() {
        layouts.clear();
    }
}
