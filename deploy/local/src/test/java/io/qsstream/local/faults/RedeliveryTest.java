package io.qsstream.local.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RedeliveryTest {

    private static final Instant DOWN = Instant.parse("2026-03-01T10:00:00Z");
    private static final Redelivery ZOOM = new Redelivery(1);

    /** Minutes after the outage's begin at which an event was first sent that Zoom gives up; one event a minute. */
    private static List<Integer> lostInAnOutageOf(Duration length) {
        return IntStream.range(-100, 300)
                .filter(minute -> ZOOM.acceptedAt(
                                DOWN.plus(Duration.ofMinutes(minute)),
                                attempt -> !attempt.isBefore(DOWN) && attempt.isBefore(DOWN.plus(length)))
                        .isEmpty())
                .boxed()
                .toList();
    }

    @Test
    void anOutageOfEightyMinutesLosesNothing() {
        assertThat(lostInAnOutageOf(Duration.ofMinutes(80))).isEmpty();
    }

    @Test
    void anOutageOfEightyFiveMinutesIsTheLongestThatLosesNothing() {
        assertThat(lostInAnOutageOf(Duration.ofMinutes(85))).isEmpty();
        assertThat(lostInAnOutageOf(Duration.ofMinutes(85).plusSeconds(1))).containsExactly(0);
    }

    @Test
    void anOutageOfAHundredMinutesLosesTheEventsOfItsFirstFifteen() {
        assertThat(lostInAnOutageOf(Duration.ofMinutes(100)))
                .containsExactlyElementsOf(IntStream.range(0, 15).boxed().toList());
    }

    @Test
    void anEventIsTriedFourTimes() {
        assertThat(ZOOM.next(DOWN, 1)).contains(DOWN.plus(Duration.ofMinutes(5)));
        assertThat(ZOOM.next(DOWN, 2)).contains(DOWN.plus(Duration.ofMinutes(25)));
        assertThat(ZOOM.next(DOWN, 3)).contains(DOWN.plus(Duration.ofMinutes(85)));
        assertThat(ZOOM.next(DOWN, 4)).isEmpty();
    }

    @Test
    void aHundredTimesAsFastTheLastAttemptComesAfterFiftyOneSeconds() {
        assertThat(new Redelivery(100).next(DOWN, 3)).contains(DOWN.plusSeconds(51));
    }
}
