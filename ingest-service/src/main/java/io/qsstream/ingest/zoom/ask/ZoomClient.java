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

    private static final Logger LOG = LoggerFactory.getLogger(ZoomClient.class);

    private static final int ATTEMPTS = 5;
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final int LONGEST_BODY = 32 * 1024 * 1024;

    private final HttpClient http;
    private final Map<Endpoint.Kind, Authorisation> authorisations;
    private final Budget budget;
    /** One for each kind of credentials: an app that is revoked says nothing of the other. */
    private final Map<Endpoint.Kind, Gate> gates = new EnumMap<>(Endpoint.Kind.class);

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
        this.authorisations = Map.copyOf(authorisations);
        authorisations.keySet().forEach(kind -> gates.put(kind, new Gate()));
        this.budget = budget;
        this.clock = clock;
        this.pauses = pauses;
        this.random = random;
        this.meters = meters;
    }

    /** Why something is not asked now, of whatever credentials; empty where all is. */
    public Optional<ZoomAnswer.NotNow> closed() {
        Instant now = clock.instant();
        return gates.values().stream()
                .flatMap(gate -> gate.closed(now).stream())
                .findFirst();
    }

    @Override
    public ZoomAnswer ask(Question question) throws InterruptedException {
        Authorisation authorisation = authorisations.get(question.endpoint().kind);
        Gate gate = gates.get(question.endpoint().kind);
        if (authorisation == null || gate == null) {
            return new ZoomAnswer.ScopeMissing();
        }
        boolean renewed = false;
        for (int attempt = 1; ; attempt++) {
            Optional<ZoomAnswer.NotNow> closed = gate.closed(clock.instant());
            if (closed.isPresent()) {
                return closed.get();
            }
            ZoomAnswer answer = askOnce(question, authorisation, gate);
            Duration wait;
            switch (answer) {
                case ZoomAnswer.TokenRefused refused -> {
                    if (renewed) {
                        return revoked(question, gate);
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

    private ZoomAnswer askOnce(Question question, Authorisation authorisation, Gate gate) throws InterruptedException {
        switch (authorisation.authorise(clock.instant())) {
            case Authorised.Denied denied -> {
                return revoked(question, gate);
            }
            case Authorised.Failed failed -> {
                gate.failed(clock.instant());
                return counted(new ZoomAnswer.Unreachable(failed.cause()));
            }
            case Authorised.Granted granted -> {
                Optional<ZoomAnswer.DaySpent> spent = awaitBudget(question);
                if (spent.isPresent()) {
                    return spent.get();
                }
                ZoomAnswer answer = counted(send(question, granted.bearer()));
                learn(answer, authorisation, granted.bearer(), gate);
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

    private void learn(ZoomAnswer answer, Authorisation authorisation, Bearer bearer, Gate gate) {
        switch (answer) {
            case ZoomAnswer.Trouble trouble -> gate.failed(clock.instant());
            case ZoomAnswer.Unreachable unreachable -> gate.failed(clock.instant());
            case ZoomAnswer.TokenRefused refused -> authorisation.forget(bearer);
            case ZoomAnswer.DaySpent spent -> budget.spent(spent.until());
            default -> gate.answered();
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
