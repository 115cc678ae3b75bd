package io.qsstream.dashboard.api;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.qsstream.dashboard.model.Answers;
import io.qsstream.dashboard.settings.DashboardSettings;
import io.qsstream.dashboard.view.Page;
import io.qsstream.dashboard.view.QssEventView;
import io.qsstream.dashboard.view.QssSettingsView;
import io.qsstream.schema.rules.AlertRules;
import io.qsstream.schema.rules.SessionRule;
import io.qsstream.schema.rules.UserRule;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;

/** Answers about an account: what it sent, and what is effective for it. */
@Controller("/api/v1/accounts/{accountId:[^/]+}/qss")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "accounts")
final class AccountController {

    private final Answers answers;
    private final AlertRules rules;
    private final DashboardSettings settings;

    AccountController(Answers answers, AlertRules rules, DashboardSettings settings) {
        this.answers = answers;
        this.rules = rules;
        this.settings = settings;
    }

    /**
     * What an account sent, newest first, as far back as samples are held.
     *
     * @param from measured at or after this time
     * @param to measured before this time
     * @param meetingId id or number of a session
     */
    @Get("/events")
    Page<QssEventView> events(
            @Parameter(hidden = true) HttpRequest<?> request,
            @PathVariable String accountId,
            @Nullable @QueryValue String from,
            @Nullable @QueryValue String to,
            @Nullable @QueryValue("meeting_id") String meetingId,
            @Nullable @QueryValue Integer limit,
            @Nullable @QueryValue String cursor) {
        return answers.events(
                RawPath.after(request, "accounts"),
                Asked.time("from", from),
                Asked.time("to", to),
                meetingId,
                cursor,
                Asked.limit(limit));
    }

    /** What is effective for an account. */
    @Get("/settings")
    QssSettingsView settings(@Parameter(hidden = true) HttpRequest<?> request, @PathVariable String accountId) {
        String account = RawPath.after(request, "accounts");
        return new QssSettingsView(
                account,
                answers.eventTypes(account),
                answers.kinds(account),
                answers.windowSeconds(),
                rules.enabledUserRules().stream().map(UserRule::id).toList(),
                rules.enabledSessionRules().stream().map(SessionRule::id).toList(),
                new QssSettingsView.Kept(
                        settings.sampleAge().toSeconds(),
                        settings.windowAge().toSeconds(),
                        settings.alertAge().toSeconds(),
                        settings.sessionAge().toSeconds()));
    }
}
