import io.qsstream.schema.serde.AvroDeserializer;
import io.qsstream.v1.AlertTransition;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads alert transitions as a team's own service would, and prints each as one line of JSON.
 *
 * <pre>
 * java -Dlogback.configurationFile=consumers/java/logback.xml -cp 'deploy/local/target/stack/lib/*' consumers/java/Alerts.java \
 *     --brokers localhost:9092 --registry http://localhost:8081/apis/ccompat/v7
 * </pre>
 *
 * Confluent's {@code KafkaAvroDeserializer} with {@code specific.avro.reader=true} takes the same properties and reads the
 * same bytes.
 */
public final class Alerts {

    private static final String TOPIC = "zoom.qss.alerts.v1";

    /** Your work. Must tolerate a repetition: keep the highest sequence per alertId. */
    private static void work(AlertTransition transition) {
        System.out.println(transition);
    }

    public static void main(String[] arguments) {
        Map<String, String> options = new HashMap<>(Map.of(
                "--brokers", "localhost:9092",
                "--registry", "http://localhost:8081",
                "--group", "alerts-example-java",
                "--until-end", "false"));
        for (int i = 0; i < arguments.length; i++) {
            options.put(arguments[i], arguments[i].equals("--until-end") ? "true" : arguments[++i]);
        }
        Map<String, Object> properties = Map.of(
                "bootstrap.servers", options.get("--brokers"),
                "group.id", options.get("--group"),
                "auto.offset.reset", "earliest",
                // A transition is seen once, even if the pipeline crashed while writing it.
                "isolation.level", "read_committed",
                // Committed after the work is done: a crash of ours repeats what was not.
                "enable.auto.commit", "false",
                "key.deserializer", StringDeserializer.class,
                "value.deserializer", AvroDeserializer.class,
                "schema.registry.url", options.get("--registry"));
        AtomicBoolean ended = new AtomicBoolean();
        try (KafkaConsumer<String, AlertTransition> consumer = new KafkaConsumer<>(properties)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> ended.set(true)));
            consumer.subscribe(List.of(TOPIC));
            while (!ended.get()) {
                for (ConsumerRecord<String, AlertTransition> record : consumer.poll(Duration.ofSeconds(1))) {
                    work(record.value());
                }
                consumer.commitSync();
                if (Boolean.parseBoolean(options.get("--until-end")) && isAtEnd(consumer)) {
                    return;
                }
            }
        }
    }

    private static boolean isAtEnd(KafkaConsumer<?, ?> consumer) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        return !ends.isEmpty() && ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }
}
