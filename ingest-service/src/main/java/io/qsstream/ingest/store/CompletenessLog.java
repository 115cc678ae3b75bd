package io.qsstream.ingest.store;

import io.qsstream.v1.CompletenessVerdict;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.serialization.Deserializer;

/** The ledger of completeness, for those who follow it. */
public interface CompletenessLog {

    /** A consumer of the group that asks for what is missing; not subscribed. */
    Consumer<byte[], byte[]> open();

    /** Of the verdicts. */
    Deserializer<CompletenessVerdict> deserializer();
}
