package io.qsstream.local.simulate;

import java.time.Duration;
import java.time.Instant;

/** When a delivery's turn is. Pure. */
public record Pace(double speed, Instant simulatedStart, Instant wallStart) {

    /** Wall time of a simulated time: at speed 1 it passes as fast as the wall's, at 0 everything is due at once. */
    Instant due(Instant simulated) {
        if (speed == 0) {
            return wallStart;
        }
        Duration since = Duration.between(simulatedStart, simulated);
        return wallStart.plusMillis(Math.round(since.toMillis() / speed));
    }
}
