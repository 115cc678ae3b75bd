package io.qsstream.dashboard.api;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.qsstream.dashboard.model.AlertFilter;
import io.qsstream.dashboard.model.Answers;
import io.qsstream.dashboard.view.AlertState;
import io.qsstream.dashboard.view.AlertView;
import io.qsstream.dashboard.view.Page;
import io.qsstream.dashboard.view.RulesView;
import io.qsstream.schema.rules.AlertRules;
import io.qsstream.v1.Severity;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;

/** Answers about alerts and the rules that raise them. */
@Controller("/api/v1")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "alerts")
final class AlertController {

    private final Answers answers;
    private final RulesView rules;

    AlertController(Answers answers, AlertRules rules) {
        this.answers = answers;
        this.rules = view(rules);
    }

    /**
     * Alerts, newest first.
     *
     * @param state RAISED or CLEARED; both if absent
     * @param session id of a session
     * @param severity WARNING or CRITICAL
     * @param from raised at or after this time
     * @param to raised before this time
     */
    @Get("/alerts")
    Page<AlertView> alerts(
            @Nullable @QueryValue String state,
            @Nullable @QueryValue String accountId,
            @Nullable @QueryValue String session,
            @Nullable @QueryValue String userId,
            @Nullable @QueryValue String ruleId,
            @Nullable @QueryValue String severity,
            @Nullable @QueryValue String from,
            @Nullable @QueryValue String to,
            @Nullable @QueryValue Integer limit,
            @Nullable @QueryValue String cursor) {
        AlertFilter filter = new AlertFilter(
                Asked.one("state", state, AlertState.class),
                accountId,
                session == null ? null : Asked.session(session),
                userId,
                ruleId,
                Asked.one("severity", severity, Severity.class),
                Asked.time("from", from),
                Asked.time("to", to));
        return answers.alerts(filter, cursor, Asked.limit(limit));
    }

    /** One alert. */
    @Get("/alerts/{alertId}")
    AlertView alert(@PathVariable String alertId) {
        return answers.alert(alertId)
                .orElseThrow(() -> Refusal.notFound("No alert has this id, or it is no longer held"));
    }

    /** The rules, for the thresholds that charts show. */
    @Get("/rules")
    RulesView rules() {
        return rules;
    }

    private static RulesView view(AlertRules rules) {
        return new RulesView(
                rules.userRules().stream()
                        .map(rule -> new RulesView.Rule(
                                rule.id(),
                                rule.version(),
                                rule.metric().key(),
                                rule.media().stream().sorted().toList(),
                                List.copyOf(rule.streamTypes()),
                                new RulesView.Limit(rule.direction(), rule.breachThreshold()),
                                new RulesView.Limit(rule.direction().opposite(), rule.clearThreshold()),
                                rule.breaches(),
                                rule.samples(),
                                rule.maxAge().toSeconds(),
                                rule.severity(),
                                rule.enabled()))
                        .toList(),
                rules.sessionRules().stream()
                        .map(rule -> new RulesView.SessionRule(
                                rule.id(),
                                rule.version(),
                                List.copyOf(rule.userRuleIds()),
                                rule.raiseShare(),
                                rule.clearShare(),
                                rule.minUsers(),
                                rule.severity(),
                                rule.enabled()))
                        .toList());
    }
}
