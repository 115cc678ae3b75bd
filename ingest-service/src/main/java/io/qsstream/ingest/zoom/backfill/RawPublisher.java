package io.qsstream.ingest.zoom.backfill;

import io.qsstream.ingest.store.RawEventLog;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Appends to the raw topic, and waits while Kafka is away: nobody waits for an answer here. */
public final class RawPublisher {

    private static final int TRIES = 60;
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private final RawEventLog log;

    public RawPublisher(RawEventLog log) {
        this.log = log;
    }

    void publish(ProducerRecord<byte[], byte[]> record) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                log.append(record).join();
                return;
            } catch (CompletionException e) {
                if (attempt == TRIES) {
                    throw new SessionBackfill.NotPublished(e);
                }
                Thread.sleep(BETWEEN_TRIES);
            }
        }
    }
}
