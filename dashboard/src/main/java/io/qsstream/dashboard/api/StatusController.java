package io.qsstream.dashboard.api;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.qsstream.dashboard.model.Answers;
import io.qsstream.dashboard.stream.EventHub;
import io.qsstream.dashboard.telemetry.DashboardMeters;
import io.qsstream.dashboard.view.StatusView;
import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Answers about the service itself: how it is, and what it can be asked. */
@Controller("/api/v1")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "service")
final class StatusController {

    /** Where the annotation processor puts the description, named after the definition's title and version. */
    private static final String OPENAPI = "META-INF/swagger/qsstream-dashboard-v1.yml";

    private final Answers answers;
    private final EventHub hub;
    private final DashboardMeters meters;
    private final byte[] openApi;
    private final String version;

    StatusController(Answers answers, EventHub hub, DashboardMeters meters) {
        this.answers = answers;
        this.hub = hub;
        this.meters = meters;
        this.openApi = resource();
        String implementation = StatusController.class.getPackage().getImplementationVersion();
        this.version = implementation == null ? "development" : implementation;
    }

    /** How the service is. */
    @Get("/status")
    StatusView status() {
        return new StatusView(
                meters.isCaughtUp(),
                answers.lastEventTime(),
                answers.counts(),
                answers.memory(),
                hub.clientCount(),
                version);
    }

    /** What this API can be asked. */
    @Hidden
    @Get("/openapi.yaml")
    HttpResponse<byte[]> openApi() {
        return HttpResponse.ok(openApi).contentType(MediaType.of("application/yaml"));
    }

    private static byte[] resource() {
        try (InputStream content = StatusController.class.getClassLoader().getResourceAsStream(OPENAPI)) {
            if (content == null) {
                throw new IllegalStateException(
                        OPENAPI + " is not on the class path: it is made when this is compiled");
            }
            return content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
