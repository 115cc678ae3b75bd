package io.qsstream.ingest.zoom.budget;

import java.time.Instant;
import java.time.LocalDate;

/** Remembers as long as the test runs. */
public final class DayUseInMemory implements DayUse.Memory {

    private DayUse use = new DayUse(LocalDate.EPOCH, 0, Instant.EPOCH);

    @Override
    public DayUse recall() {
        return use;
    }

    @Override
    public void remember(DayUse now) {
        use = now;
    }
}
