package io.qsstream.local.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeriesTest {

    @Test
    void whatGrowsByTenInAMinuteGrowsBySixHundredInAnHour() {
        Series series = new Series();
        for (int minute = 0; minute <= 10; minute++) {
            series.add(Duration.ofMinutes(minute), 100 + 10 * minute);
        }

        assertThat(series.slopePerHour()).isCloseTo(600, within(1e-9));
        assertThat(series.first()).isEqualTo(100);
        assertThat(series.last()).isEqualTo(200);
    }

    @Test
    void whatGrowsOnlyInTheFirstHalfDoesNotGrow() {
        Series series = new Series();
        for (int minute = 0; minute < 20; minute++) {
            series.add(Duration.ofMinutes(minute), Math.min(minute, 10));
        }

        assertThat(series.slopePerHour()).isZero();
    }

    @Test
    void oneFigureHasNoSlope() {
        Series series = new Series();
        series.add(Duration.ZERO, 7);

        assertThat(series.slopePerHour()).isZero();
    }

    @Test
    void statusIsReadByName() {
        assertThat(ProcessReading.number(List.of("Name:\tjava", "VmRSS:\t  123456 kB", "Threads:\t42"), "VmRSS:"))
                .isEqualTo(123_456);
    }
}
