package io.qsstream.benchmarks.processor.contestant;

import java.time.Duration;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/** Runs a Kafka Streams contestant until it is told to end, or ends the process where it fails. */
public final class Streaming {

    /** What the tool looks for in the log of one that drops. */
    public static final String DROPPED = "dropped records: ";

    static void run(KafkaStreams streams) {
        streams.setUncaughtExceptionHandler(failure -> {
            failure.printStackTrace();
            Runtime.getRuntime().halt(1);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            System.out.println(DROPPED + dropped(streams));
            streams.close(Duration.ofSeconds(20));
        }));
        streams.start();
    }

    /** How many records its windows refused as late. */
    private static long dropped(KafkaStreams streams) {
        return (long) streams.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("dropped-records-total"))
                .mapToDouble(metric -> ((Number) metric.metricValue()).doubleValue())
                .sum();
    }

    private Streaming() {}
}
