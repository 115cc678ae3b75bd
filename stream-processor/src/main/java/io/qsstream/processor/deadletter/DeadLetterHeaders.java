package io.qsstream.processor.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qsstream.processor.normalise.Normalised.Rejection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * The headers of a dead letter: the input's own, Kafka Streams' dead-letter headers, and {@code qss-reason}.
 *
 * <p>The names are those that Kafka Streams itself writes (KIP-1034), so that one tool reads both.
 */
public final class DeadLetterHeaders {

    /** One of {@link io.qsstream.processor.normalise.Normalised.Reason}. */
    public static final String REASON = "qss-reason";

    static final String EXCEPTION = "__streams.errors.exception";
    static final String MESSAGE = "__streams.errors.message";
    static final String TOPIC = "__streams.errors.topic";
    static final String PARTITION = "__streams.errors.partition";
    static final String OFFSET = "__streams.errors.offset";

    /**
     * Headers for a rejected input.
     *
     * @param rejections at least one; the first names the reason, all go into the message
     */
    public static Headers of(Headers input, Optional<RecordMetadata> origin, List<Rejection> rejections) {
        Headers headers = new RecordHeaders(input.toArray());
        put(headers, REASON, rejections.get(0).reason().name());
        put(headers, EXCEPTION, Rejection.class.getName());
        put(
                headers,
                MESSAGE,
                rejections.stream()
                        .map(rejection -> rejection.reason() + ": " + rejection.detail())
                        .collect(Collectors.joining("; ")));
        origin.ifPresent(from -> {
            put(headers, TOPIC, from.topic());
            put(headers, PARTITION, Integer.toString(from.partition()));
            put(headers, OFFSET, Long.toString(from.offset()));
        });
        return headers;
    }

    static void put(Headers headers, String name, String value) {
        headers.remove(name);
        headers.add(name, value.getBytes(UTF_8));
    }

    private DeadLetterHeaders() {}
}
