package io.qsstream.processor.rebuild;

import io.qsstream.schema.topic.Topic;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the topics' values. */
final class Values {

    private static final Logger LOG = LoggerFactory.getLogger(Values.class);

    private final Function<Topic<?>, Deserializer<?>> deserializers;

    Values(Function<Topic<?>, Deserializer<?>> deserializers) {
        this.deserializers = deserializers;
    }

    /** Null for a tombstone, and for what nobody could read. */
    <V> @Nullable V of(Topic<V> topic, ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return null;
        }
        try {
            return topic.valueType()
                    .cast(deserializers.apply(topic).deserialize(record.topic(), record.headers(), record.value()));
        } catch (SerializationException e) {
            LOG.atWarn()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("reason", e.getMessage())
                    .log("A record cannot be read and is passed over");
            return null;
        }
    }
}
