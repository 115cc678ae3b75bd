package io.qsstream.dashboard.refresh;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.qsstream.dashboard.api.Asked;
import io.qsstream.dashboard.api.Refusal;
import io.qsstream.dashboard.model.Answers;
import io.qsstream.dashboard.view.RefreshView;
import io.qsstream.dashboard.view.SessionView;
import io.qsstream.schema.SessionKey;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.regex.Pattern;

/** Takes what people want to have asked again. */
@Controller("/api/v1")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "sessions")
final class RefreshController {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    private final Answers answers;
    private final Refreshes refreshes;

    RefreshController(Answers answers, Refreshes refreshes) {
        this.answers = answers;
        this.refreshes = refreshes;
    }

    /** Asks Zoom's REST API for a session again; what it knows beyond the webhooks arrives as any event does. */
    @Post(value = "/sessions/{id}/refresh", consumes = "*/*")
    HttpResponse<RefreshView> ask(@PathVariable String id) {
        SessionKey key = Asked.session(id);
        SessionView session = answers.sessionView(key).orElseThrow(Refusal::unknownSession);
        return HttpResponse.accepted().body(refreshes.ask(key, session.sessionKind()));
    }

    /** How far a refresh is. */
    @Get("/refreshes/{id}")
    RefreshView progress(@PathVariable String id) {
        if (!ID.matcher(id).matches()) {
            throw Refusal.notFound("No refresh has this id");
        }
        return refreshes.progress(id);
    }
}
