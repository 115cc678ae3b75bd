package io.qsstream.benchmarks.processor.contestant;

import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.QosSample;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The least that exactly-once costs: read, parse, write as Avro, commit; no state and no framework. */
public final class LoopContestant {

    public static void main(String[] arguments) {
        Task task = Task.of(arguments);
        for (int thread = 0; thread < task.threads(); thread++) {
            int number = thread;
            Thread.ofPlatform().name("loop-" + thread).start(() -> {
                try {
                    new LoopContestant(task, number).run();
                } catch (RuntimeException e) {
                    e.printStackTrace();
                    Runtime.getRuntime().halt(1);
                }
            });
        }
    }

    private final Task task;
    private final KafkaConsumer<String, byte[]> consumer;
    private final KafkaProducer<String, QosSample> producer;

    private LoopContestant(Task task, int number) {
        this.task = task;
        this.consumer =
                new KafkaConsumer<>(task.consumerProperties(), new StringDeserializer(), new ByteArrayDeserializer());
        Map<String, Object> settings = task.producerProperties();
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, task.group() + "-" + number);
        Serializer<QosSample> serializer = Task.serde(Topics.SAMPLES).serializer();
        this.producer = new KafkaProducer<>(settings, new StringSerializer(), serializer);
    }

    private void run() {
        consumer.subscribe(List.of(Task.input()));
        producer.initTransactions();
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        String output = task.output(Topics.SAMPLES);
        long lastCommit = System.nanoTime();
        boolean open = false;
        while (true) {
            ConsumerRecords<String, byte[]> records = consumer.poll(Duration.ofMillis(task.commitMillis()));
            if (!records.isEmpty() && !open) {
                producer.beginTransaction();
                open = true;
            }
            for (TopicPartition partition : records.partitions()) {
                List<ConsumerRecord<String, byte[]>> some = records.records(partition);
                for (ConsumerRecord<String, byte[]> record : some) {
                    for (QosSample sample :
                            RawRecord.samples(record.key(), record.value(), record.headers(), record.timestamp())) {
                        var unused = producer.send(new ProducerRecord<>(
                                output, record.partition(), record.timestamp(), record.key(), sample));
                    }
                }
                offsets.put(partition, new OffsetAndMetadata(some.getLast().offset() + 1));
            }
            if (open && System.nanoTime() - lastCommit >= task.commitMillis() * 1_000_000L) {
                producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
                producer.commitTransaction();
                offsets.clear();
                open = false;
                lastCommit = System.nanoTime();
            }
        }
    }
}
