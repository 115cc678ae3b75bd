package io.qsstream.ingest.zoom.settings;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import io.qsstream.schema.settings.StartRefused;
import io.qsstream.schema.topic.Topics;
import java.net.URI;
import java.time.Duration;

/**
 * What an operator may set about calls to Zoom's REST API. Zoom's limits are per account and shared by all its apps
 * (qss-reference §4.3), so the defaults are half of what the Pro plan has.
 *
 * @param url base of the API without {@code /v2}; the regional one that an OAuth token names goes first
 * @param oauthUrl where Server-to-Server tokens are issued
 * @param heavyPerSecond calls labelled HEAVY in any second
 * @param listingsPerMinute calls labelled RESOURCE-INTENSIVE in any minute
 * @param callsPerDay calls of both labels in a day of UTC
 * @param maxSampleAge older samples are left out of a backfill: the raw topic does not keep the events that go with them
 * @param autoBackfill whether what the ledger of completeness misses is asked for without being told to
 * @param autoBackfillDelay how long a session waits before: Zoom's first retry comes after 5 minutes
 * @param stateDir folder that remembers the day's use and unfinished backfills over a restart
 */
@Context
@ConfigurationProperties("qsstream.zoom-api")
public record ZoomApiSettings(
        @Bindable(defaultValue = "https://api.zoom.us") String url,

        @Bindable(defaultValue = "https://zoom.us/oauth/token")
        String oauthUrl,

        @Bindable(defaultValue = "5") int heavyPerSecond,
        @Bindable(defaultValue = "5") int listingsPerMinute,
        @Bindable(defaultValue = "15000") int callsPerDay,
        @Bindable(defaultValue = "144h") Duration maxSampleAge,
        @Bindable(defaultValue = "false") boolean autoBackfill,
        @Bindable(defaultValue = "10m") Duration autoBackfillDelay,
        @Bindable(defaultValue = "qsstream-ingest-state") String stateDir) {

    public ZoomApiSettings {
        checkUrl("url", url);
        checkUrl("oauth-url", oauthUrl);
        between("heavy-per-second", heavyPerSecond, 1, 40);
        between("listings-per-minute", listingsPerMinute, 1, 20);
        between("calls-per-day", callsPerDay, 1, 60_000);
        if (maxSampleAge.compareTo(Duration.ofMinutes(1)) < 0 || maxSampleAge.compareTo(Topics.RAW_RETENTION) > 0) {
            throw new StartRefused("qsstream.zoom-api.max-sample-age must be between 1m and "
                    + Topics.RAW_RETENTION.toHours() + "h, was " + maxSampleAge.toMinutes() + "m");
        }
        if (autoBackfill && (autoBackfillDelay.isNegative() || autoBackfillDelay.compareTo(maxSampleAge) >= 0)) {
            throw new StartRefused("qsstream.zoom-api.auto-backfill-delay must be between 0s and max-sample-age ("
                    + maxSampleAge.toMinutes() + "m), or nothing could be used any more; was "
                    + autoBackfillDelay.toMinutes() + "m");
        }
    }

    /** Whether a token may be sent there without TLS: to this machine alone. */
    public static boolean isSafe(URI uri) {
        String host = uri.getHost();
        return "https".equals(uri.getScheme())
                || ("http".equals(uri.getScheme()) && ("127.0.0.1".equals(host) || "localhost".equals(host)));
    }

    private static void checkUrl(String name, String text) {
        try {
            URI uri = URI.create(text);
            if (uri.getHost() != null && isSafe(uri)) {
                return;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new StartRefused("qsstream.zoom-api." + name + " must be an https address, was " + text);
    }

    private static void between(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new StartRefused(
                    "qsstream.zoom-api." + name + " must be between " + least + " and " + most + ", was " + value);
        }
    }
}
