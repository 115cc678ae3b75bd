package io.qsstream.ingest.zoom.backfill;

import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.management.endpoint.annotation.Endpoint;
import io.micronaut.management.endpoint.annotation.Read;
import io.micronaut.management.endpoint.annotation.Selector;
import io.micronaut.management.endpoint.annotation.Write;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.qsstream.ingest.zoom.ZoomApi;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /backfill} of the management port. Whoever reaches that port may spend the day's calls; no answer holds
 * anything about a person or names a session.
 */
@Requires(beans = ZoomApi.class)
@Endpoint(id = "backfill", defaultEnabled = true, defaultSensitive = false)
final class BackfillEndpoint {

    private final ZoomApi zoom;

    BackfillEndpoint(ZoomApi zoom) {
        this.zoom = zoom;
    }

    @Write
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> submit(
            @Nullable String session,
            @Nullable String user,
            @Nullable String account,
            @Nullable String kind,
            @Nullable String from,
            @Nullable String to,
            @Nullable Boolean alerted,
            @Nullable Boolean dryRun)
            throws InterruptedException {
        Optional<Backfills> backfills = zoom.backfills();
        if (backfills.isEmpty()) {
            return off();
        }
        BackfillRequest.Asked asked =
                new BackfillRequest.Asked(session, user, account, kind, from, to, Boolean.TRUE.equals(alerted));
        return switch (BackfillRequest.parse(asked, zoom.credentials())) {
            case BackfillRequest.Parsed.Invalid invalid -> HttpResponse.badRequest(Map.of("error", invalid.line()));
            case BackfillRequest.Parsed.Valid valid ->
                Boolean.TRUE.equals(dryRun)
                        ? plan(backfills.get(), valid.request())
                        : submit(backfills.get(), valid.request());
        };
    }

    @Read
    HttpResponse<?> overview() {
        Optional<Backfills> backfills = zoom.backfills();
        return backfills.isEmpty() ? off() : HttpResponse.ok(backfills.get().overview());
    }

    @Read
    HttpResponse<?> progress(@Selector String id) {
        Optional<Job.Progress> progress = zoom.backfills().flatMap(all -> all.progress(id));
        return progress.isPresent()
                ? HttpResponse.ok(json(progress.get()))
                : HttpResponse.notFound(Map.of("error", "no such backfill"));
    }

    private static HttpResponse<?> plan(Backfills backfills, BackfillRequest request) throws InterruptedException {
        return switch (backfills.plan(request)) {
            case Backfills.Planned.Known known -> {
                Backfills.Plan plan = known.plan();
                Map<String, Object> json = new LinkedHashMap<>();
                json.put("sessions", plan.sessions());
                json.put("callsToCome", plan.callsToCome());
                json.put("atLeast", plan.atLeast());
                json.put("callsMade", plan.callsMade());
                json.put("callsLeftToday", plan.callsLeftToday());
                yield HttpResponse.ok(json);
            }
            case Backfills.Planned.Unknown unknown ->
                HttpResponse.serverError(Map.of("error", "Zoom does not say: " + unknown.outcome()))
                        .status(503);
        };
    }

    private static HttpResponse<?> submit(Backfills backfills, BackfillRequest request) {
        Optional<Job.Progress> job = backfills.submit(request);
        return job.isPresent()
                ? HttpResponse.accepted().body(json(job.get()))
                : HttpResponse.serverError(Map.of("error", "too many backfills are unfinished"))
                        .status(503);
    }

    private static Map<String, Object> json(Job.Progress progress) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", progress.id());
        json.put("state", progress.state().name());
        json.put("sessions", progress.sessions());
        json.put("done", progress.done());
        json.put("records", progress.records());
        json.put("samplesTooOld", progress.samplesTooOld());
        json.put("outcomes", progress.outcomes());
        return json;
    }

    private static HttpResponse<?> off() {
        return HttpResponse.notFound(Map.of(
                "error",
                "Calls to Zoom's REST API are off: set ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET for meetings"
                        + " and webinars, or ZOOM_VIDEO_SDK_ACCOUNT_ID, ZOOM_VIDEO_SDK_KEY and ZOOM_VIDEO_SDK_SECRET"));
    }
}
