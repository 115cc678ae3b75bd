package io.qsstream.ingest.zoom;

import io.micrometer.core.instrument.MeterRegistry;
import io.qsstream.ingest.store.CompletenessLog;
import io.qsstream.ingest.store.RawEventLog;
import io.qsstream.ingest.zoom.ask.Endpoint;
import io.qsstream.ingest.zoom.ask.ZoomClient;
import io.qsstream.ingest.zoom.authorise.Authorisation;
import io.qsstream.ingest.zoom.authorise.ServerToServerTokens;
import io.qsstream.ingest.zoom.authorise.VideoSdkTokens;
import io.qsstream.ingest.zoom.backfill.Backfills;
import io.qsstream.ingest.zoom.backfill.Backfills.SessionBackfillParts;
import io.qsstream.ingest.zoom.backfill.GapFollower;
import io.qsstream.ingest.zoom.backfill.RawPublisher;
import io.qsstream.ingest.zoom.budget.Budget;
import io.qsstream.ingest.zoom.budget.DayUseFile;
import io.qsstream.ingest.zoom.settings.ZoomApiSettings;
import io.qsstream.ingest.zoom.settings.ZoomCredentials;
import io.qsstream.schema.settings.StartRefused;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Everything that calls Zoom, put together; nothing where there are no credentials. */
public final class ZoomApi implements AutoCloseable {

    private final ZoomCredentials credentials;
    private final @Nullable DayUseFile memory;
    private final @Nullable HttpClient http;
    private final @Nullable Backfills backfills;
    private final @Nullable GapFollower gaps;

    ZoomApi(
            ZoomCredentials credentials,
            ZoomApiSettings settings,
            RawEventLog log,
            CompletenessLog completeness,
            Clock clock,
            MeterRegistry meters) {
        this.credentials = credentials;
        if (!credentials.any()) {
            if (settings.autoBackfill()) {
                throw new StartRefused("qsstream.zoom-api.auto-backfill is on and there are no credentials: set "
                        + ZoomCredentials.CLIENT_ID + " or " + ZoomCredentials.VIDEO_SDK_KEY
                        + " with what belongs to it, or switch it off");
            }
            memory = null;
            http = null;
            backfills = null;
            gaps = null;
            return;
        }
        Path folder = Path.of(settings.stateDir());
        DayUseFile dayUse = new DayUseFile(folder);
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(10))
                // A redirect would carry the token to wherever it points.
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        URI base = URI.create(settings.url() + "/v2");
        Map<Endpoint.Kind, Authorisation> authorisations = new EnumMap<>(Endpoint.Kind.class);
        credentials
                .serverToServer()
                .ifPresent(each -> authorisations.put(
                        Endpoint.Kind.OAUTH,
                        new ServerToServerTokens(client, each, URI.create(settings.oauthUrl()), base)));
        credentials
                .videoSdk()
                .ifPresent(each -> authorisations.put(Endpoint.Kind.VIDEO_SDK, new VideoSdkTokens(each, base)));
        Budget budget = new Budget(
                new Budget.Limits(settings.heavyPerSecond(), settings.listingsPerMinute(), settings.callsPerDay()),
                dayUse);
        memory = dayUse;
        http = client;
        backfills = new Backfills(
                new ZoomClient(client, authorisations, budget, clock, Thread::sleep, new Random(), meters),
                budget,
                folder,
                new SessionBackfillParts(new RawPublisher(log), settings.maxSampleAge()),
                clock,
                meters);
        gaps = settings.autoBackfill()
                ? backfills.follow(completeness, credentials, settings.autoBackfillDelay())
                : null;
    }

    /** Begins with what the last process left. */
    public void start() {
        if (backfills != null) {
            backfills.start();
        }
        if (gaps != null) {
            gaps.start();
        }
    }

    /** Empty where there are no credentials. */
    public Optional<Backfills> backfills() {
        return Optional.ofNullable(backfills);
    }

    public ZoomCredentials credentials() {
        return credentials;
    }

    @Override
    public void close() throws IOException {
        if (gaps != null) {
            gaps.close();
        }
        if (backfills != null) {
            backfills.close();
        }
        if (http != null) {
            http.shutdownNow();
        }
        if (memory != null) {
            memory.close();
        }
    }
}
