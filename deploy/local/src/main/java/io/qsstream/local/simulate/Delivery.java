package io.qsstream.local.simulate;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one event on its way.
 *
 * @param order of delivery, from 1; dropped ones count too
 * @param at simulated time of delivery
 * @param dropped it never arrives
 * @param duplicateOf order of the first delivery of the same event; null for the first
 * @param late it was held back beyond every window's grace
 * @param shuffledBy how much later than its time it arrives; zero where nothing was shuffled
 */
public record Delivery(
        long order,
        Event event,
        Instant at,
        boolean dropped,
        @Nullable Long duplicateOf,
        boolean late,
        Duration shuffledBy) {}
