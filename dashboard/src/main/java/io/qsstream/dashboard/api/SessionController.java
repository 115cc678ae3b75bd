package io.qsstream.dashboard.api;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.qsstream.dashboard.model.Answers;
import io.qsstream.dashboard.model.SessionFilter;
import io.qsstream.dashboard.model.SessionSort;
import io.qsstream.dashboard.model.UserSort;
import io.qsstream.dashboard.refresh.Refreshes;
import io.qsstream.dashboard.report.ReportCsv;
import io.qsstream.dashboard.report.ReportHtml;
import io.qsstream.dashboard.report.ReportJson;
import io.qsstream.dashboard.view.Page;
import io.qsstream.dashboard.view.SamplesView;
import io.qsstream.dashboard.view.SessionDetail;
import io.qsstream.dashboard.view.SessionState;
import io.qsstream.dashboard.view.SessionView;
import io.qsstream.dashboard.view.UserView;
import io.qsstream.schema.SessionKey;
import io.qsstream.v1.SessionKind;
import io.qsstream.v1.SessionReport;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Map;
import java.util.function.Function;

/** Answers about sessions, their users and their reports. */
@Controller("/api/v1/sessions")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "sessions")
final class SessionController {

    private static final String HTML = "text/html; charset=utf-8";
    private static final String CSV = "text/csv; charset=utf-8";

    private final Answers answers;
    private final Refreshes refreshes;

    SessionController(Answers answers, Refreshes refreshes) {
        this.answers = answers;
        this.refreshes = refreshes;
    }

    /**
     * Sessions, live and past.
     *
     * @param state LIVE or ENDED; both if absent
     * @param kind MEETING, WEBINAR, VIDEO_SDK_SESSION or PHONE_CALL
     * @param q part of a session's name, id or number, or of a user's name, number or e-mail
     * @param sort trouble or recent; by default trouble for LIVE, recent otherwise
     * @param limit 1 to 500
     * @param cursor nextCursor of the page before
     */
    @Get
    Page<SessionView> sessions(
            @Nullable @QueryValue String state,
            @Nullable @QueryValue String accountId,
            @Nullable @QueryValue String kind,
            @Nullable @QueryValue Boolean atRisk,
            @Nullable @QueryValue String q,
            @Nullable @QueryValue String sort,
            @Nullable @QueryValue Integer limit,
            @Nullable @QueryValue String cursor) {
        SessionState wanted = Asked.one("state", state, SessionState.class);
        SessionSort order = Asked.one("sort", sort, SessionSort.class);
        if (order == null) {
            order = wanted == SessionState.LIVE ? SessionSort.TROUBLE : SessionSort.RECENT;
        }
        SessionFilter filter =
                new SessionFilter(wanted, accountId, Asked.one("kind", kind, SessionKind.class), atRisk, Asked.text(q));
        return answers.sessions(filter, order, cursor, Asked.limit(limit));
    }

    /** One session with its first 200 users and its alerts. */
    @Get("/{id}")
    SessionDetail session(@PathVariable String id) {
        SessionDetail session = answers.session(Asked.session(id)).orElseThrow(Refusal::unknownSession);
        return session.refreshable(refreshes.isPossible(session.session().sessionKind()));
    }

    /**
     * Users of a session.
     *
     * @param sort trouble or name
     * @param q part of a user's name, number or e-mail
     */
    @Get("/{id}/users")
    Page<UserView> users(
            @PathVariable String id,
            @Nullable @QueryValue String sort,
            @Nullable @QueryValue String q,
            @Nullable @QueryValue Integer limit,
            @Nullable @QueryValue String cursor) {
        UserSort order = Asked.one("sort", sort, UserSort.class);
        return answers.users(
                        Asked.session(id),
                        order == null ? UserSort.TROUBLE : order,
                        Asked.text(q),
                        cursor,
                        Asked.limit(limit))
                .orElseThrow(Refusal::unknownSession);
    }

    /** One user's measures over time. */
    @Get("/{id}/users/{userId:[^/]+}/samples")
    SamplesView samples(
            @Parameter(hidden = true) HttpRequest<?> request,
            @PathVariable String id,
            @PathVariable String userId,
            @Nullable @QueryValue String from,
            @Nullable @QueryValue String to) {
        return samplesOf(id, RawPath.after(request, "users"), from, to);
    }

    /** One user's measures over time, for ids that a proxy would take apart in a path. */
    @Get("/{id}/samples")
    SamplesView samplesByQuery(
            @PathVariable String id,
            @QueryValue String userId,
            @Nullable @QueryValue String from,
            @Nullable @QueryValue String to) {
        return samplesOf(id, userId, from, to);
    }

    private SamplesView samplesOf(String id, String userId, @Nullable String from, @Nullable String to) {
        return answers.samples(Asked.session(id), userId, Asked.time("from", from), Asked.time("to", to))
                .orElseThrow(() -> Refusal.notFound("No user has this id in this session"));
    }

    /** The report of a session, by the names of its Avro record. */
    @Get("/{id}/report")
    Map<String, Object> report(@PathVariable String id) {
        return rendered(id, ReportJson::of);
    }

    /** The report of a session, one line per user. */
    @Get(value = "/{id}/report.csv", produces = CSV)
    HttpResponse<String> reportCsv(@PathVariable String id) {
        SessionKey key = Asked.session(id);
        String csv = rendered(id, report -> ReportCsv.of(report, userId -> answers.person(key, userId)));
        return HttpResponse.ok(csv)
                .contentType(MediaType.of(CSV))
                .header("Content-Disposition", "attachment; filename=\"session-report.csv\"");
    }

    /** The report of a session as a page for printing: one file, no script. */
    @Get(value = "/{id}/report.html", produces = HTML)
    HttpResponse<String> reportHtml(@PathVariable String id) {
        SessionKey key = Asked.session(id);
        String name = answers.sessionView(key).map(SessionView::name).orElse(null);
        String html = rendered(id, report -> ReportHtml.of(report, name, userId -> answers.person(key, userId)));
        return HttpResponse.ok(html)
                .contentType(MediaType.of(HTML))
                .header("Content-Security-Policy", ReportHtml.CONTENT_SECURITY_POLICY)
                .header("Cache-Control", "no-store");
    }

    private <T> T rendered(String id, Function<SessionReport, T> renderer) {
        return answers.report(Asked.session(id))
                .map(renderer)
                .orElseThrow(() -> Refusal.notFound("There is no report of this session yet"));
    }
}
