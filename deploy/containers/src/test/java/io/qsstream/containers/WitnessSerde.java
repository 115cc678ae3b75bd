package io.qsstream.containers;

import io.qsstream.schema.serde.AvroSerde;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** A serde that comes from a jar in {@code ext/}, as Confluent's would, and says that it is in use. */
public final class WitnessSerde implements Serde<SpecificRecord> {

    static final String WORDS = "the serde of ext/ is in use";

    private final AvroSerde<SpecificRecord> own = new AvroSerde<>();

    @Override
    public void configure(Map<String, ?> properties, boolean isKey) {
        System.out.println(WORDS);
        own.configure(properties, isKey);
    }

    @Override
    public Serializer<SpecificRecord> serializer() {
        return own.serializer();
    }

    @Override
    public Deserializer<SpecificRecord> deserializer() {
        return own.deserializer();
    }

    @Override
    public void close() {
        own.close();
    }
}
