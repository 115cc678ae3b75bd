package io.qsstream.ingest.verify;

import java.time.Duration;
import java.time.Instant;

/**
 * How far a request's timestamp may be from our clock.
 *
 * @param maxAge covers Zoom's last retry after 85 minutes, because it is not known whether retries are signed anew
 *     (qss-reference §3)
 * @param maxLead for clocks that are ahead of ours
 */
public record Tolerance(Duration maxAge, Duration maxLead) {

    boolean allows(Instant signed, Instant now) {
        return !signed.isBefore(now.minus(maxAge)) && !signed.isAfter(now.plus(maxLead));
    }
}
