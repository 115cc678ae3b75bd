package io.qsstream.ingest.settings;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import io.qsstream.ingest.verify.Tolerance;
import io.qsstream.schema.settings.StartRefused;
import java.time.Duration;

/**
 * What an operator may set about receiving events.
 *
 * @param maxSignatureAge how old a signature may be; Zoom's last retry comes after 85 minutes
 * @param maxClockLead how far in the future a signature may be
 * @param deadline how long a request waits for the broker before it is answered with 503; Zoom gives up after 3 s
 * @param maxInFlight how many requests may wait for the broker at once; more are answered with 503
 * @param maxConnections how many connections may be open; one more closes the one that has owed a request for longest
 * @param tickInterval how often every partition gets a tick
 * @param drainWait for how long, at least, the readiness probe says DOWN before the listener closes
 */
@Context
@ConfigurationProperties("qsstream.ingest")
public record IngestSettings(
        @Bindable(defaultValue = "95m") Duration maxSignatureAge,
        @Bindable(defaultValue = "5m") Duration maxClockLead,
        @Bindable(defaultValue = "2500ms") Duration deadline,
        @Bindable(defaultValue = "512") int maxInFlight,
        @Bindable(defaultValue = "2000") int maxConnections,
        @Bindable(defaultValue = "5s") Duration tickInterval,
        @Bindable(defaultValue = "2s") Duration drainWait) {

    public IngestSettings {
        between("max-signature-age", maxSignatureAge, Duration.ofMinutes(1), Duration.ofHours(24));
        between("max-clock-lead", maxClockLead, Duration.ZERO, Duration.ofHours(1));
        between("deadline", deadline, Duration.ofMillis(500), Duration.ofMillis(2900));
        between("max-in-flight", maxInFlight, 1, 100_000);
        between("max-connections", maxConnections, 10, 100_000);
        between("tick-interval", tickInterval, Duration.ofMillis(100), Duration.ofMinutes(1));
        between("drain-wait", drainWait, Duration.ZERO, Duration.ofMinutes(2));
    }

    /** Both bounds of a signature's time. */
    public Tolerance tolerance() {
        return new Tolerance(maxSignatureAge, maxClockLead);
    }

    private static <T extends Comparable<T>> void between(String name, T value, T least, T most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new StartRefused("qsstream.ingest." + name + " must be between " + spell(least) + " and "
                    + spell(most) + ", was " + spell(value));
        }
    }

    private static String spell(Object value) {
        return value instanceof Duration duration ? duration.toMillis() + "ms" : value.toString();
    }
}
