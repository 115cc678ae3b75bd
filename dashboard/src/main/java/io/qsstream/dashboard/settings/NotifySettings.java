package io.qsstream.dashboard.settings;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import io.qsstream.schema.settings.StartRefused;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Who is told of alerts.
 *
 * @param alertmanagers base URLs of Prometheus Alertmanagers, comma-separated; each is told everything; empty for none
 * @param refresh how often what is open is told again; it expires there after four times as long
 * @param publicUrl where people open the dashboard, for links; empty for none
 */
@Context
@ConfigurationProperties("qsstream.notify")
public record NotifySettings(
        @Bindable(defaultValue = "") String alertmanagers,
        @Bindable(defaultValue = "1m") Duration refresh,
        @Bindable(defaultValue = "") String publicUrl) {

    public NotifySettings {
        if (refresh.compareTo(Duration.ofSeconds(1)) < 0 || refresh.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new StartRefused(
                    "qsstream.notify.refresh must be between 1s and 600s, was " + refresh.toSeconds() + "s");
        }
        publicUrl = publicUrl.isBlank() ? "" : publicUrl.strip().replaceAll("/+$", "") + "/";
        addresses(alertmanagers).forEach(each -> http("qsstream.notify.alertmanagers", each));
        if (!publicUrl.isEmpty()) {
            http("qsstream.notify.public-url", publicUrl);
        }
    }

    /** The Alertmanagers, one by one. */
    public List<URI> alertmanagerUris() {
        return addresses(alertmanagers).stream().map(URI::create).toList();
    }

    private static List<String> addresses(String list) {
        return Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }

    private static void http(String setting, String address) {
        if (!address.matches("https?://[^\\s/]+.*")) {
            throw new StartRefused(setting + " must be an http or https URL, was \"" + address + "\"");
        }
    }
}
