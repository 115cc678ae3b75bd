package io.qsstream.benchmarks.processor.contestant;

import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.QosSample;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;

/** The least that Kafka Streams costs: the loop's work, with the service's settings, and no state. */
public final class PassThroughContestant {

    public static void main(String[] arguments) {
        Task task = Task.of(arguments);
        Streaming.run(new KafkaStreams(topology(task), task.streamsProperties()));
    }

    private static Topology topology(Task task) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(
                        Task.input(),
                        Consumed.with(Serdes.String(), Serdes.ByteArray()).withName("raw-events"))
                .processValues(Normalise::new, Named.as("normalise"))
                .to(
                        task.output(Topics.SAMPLES),
                        Produced.with(Serdes.String(), Task.serde(Topics.SAMPLES))
                                .withName("samples"));
        return builder.build();
    }

    private static final class Normalise extends ContextualFixedKeyProcessor<String, byte[], QosSample> {
        @Override
        public void process(FixedKeyRecord<String, byte[]> record) {
            RawRecord.samples(record.key(), record.value(), record.headers(), record.timestamp())
                    .forEach(sample -> context().forward(record.withValue(sample)));
        }
    }

    private PassThroughContestant() {}
}
