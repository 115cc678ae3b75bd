package io.qsstream.processor.runtime;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns one Kafka Streams client: starts it, says how it is, and ends the process when it has failed for good, so that
 * whatever supervises the process starts it anew.
 */
public final class StreamsClient implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StreamsClient.class);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(20);
    /** Ordinarily a second or two. */
    private static final Duration FAILURE_WAIT = Duration.ofSeconds(10);

    private final KafkaStreams streams;
    private final GroupMembershipOperation atClose;
    private final Runnable onFailure;
    private final ShutdownDeadline deadline;
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile boolean hasRun;

    /**
     * Owns a client that was not started yet.
     *
     * @param atClose whether it leaves its consumer group when it is closed, or is expected back
     * @param onFailure called once, on a thread of its own, when the client has failed for good
     * @param onHang called once, on a thread of its own, when it has failed and does not get to its end
     */
    public StreamsClient(KafkaStreams streams, GroupMembershipOperation atClose, Runnable onFailure, Runnable onHang) {
        this.streams = streams;
        this.atClose = atClose;
        this.onFailure = onFailure;
        this.deadline = new ShutdownDeadline(FAILURE_WAIT, () -> {
            LOG.error(
                    "streams client has failed and hangs in {} for {}: the process is ended as by kill -9. Other instances"
                            + " take its partitions over, and the next start restores its state",
                    streams.state(),
                    FAILURE_WAIT);
            onHang.run();
        });
        streams.setUncaughtExceptionHandler(failure -> {
            StreamThreadExceptionResponse response = ThreadFailure.response(failure);
            if (response == StreamThreadExceptionResponse.REPLACE_THREAD) {
                LOG.warn(
                        "the broker ended a transaction that took longer than transaction.timeout.ms; a new stream thread"
                                + " does it again. If this repeats, brokers or this machine are too slow: see their load,"
                                + " or set KAFKA_TRANSACTION_TIMEOUT_MS higher",
                        failure);
            } else {
                LOG.error(
                        "stream thread failed; the process will exit, and whoever supervises it must start it again. Its"
                                + " partitions go to the other instances; see the cause for what to put right (disk, rights,"
                                + " brokers)",
                        failure);
                deadline.begin();
            }
            return response;
        });
        streams.setStateListener((now, before) -> {
            LOG.info("streams client is {}, was {}", now, before);
            if (now == State.RUNNING) {
                hasRun = true;
            }
            if (now.hasCompletedShutdown()) {
                deadline.meet();
            }
            if (now == State.ERROR && !closing.get()) {
                Thread.ofPlatform().name("streams-failed").start(this.onFailure);
            }
        });
    }

    public void start() {
        streams.start();
    }

    /** Whether it processes; a rebalance after the first start counts, it is part of the work. */
    public boolean isReady() {
        State state = streams.state();
        return state == State.RUNNING || (hasRun && state == State.REBALANCING);
    }

    /** Whether it can still become ready by itself. */
    public boolean isAlive() {
        State state = streams.state();
        return state != State.ERROR && state != State.PENDING_ERROR;
    }

    public String state() {
        return streams.state().name();
    }

    @Override
    public void close() {
        CloseOptions options = CloseOptions.timeout(CLOSE_WAIT).withGroupMembershipOperation(atClose);
        if (closing.compareAndSet(false, true) && !streams.close(options)) {
            LOG.warn("streams client did not close within {}; the next start restores its state", CLOSE_WAIT);
        }
    }
}
