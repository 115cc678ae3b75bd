package io.qsstream.schema.documents;

import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TopicsDocTest {

    @Test
    void theTopicsPageSaysWhatTheCatalogueSays() {
        new MadeDocument("topics.md").mustSay(page());
    }

    private static String page() {
        StringBuilder text = new StringBuilder("""
                # Topics

                Made from the catalogue (`io.qsstream.schema.topic.Topics`) and compared with it by a test.

                Keys are UTF-8 strings; a time in a key is epoch milliseconds. `sessionKey` is `accountId|sessionId`. Every topic
                has the same number of partitions, and every record stands in the partition of its sessionKey (Kafka's default
                partitioner applied to the sessionKey, whatever the record's own key), so one session is one partition everywhere.
                Consumers read with `isolation.level=read_committed`.

                | topic | key | value | configuration |
                |---|---|---|---|
                """);
        for (Topic<?> topic : Topics.ALL) {
            StringBuilder configs = new StringBuilder();
            new TreeMap<>(topic.configs())
                    .forEach((name, value) -> configs.append(configs.isEmpty() ? "" : "<br>")
                            .append('`')
                            .append(name)
                            .append('=')
                            .append(value)
                            .append('`'));
            text.append("| `")
                    .append(topic.name())
                    .append("` | ")
                    .append(topic.key().replace("|", "\\|"))
                    .append(" | ")
                    .append(
                            topic.valueSchema() == null
                                    ? "bytes"
                                    : topic.valueType().getSimpleName())
                    .append(" | ")
                    .append(configs)
                    .append(" |\n");
        }
        return text.append("""

                        Retention is the operator's to change; `cleanup.policy` and `message.timestamp.type` are checked at
                        start, and that `max.message.bytes` is no less.
                        The processor's changelogs (`<application id>-<store>-changelog`) hold ids and measurements only; the state of
                        the user directory has no changelog of its own, it is restored from `zoom.qss.user-directory.v1` itself.
                        """).toString();
    }
}
