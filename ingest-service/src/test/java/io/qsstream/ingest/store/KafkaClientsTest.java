package io.qsstream.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.schema.kafka.KafkaEnvironment;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;

class KafkaClientsTest {

    private static KafkaClients of(Map<String, String> variables) {
        return KafkaClients.of(KafkaEnvironment.of(variables, Set.of()), Duration.ofMillis(2500));
    }

    @Test
    void acknowledgementsAreFixedAndTheRestIsTheOperators() {
        KafkaClients clients = of(Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", "a:1,b:2",
                "KAFKA_ACKS", "0",
                "KAFKA_ENABLE_IDEMPOTENCE", "false",
                "KAFKA_MAX_BLOCK_MS", "60000",
                "KAFKA_COMPRESSION_TYPE", "zstd",
                "KAFKA_SECURITY_PROTOCOL", "SASL_SSL"));
        assertThat(clients.producer())
                .containsEntry("bootstrap.servers", "a:1,b:2")
                .containsEntry("acks", "all")
                .containsEntry("enable.idempotence", "true")
                .containsEntry("max.block.ms", 0L)
                .containsEntry("compression.type", "zstd")
                .containsEntry("security.protocol", "SASL_SSL");
        assertThat(clients.admin())
                .containsEntry("security.protocol", "SASL_SSL")
                .doesNotContainKey("acks");
        assertThat(clients.ignored()).containsExactly("acks", "enable.idempotence", "max.block.ms");
    }

    @Test
    void theDefaultsAreTheContracts() {
        assertThat(of(Map.of()).producer())
                .containsEntry("bootstrap.servers", "localhost:9092")
                .containsEntry("acks", "all")
                .containsEntry("compression.type", "lz4")
                .containsEntry("linger.ms", "1")
                .containsEntry("batch.size", 65536);
        assertThat(of(Map.of()).ignored()).isEmpty();
    }

    @Test
    void deliveryAlwaysEndsBeforeTheDeadline() {
        for (String linger : new String[] {"0", "1", "1500"}) {
            Map<String, Object> producer = of(Map.of("KAFKA_LINGER_MS", linger)).producer();
            int delivery = (int) producer.get("delivery.timeout.ms");
            int request = (int) producer.get("request.timeout.ms");
            assertThat(delivery).isEqualTo(2400);
            assertThat(Integer.parseInt(linger) + request).isLessThanOrEqualTo(delivery);
            assertThat(new ProducerConfig(producer).getString("acks")).isEqualTo("-1");
        }
    }
}
