package io.qsstream.ingest.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.ingest.MovableClock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RefusalLogTest {

    private final MovableClock clock = new MovableClock(Instant.EPOCH);
    private final RefusalLog log = new RefusalLog(clock);

    @Test
    void oneLinePerOutcomeAndTenSecondsSaysHowManyItStandsFor() {
        assertThat(log.due(Outcome.FORGED)).isEqualTo(1);
        for (int i = 0; i < 1000; i++) {
            assertThat(log.due(Outcome.FORGED)).isZero();
        }
        assertThat(log.due(Outcome.STALE)).isEqualTo(1);
        clock.set(Instant.ofEpochSecond(10));
        assertThat(log.due(Outcome.FORGED)).isEqualTo(1001);
        assertThat(log.due(Outcome.FORGED)).isZero();
    }

    @Test
    void aClockSetBackDoesNotSilenceTheLog() {
        clock.set(Instant.ofEpochSecond(1000));
        assertThat(log.due(Outcome.FORGED)).isEqualTo(1);
        clock.set(Instant.ofEpochSecond(500));
        assertThat(log.due(Outcome.FORGED)).isEqualTo(1);
    }
}
