package io.qsstream.ingest.zoom.ask;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.qsstream.ingest.zoom.answer.Answers;
import io.qsstream.ingest.zoom.answer.ZoomAnswer;
import io.qsstream.ingest.zoom.authorise.Authorisation;
import io.qsstream.ingest.zoom.authorise.Authorised;
import io.qsstream.ingest.zoom.authorise.Bearer;
import io.qsstream.ingest.zoom.budget.Budget;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one call until it is answered, as the limits allow: waits for the budget, renews a refused token once, tries
 * again after 429 and 5xx with growing, jittered pauses, and stops asking while the gate is shut. Every attempt is
 * counted once in {@code qsstream_zoom_calls_total}.
 *
 * <p>java.net.http rather than a declarative client: ids must reach the path exactly as encoded here, and neither
 * retries nor the circuit breaker may know less than {@code Retry-After}, the budget and the kind of refusal.
 */
public final class ZoomClient implements Asker {

    /** Waits; a test's does not. */
    @FunctionalInterface
    public interface Pauses {
        void pause(Duration wait) throws InterruptedException;
    }

    /** One kind of credentials, with a gate of its own: an app that is revoked says nothing of the other. */
    private record App(Authorisation authorisation, Gate gate) {}

    private static final Logger LOG = LoggerFactory.getLogger(ZoomClient.class);

    private static final int ATTEMPTS = 5;
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final int LONGEST_BODY = 32 * 1024 * 1024;

    private final HttpClient http;
    private final Budget budget;
    private final Map<Endpoint.Kind, App> apps = new EnumMap<>(Endpoint.Kind.class);

    private final Clock clock;
    private final Pauses pauses;
    private final RandomGenerator random;
    private final MeterRegistry meters;

    public ZoomClient(
            HttpClient http,
            Map<Endpoint.Kind, Authorisation> authorisations,
            Budget budget,
            Clock clock,
            Pauses pauses,
            RandomGenerator random,
            MeterRegistry meters) {
        this.http = http;
        authorisations.forEach((kind, authorisation) -> apps.put(kind, new App(authorisation, new Gate())));
        this.budget = budget;
        this.clock = clock;
        this.pauses = pauses;
        this.random = random;
        this.meters = meters;
    }

    /** Why something is not asked now, of whatever credentials; empty where all is. */
    public Optional<ZoomAnswer.NotNow> closed() {
        Instant now = clock.instant();
        return apps.values().stream()
                .flatMap(app -> app.gate().closed(now).stream())
                .findFirst();
    }

    @Override
    public ZoomAnswer ask(Question question) throws InterruptedException {
        App app = apps.get(question.endpoint().kind);
        if (app == null) {
            return new ZoomAnswer.ScopeMissing();
        }
        boolean renewed = false;
        for (int attempt = 1; ; attempt++) {
            Optional<ZoomAnswer.NotNow> closed = app.gate().closed(clock.instant());
            if (closed.isPresent()) {
                return closed.get();
            }
            ZoomAnswer answer = askOnce(question, app);
            Duration wait;
            switch (answer) {
                case ZoomAnswer.TokenRefused refused -> {
                    if (renewed) {
                        return revoked(question, app.gate());
                    }
                    renewed = true;
                    wait = Duration.ZERO;
                }
                case ZoomAnswer.TooFast tooFast -> wait = tooFast.pause().plus(jitter(FIRST_PAUSE));
                case ZoomAnswer.Trouble trouble -> wait = trouble.pause().plus(backOff(attempt));
                case ZoomAnswer.Unreachable unreachable -> wait = backOff(attempt);
                default -> {
                    return answer;
                }
            }
            if (attempt >= ATTEMPTS) {
                return answer;
            }
            if (!wait.isZero()) {
                pauses.pause(wait);
            }
        }
    }

    private ZoomAnswer askOnce(Question question, App app) throws InterruptedException {
        switch (app.authorisation().authorise(clock.instant())) {
            case Authorised.Denied denied -> {
                return revoked(question, app.gate());
            }
            case Authorised.Failed failed -> {
                app.gate().failed(clock.instant());
                return counted(new ZoomAnswer.Unreachable(failed.cause()));
            }
            case Authorised.Granted granted -> {
                Optional<ZoomAnswer.DaySpent> spent = awaitBudget(question);
                if (spent.isPresent()) {
                    return spent.get();
                }
                ZoomAnswer answer = counted(send(question, granted.bearer()));
                learn(answer, app, granted.bearer());
                return answer;
            }
        }
    }

    /** Empty once one call is granted. */
    private Optional<ZoomAnswer.DaySpent> awaitBudget(Question question) throws InterruptedException {
        while (true) {
            Instant now = clock.instant();
            switch (budget.take(question.endpoint().label, now)) {
                case Budget.Decision.Granted granted -> {
                    return Optional.empty();
                }
                case Budget.Decision.Spent spent -> {
                    return Optional.of(new ZoomAnswer.DaySpent(spent.until()));
                }
                case Budget.Decision.Wait wait -> pauses.pause(Duration.between(now, wait.until()));
            }
        }
    }

    private ZoomAnswer send(Question question, Bearer bearer) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(question.uri(bearer.base()))
                .timeout(ANSWER_WITHIN)
                .header("authorization", "Bearer " + bearer.token().reveal())
                .header("accept", "application/json")
                .build();
        try {
            HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            byte[] body;
            try (InputStream in = response.body()) {
                body = in.readNBytes(LONGEST_BODY + 1);
            }
            if (body.length > LONGEST_BODY) {
                return new ZoomAnswer.Unreadable();
            }
            return Answers.read(
                    response.statusCode(),
                    response.headers()::firstValue,
                    body,
                    question.query().containsKey(Pages.TOKEN),
                    clock.instant());
        } catch (IOException e) {
            return new ZoomAnswer.Unreachable(e.getClass().getSimpleName());
        }
    }

    private void learn(ZoomAnswer answer, App app, Bearer bearer) {
        switch (answer) {
            case ZoomAnswer.Trouble trouble -> app.gate().failed(clock.instant());
            case ZoomAnswer.Unreachable unreachable -> app.gate().failed(clock.instant());
            case ZoomAnswer.TokenRefused refused -> app.authorisation().forget(bearer);
            case ZoomAnswer.DaySpent spent -> budget.spent(spent.until());
            default -> app.gate().answered();
        }
    }

    private ZoomAnswer revoked(Question question, Gate gate) {
        ZoomAnswer.Revoked revoked = gate.revoked(clock.instant());
        LOG.atWarn()
                .addKeyValue("reason", "revoked")
                .addKeyValue("credentials", question.endpoint().kind)
                .addKeyValue("until", revoked.until())
                .log(
                        "Zoom refuses our credentials: check that the app is activated in the Marketplace and that its client"
                                + " secret was not made anew; no call is made until then");
        return counted(revoked);
    }

    private ZoomAnswer counted(ZoomAnswer answer) {
        Counter.builder("qsstream.zoom.calls")
                .description("Calls to Zoom's REST API by what became of them")
                .tag("outcome", answer.label())
                .register(meters)
                .increment();
        return answer;
    }

    private Duration backOff(int attempt) {
        Duration most = FIRST_PAUSE.multipliedBy(1L << attempt);
        return most.dividedBy(2).plus(jitter(most.dividedBy(2)));
    }

    private Duration jitter(Duration most) {
        return Duration.ofMillis(random.nextLong(most.toMillis() + 1));
    }
}
