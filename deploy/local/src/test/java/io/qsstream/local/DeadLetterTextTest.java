package io.qsstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.local.deadletter.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

class DeadLetterTextTest {

    @Test
    void whatASenderWroteCannotSteerTheTerminal() {
        assertThat(TerminalText.plain("a\u001b[2J\u202eb\r\nc\td")).isEqualTo("a·[2J·b·\nc\td");
    }

    @Test
    void redrivenItIsTheInputAgainWithItsOwnHeadersAndItsOrigin() {
        byte[] body = {1, 2, 3};
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("dead", 2, 7, new byte[] {9}, body);
        for (String name : List.of("ce_id", "qss-reason", "__streams.errors.topic", "qss-redriven-from")) {
            record.headers().add(name, "before".getBytes(StandardCharsets.UTF_8));
        }

        ProducerRecord<byte[], byte[]> again = new DeadLetter(record).again("raw");

        assertThat(again.value()).isSameAs(body);
        assertThat(again.key()).containsExactly(9);
        assertThat(again.headers()).extracting(Header::key).containsExactly("ce_id", "qss-redriven-from");
        assertThat(new String(again.headers().lastHeader("qss-redriven-from").value(), StandardCharsets.UTF_8))
                .isEqualTo("2-7");
    }
}
