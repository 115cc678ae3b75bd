package io.qsstream.processor.directory;

import io.qsstream.v1.UserIdentity;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The identities known so far. Its changelog is the directory topic itself (KIP-813): a changelog of its own would be a
 * second topic that names people, and a tombstone on the directory would not reach it.
 */
public final class DirectoryStore {

    public static final String NAME = "user-directory";

    /** A store whose keys and values stand as they do on the topic, because they are restored from it byte for byte. */
    public static StoreBuilder<KeyValueStore<String, UserIdentity>> builder(
            KeyValueBytesStoreSupplier supplier, Serde<UserIdentity> asOnTheTopic) {
        return Stores.keyValueStoreBuilder(supplier, Serdes.String(), asOnTheTopic)
                .withLoggingDisabled();
    }

    private DirectoryStore() {}
}
