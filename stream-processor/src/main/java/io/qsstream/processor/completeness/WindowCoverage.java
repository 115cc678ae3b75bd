package io.qsstream.processor.completeness;

import io.qsstream.processor.leg.LegFacts;
import io.qsstream.v1.LegState;
import io.qsstream.v1.QosSample;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The coverage of one window over its users, by the window's own samples alone: what comes before or after it may change
 * without the window being emitted again.
 */
public final class WindowCoverage {

    private static final LegState NOTHING_KNOWN = LegFacts.none();

    private long expected;
    private long received;

    /** Adds a user, where the samples in the window are enough to learn their cadence. */
    public void add(String userId, List<QosSample> samples) {
        if (samples.size() < Cadence.LEARNED_FROM) {
            return;
        }
        LegTimes leg = LegTimes.of(userId, samples, NOTHING_KNOWN);
        leg.cadence().ifPresent(cadence -> {
            LegLedger ledger = LegLedger.of(leg, cadence, OptionalLong.empty());
            expected += ledger.expected();
            received += ledger.received();
        });
    }

    /** 0 to 1; null where no user's cadence could be learned. */
    public @Nullable Double value() {
        return expected == 0 ? null : (double) received / expected;
    }
}
