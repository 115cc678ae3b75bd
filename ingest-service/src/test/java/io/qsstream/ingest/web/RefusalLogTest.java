package io.qsstream.ingest.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RefusalLogTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final RefusalLog log = new RefusalLog(new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now.get();
        }
    });

    @Test
    void oneLinePerOutcomeAndTenSecondsSaysHowManyItStandsFor() {
        assertThat(log.due(Outcome.FORGED)).isEqualTo(1);
        for (int i = 0; i < 1000; i++) {
            assertThat(log.due(Outcome.FORGED)).isZero();
        }
        assertThat(log.due(Outcome.STALE)).isEqualTo(1);
        now.set(Instant.ofEpochSecond(10));
        assertThat(log.due(Outcome.FORGED)).isEqualTo(1001);
        assertThat(log.due(Outcome.FORGED)).isZero();
    }

    @Test
    void aClockSetBackDoesNotSilenceTheLog() {
        now.set(Instant.ofEpochSecond(1000));
        assertThat(log.due(Outcome.FORGED)).isEqualTo(1);
        now.set(Instant.ofEpochSecond(500));
        assertThat(log.due(Outcome.FORGED)).isEqualTo(1);
    }
}
