package io.qsstream.processor.event;

import io.qsstream.processor.normalise.Normalised;

/**
 * One record of the raw topic on its way through the stages. Every record passes every stage, ticks and dead letters
 * too, because every record moves the stage's clock.
 *
 * @param tick whether it carries nothing but the clock
 * @param body the input's bytes, for the dead letter that a later stage may have to write
 * @param said what the body says
 */
public record NormalisedEvent(boolean tick, byte[] body, Normalised said) {}
