package io.qsstream.ingest.web;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.qsstream.tracing.Traces;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Translates between HTTP and {@link Intake}, for requests that {@link FastPath} leaves to the framework. Runs on the event
 * loop: nothing here waits.
 */
@Controller(WebhookController.PATH)
@Consumes(MediaType.APPLICATION_JSON)
final class WebhookController {

    static final String PATH = "/webhooks/zoom";

    private static final byte[] EMPTY = {};

    private final Intake intake;
    private final Clock clock;
    private final Traces traces;

    WebhookController(Intake intake, Clock clock, Traces traces) {
        this.intake = intake;
        this.clock = clock;
        this.traces = traces;
    }

    @Post
    CompletionStage<HttpResponse<?>> zoom(
            HttpRequest<?> request, @io.micronaut.core.annotation.Nullable @Body byte[] body) {
        return receive(request, body, null);
    }

    @Post("/{app}")
    CompletionStage<HttpResponse<?>> zoomApp(
            HttpRequest<?> request, String app, @io.micronaut.core.annotation.Nullable @Body byte[] body) {
        return receive(request, body, app);
    }

    private CompletionStage<HttpResponse<?>> receive(
            HttpRequest<?> request, byte @Nullable [] body, @Nullable String app) {
        // The router lets a content type pass that it cannot read, and so does not know.
        if (request.getHeaders().contains(HttpHeaders.CONTENT_TYPE)
                && request.getContentType().isEmpty()) {
            return CompletableFuture.completedFuture(respond(new Answer.Refused(Outcome.UNSUPPORTED_MEDIA_TYPE)));
        }
        return intake.receive(Delivery.of(
                        body == null ? EMPTY : body,
                        app,
                        request.getHeaders()::getAll,
                        clock.instant(),
                        traces.areOn()))
                .thenApply(WebhookController::respond);
    }

    private static HttpResponse<?> respond(Answer answer) {
        MutableHttpResponse<?> response = HttpResponse.status(answer.outcome().status());
        return switch (answer) {
            case Answer.Accepted accepted -> counted(response, answer);
            case Answer.Challenged challenged ->
                counted(response, answer).body(challenged.json()).contentType(MediaType.APPLICATION_JSON_TYPE);
            case Answer.Refused refused -> Problem.on(response, refused.outcome(), true);
        };
    }

    private static MutableHttpResponse<?> counted(MutableHttpResponse<?> response, Answer answer) {
        return response.header(AnswerCounter.OUTCOME_HEADER, answer.outcome().name());
    }
}
