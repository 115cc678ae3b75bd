package io.qsstream.processor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.Test;

class ThreadFailureTest {

    @Test
    void aTransactionThatTheBrokerEndedCostsAThreadAndNotTheProcess() {
        // As Kafka Streams 4.3.1 wraps it in StreamsProducer.commitTransaction.
        StreamsException failure = new StreamsException(
                "Error encountered trying to commit a transaction [stream-thread [a-StreamThread-1]]",
                new InvalidTxnStateException("The producer attempted a transactional operation in an invalid state."));

        assertThat(ThreadFailure.response(failure)).isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
    }

    @Test
    void whatNobodyKnowsEndsTheProcess() {
        assertThat(ThreadFailure.response(new StreamsException("full", new java.io.IOException("No space left"))))
                .isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
    }
}
