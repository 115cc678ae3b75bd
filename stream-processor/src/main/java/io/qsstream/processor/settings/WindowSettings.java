package io.qsstream.processor.settings;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import io.qsstream.processor.window.Windowing;
import io.qsstream.schema.settings.StartRefused;
import java.time.Duration;

/**
 * The windows of this deployment; one size per deployment, because it is part of the records' keys.
 *
 * @param size length of a window
 * @param grace how long after its end a window waits before its first emission
 * @param retention how long after its end a window stays open for revision; Zoom's last redelivery comes after 85 min
 */
@Context
@ConfigurationProperties("qsstream.window")
public record WindowSettings(
        @Bindable(defaultValue = "1m") Duration size,
        @Bindable(defaultValue = "90s") Duration grace,
        @Bindable(defaultValue = "120m") Duration retention) {

    public WindowSettings {
        try {
            new Windowing(size, grace, retention);
        } catch (IllegalArgumentException e) {
            throw new StartRefused("qsstream." + e.getMessage(), e);
        }
    }

    public Windowing windowing() {
        return new Windowing(size, grace, retention);
    }
}
