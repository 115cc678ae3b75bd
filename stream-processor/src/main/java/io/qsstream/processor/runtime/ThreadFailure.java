package io.qsstream.processor.runtime;

import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;

/** What becomes of a stream thread that has failed. Pure. */
final class ThreadFailure {

    /**
     * Another thread where only the transaction is lost, the process's end for everything else.
     *
     * <p>A broker ends a transaction that is older than {@code transaction.timeout.ms} (10 s). Kafka Streams takes most answers
     * to what is sent afterwards for a rebalance, but this one for fatal. Nothing of the transaction was ever visible, so a
     * thread with a new producer does it again; ending the process would take all its other tasks down for a restart, and
     * brokers that are slow make that happen again and again.
     */
    static StreamThreadExceptionResponse response(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidTxnStateException) {
                return StreamThreadExceptionResponse.REPLACE_THREAD;
            }
        }
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    private ThreadFailure() {}
}
