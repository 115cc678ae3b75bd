package io.qsstream.schema.registry;

import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.LegAlertState;
import io.qsstream.v1.LegState;
import io.qsstream.v1.ReportLegState;
import io.qsstream.v1.ReportState;
import io.qsstream.v1.SessionAlertState;
import io.qsstream.v1.SessionState;
import io.qsstream.v1.SessionWindowState;
import io.qsstream.v1.UserWindowState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/** Every schema that data is stored under, by the name of its folder below {@code released/}. */
public final class ContractSchemas {

    public static Map<String, Schema> current() {
        Map<String, Schema> schemas = new LinkedHashMap<>();
        for (Topic<?> topic : Topics.ALL) {
            Schema schema = topic.valueSchema();
            if (schema != null) {
                schemas.put(topic.subject(), schema);
            }
        }
        for (Schema state : List.of(
                UserWindowState.getClassSchema(),
                LegAlertState.getClassSchema(),
                SessionAlertState.getClassSchema(),
                SessionWindowState.getClassSchema(),
                LegState.getClassSchema(),
                ReportLegState.getClassSchema(),
                ReportState.getClassSchema(),
                SessionState.getClassSchema())) {
            schemas.put("state/" + state.getName(), state);
        }
        return schemas;
    }

    private ContractSchemas() {}
}
