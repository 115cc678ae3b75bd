package io.qsstream.processor.deadletter;

import io.qsstream.processor.normalise.Normalised.Reason;
import io.qsstream.schema.registry.SchemaRegistryException;
import io.qsstream.schema.topic.Topics;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a record that made a stage throw into a dead letter, so that one defect of ours never stops a partition.
 *
 * <p>Kafka Streams makes the instance; there is no way to hand it anything but configuration.
 */
public final class DeadLetterExceptionHandler implements ProcessingExceptionHandler, DeserializationExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterExceptionHandler.class);

    @Override
    public ProcessingExceptionHandler.Response handleError(
            ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
        LOG.error("processing failed {}", where(context), exception);
        if (isNotTheRecords(exception)) {
            return ProcessingExceptionHandler.Response.fail();
        }
        return ProcessingExceptionHandler.Response.resume(List.of(deadLetter(context, exception)));
    }

    @Override
    public DeserializationExceptionHandler.Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
        LOG.error("record unreadable {}", where(context), exception);
        if (isNotTheRecords(exception)) {
            return DeserializationExceptionHandler.Response.fail();
        }
        return DeserializationExceptionHandler.Response.resume(List.of(deadLetter(context, exception)));
    }

    @Override
    public void configure(Map<String, ?> configs) {
        // Nothing to configure: the topic is the contract's.
    }

    /** Where the registry or the state's disk is at fault the record is not: the process ends, and its next start tries again. */
    private static boolean isNotTheRecords(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof SchemaRegistryException || each instanceof ProcessorStateException) {
                return true;
            }
        }
        return false;
    }

    private static String where(ErrorHandlerContext context) {
        return "topic=" + context.topic() + " partition=" + context.partition() + " offset=" + context.offset()
                + " stage=" + context.processorNodeId() + " reason=" + Reason.PROCESSING_FAILED;
    }

    private static ProducerRecord<byte[], byte[]> deadLetter(ErrorHandlerContext context, Exception exception) {
        Headers headers = context.headers() == null
                ? new RecordHeaders()
                : new RecordHeaders(context.headers().toArray());
        DeadLetterHeaders.put(headers, DeadLetterHeaders.REASON, Reason.PROCESSING_FAILED.name());
        DeadLetterHeaders.put(
                headers, DeadLetterHeaders.EXCEPTION, exception.getClass().getName());
        // The text of an exception may quote the input, and with it a person; its class and place are enough.
        DeadLetterHeaders.put(headers, DeadLetterHeaders.MESSAGE, "stage " + context.processorNodeId());
        DeadLetterHeaders.put(headers, DeadLetterHeaders.TOPIC, context.topic());
        DeadLetterHeaders.put(headers, DeadLetterHeaders.PARTITION, Integer.toString(context.partition()));
        DeadLetterHeaders.put(headers, DeadLetterHeaders.OFFSET, Long.toString(context.offset()));
        @Nullable byte[] key = context.sourceRawKey();
        return new ProducerRecord<>(
                Topics.DEAD_LETTERS.name(), null, context.timestamp(), key, context.sourceRawValue(), headers);
    }
}
