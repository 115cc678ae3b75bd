package io.qsstream.local.simulate;

import java.util.List;

/**
 * How Zoom words the events of one session: all of these occur (qss-reference §1.6, §2).
 *
 * @param perType one event per type instead of one with all
 * @param split picture figures in a record of their own, with the same type and time
 * @param twoTimes some events carry two sample times
 * @param payloadFirst the envelope's key order differs
 * @param units how figures are spelled
 */
record Style(boolean perType, boolean split, boolean twoTimes, boolean payloadFirst, Units units) {

    /** {@code 63 kbps}, {@code 63kbps}, {@code 63.21 Kbps}. */
    enum Units {
        SPACED,
        TIGHT,
        DECIMAL
    }

    static Style of(Dice dice) {
        return new Style(
                dice.chance(0.25),
                dice.chance(0.25),
                dice.chance(0.2),
                dice.chance(0.2),
                dice.oneOf(List.of(Units.SPACED, Units.SPACED, Units.TIGHT, Units.DECIMAL)));
    }
}
