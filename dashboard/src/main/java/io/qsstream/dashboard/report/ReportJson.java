package io.qsstream.dashboard.report;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** A record as JSON by the names of its schema; what is absent is left out. Pure. */
public final class ReportJson {

    public static Map<String, Object> of(SpecificRecord record) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (Schema.Field field : record.getSchema().getFields()) {
            Object value = value(record.get(field.pos()));
            if (value != null) {
                object.put(field.name(), value);
            }
        }
        return object;
    }

    private static @Nullable Object value(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case SpecificRecord nested -> of(nested);
            case List<?> items -> items.stream().map(ReportJson::value).toList();
            case Enum<?> constant -> constant.name();
            case Instant time -> time;
            case Number number -> number;
            case Boolean flag -> flag;
            default -> value.toString();
        };
    }

    private ReportJson() {}
}
