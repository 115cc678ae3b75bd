package io.qsstream.ingest.zoom.budget;

import java.time.Instant;
import java.time.LocalDate;

/**
 * What must survive a restart.
 *
 * @param day of UTC
 * @param reserved calls that may have been made in it
 * @param spentUntil before which Zoom wants no more calls
 */
public record DayUse(LocalDate day, int reserved, Instant spentUntil) {

    /** Remembers. */
    public interface Memory {
        DayUse recall();

        /** Returns once it is safe. */
        void remember(DayUse use);
    }
}
