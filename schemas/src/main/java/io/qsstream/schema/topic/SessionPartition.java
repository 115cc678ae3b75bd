package io.qsstream.schema.topic;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/** Places a session: Kafka's own default for the raw topic's key, applied to every topic whatever its key. */
public final class SessionPartition {

    /** The partition of a session among {@code partitions}, from 0. */
    public static int of(String sessionKey, int partitions) {
        return Utils.toPositive(Utils.murmur2(sessionKey.getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    private SessionPartition() {}
}
