package io.qsstream.ingest.store;

import io.qsstream.schema.settings.StartRefused;
import io.qsstream.schema.topic.Topics;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;

/** Appends to the raw topic: the future completes once the broker has acknowledged, and nobody ever waits in a call. */
public final class RawEventLog implements AutoCloseable {

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(50);

    private final Producer<byte[], byte[]> producer;

    /** Takes the producer over, and closes it. */
    public RawEventLog(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    /** Appends one record. The future fails with a {@link KafkaException}; the call itself does not. */
    public CompletableFuture<RecordMetadata> append(ProducerRecord<byte[], byte[]> record) {
        CompletableFuture<RecordMetadata> appended = new CompletableFuture<>();
        try {
            producer.send(record, (metadata, failure) -> {
                if (failure == null) {
                    appended.complete(metadata);
                } else {
                    appended.completeExceptionally(failure);
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            appended.completeExceptionally(e);
        }
        return appended;
    }

    /**
     * Writes a record until one is acknowledged, so that whoever posts first finds metadata, a producer id and the
     * right to write, rather than being the one to find out.
     *
     * @throws StartRefused if the broker refuses, or has not acknowledged in time
     */
    public void proveWritable(Supplier<ProducerRecord<byte[], byte[]>> record, Duration patience)
            throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                append(record.get()).join();
                return;
            } catch (CompletionException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                if (!(cause instanceof RetriableException) || System.nanoTime() > until) {
                    throw new StartRefused(
                            "Kafka acknowledged nothing written to " + Topics.RAW_EVENTS.name() + " ("
                                    + cause.getClass().getSimpleName()
                                    + "): check that this service may WRITE to it, that its partitions have leaders and"
                                    + " that enough replicas are in sync",
                            cause);
                }
            }
            Thread.sleep(BETWEEN_TRIES);
        }
    }

    /** Sends what is buffered at once, and waits until each record is acknowledged or given up. */
    public void flush() {
        producer.flush();
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(3));
    }
}
