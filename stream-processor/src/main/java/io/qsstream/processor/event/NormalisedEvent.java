package io.qsstream.processor.event;

import io.qsstream.processor.normalise.Normalised;
import org.apache.kafka.common.header.Headers;

/**
 * One record of the raw topic on its way through the stages. Every record passes every stage, ticks and dead letters
 * too, because every record moves the stage's clock.
 *
 * @param headers the input's; here, because Kafka Streams copies those of a record at every step
 * @param body the input's bytes, for the dead letter that a later stage may have to write
 * @param said what the body says; nothing, if it is a tick
 */
public record NormalisedEvent(Source source, Headers headers, byte[] body, Normalised said) implements StageRecord {

    /** Whether it carries nothing but the clock. */
    public boolean tick() {
        return source == Source.TICK;
    }
}
