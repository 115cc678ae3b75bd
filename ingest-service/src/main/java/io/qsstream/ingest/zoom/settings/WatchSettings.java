package io.qsstream.ingest.zoom.settings;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import io.qsstream.schema.settings.StartRefused;
import java.time.Duration;

/**
 * When to suspect that Zoom has stopped sending.
 *
 * @param leastSilence a shorter silence is never suspect, whatever was learned
 * @param validationSilence Zoom validates the URL every 72 h; suspect after this
 * @param file remembers what was learned over a restart; empty to learn anew
 */
@Context
@ConfigurationProperties("qsstream.watch")
public record WatchSettings(
        @Bindable(defaultValue = "15m") Duration leastSilence,
        @Bindable(defaultValue = "80h") Duration validationSilence,
        @Bindable(defaultValue = "") String file) {

    public WatchSettings {
        between("least-silence", leastSilence, Duration.ofMinutes(1), Duration.ofDays(2));
        between("validation-silence", validationSilence, Duration.ofHours(73), Duration.ofHours(500));
    }

    private static void between(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new StartRefused("qsstream.watch." + name + " must be between " + least.toMinutes() + "m and "
                    + most.toHours() + "h, was " + value.toMinutes() + "m");
        }
    }
}
