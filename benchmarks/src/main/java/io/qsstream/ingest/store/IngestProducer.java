package io.qsstream.ingest.store;

import io.qsstream.schema.kafka.KafkaEnvironment;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** The producer settings of the ingest service, for a contestant that must not have others. */
public final class IngestProducer {

    public static Map<String, Object> settings(String bootstrapServers) {
        KafkaEnvironment environment =
                KafkaEnvironment.of(Map.of("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers), Set.of());
        return KafkaClients.of(environment, Duration.ofMillis(2500)).producer();
    }

    private IngestProducer() {}
}
