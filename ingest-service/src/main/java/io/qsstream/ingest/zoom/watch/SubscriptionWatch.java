package io.qsstream.ingest.zoom.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.qsstream.ingest.zoom.settings.WatchSettings;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Suspects that Zoom has stopped sending: it disables a subscription after six failed validations and says so by mail
 * only (qss-reference §3). It looks at the counter of answers, so nothing is done per request.
 */
@Singleton
@Bean(preDestroy = "close")
public final class SubscriptionWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SubscriptionWatch.class);

    private static final Duration INTERVAL = Duration.ofSeconds(10);
    /** Looks between two times of writing the file. */
    private static final int LOOKS_PER_WRITE = 30;

    /** What is known now. */
    record Seen(Duration silence, Duration limit, Duration sinceValidation, boolean silent, boolean notValidated) {}

    private final MeterRegistry meters;
    private final Clock clock;
    private final WatchSettings settings;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("subscription-watch").factory());

    private Rhythm rhythm = new Rhythm();
    private Instant validated;
    private double acceptedBefore;
    private double challengedBefore;
    private int looks;
    private volatile Seen seen;

    SubscriptionWatch(MeterRegistry meters, Clock clock, WatchSettings settings) {
        this.meters = meters;
        this.clock = clock;
        this.settings = settings;
        this.validated = clock.instant();
        this.seen = new Seen(Duration.ZERO, settings.leastSilence(), Duration.ZERO, false, false);
        recall();
        Gauge.builder("qsstream.ingest.silence", this, watch -> seconds(watch.seen.silence()))
                .description("Seconds of usually busy hours since the last event")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("qsstream.ingest.silence.limit", this, watch -> seconds(watch.seen.limit()))
                .description("A longer silence than any that was learned")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("qsstream.ingest.validation.age", this, watch -> seconds(watch.seen.sinceValidation()))
                .description("Since Zoom last validated the URL, or since the start where it has not")
                .baseUnit("seconds")
                .register(meters);
        suspect("events", "silent");
        suspect("validation", "not validated");
    }

    private void suspect(String sign, String meaning) {
        Gauge.builder(
                        "qsstream.ingest.subscription.suspect",
                        this,
                        watch -> (sign.equals("events") ? watch.seen.silent() : watch.seen.notValidated()) ? 1 : 0)
                .description("1 where Zoom seems to have stopped sending: " + meaning)
                .tag("sign", sign)
                .register(meters);
    }

    /** Looks now and then. */
    public void start() {
        var unused = thread.scheduleWithFixedDelay(
                this::lookSafely, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    Seen seen() {
        return seen;
    }

    private void lookSafely() {
        try {
            look();
        } catch (RuntimeException e) {
            // A scheduled task that throws is never run again.
            LOG.atError().setCause(e).log("Looking for the subscription failed");
        }
    }

    /** Looks once. */
    void look() {
        Instant now = clock.instant();
        double accepted = answers("accepted");
        double challenged = answers("challenge");
        if (accepted > acceptedBefore) {
            rhythm.heard(now);
        }
        if (challenged > challengedBefore) {
            validated = now;
        }
        acceptedBefore = accepted;
        challengedBefore = challenged;
        Duration silence = rhythm.silence(now);
        Duration limit = rhythm.limit(settings.leastSilence());
        Duration sinceValidation = Duration.between(validated, now);
        tell(new Seen(
                silence,
                limit,
                sinceValidation,
                silence.compareTo(limit) > 0,
                sinceValidation.compareTo(settings.validationSilence()) > 0));
        if (++looks % LOOKS_PER_WRITE == 0) {
            remember();
        }
    }

    private void tell(Seen now) {
        if (now.silent() && !seen.silent()) {
            LOG.atWarn()
                    .addKeyValue("silence", now.silence())
                    .addKeyValue("limit", now.limit())
                    .log(
                            "No event has come for longer than ever: check in the Zoom Marketplace that the app is activated, its"
                                    + " event subscription enabled and its webhook logs without failures, and that this service can"
                                    + " be reached from the internet");
        }
        if (now.notValidated() && !seen.notValidated()) {
            LOG.atWarn()
                    .addKeyValue("since", now.sinceValidation())
                    .log("Zoom has not validated the URL for longer than its 72 h: check the event subscription in the"
                            + " Marketplace and the mails to the app's owner; after six failures Zoom disables it, and it"
                            + " must be validated by hand");
        }
        if ((seen.silent() && !now.silent()) || (seen.notValidated() && !now.notValidated())) {
            LOG.atInfo().log("Zoom sends again");
        }
        seen = now;
    }

    private double answers(String outcome) {
        Counter counter =
                meters.find("qsstream.ingest.requests").tag("outcome", outcome).counter();
        return counter == null ? 0 : counter.count();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private void recall() {
        if (settings.file().isEmpty()) {
            return;
        }
        Path file = Path.of(settings.file());
        try {
            if (Files.exists(file)) {
                String[] lines = Files.readString(file, UTF_8).split("\n", -1);
                Rhythm known = Rhythm.recall(lines[0]);
                validated = Instant.parse(lines[1]);
                rhythm = known;
            }
        } catch (IOException | RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("reason", e.getClass().getSimpleName())
                    .log("What was learned of Zoom's rhythm cannot be" + " read: it is learned anew");
        }
    }

    private void remember() {
        if (settings.file().isEmpty()) {
            return;
        }
        Path file = Path.of(settings.file());
        Path next = Path.of(settings.file() + ".next");
        try {
            Files.writeString(next, rhythm.remember() + validated + "\n", UTF_8);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("reason", e.getClass().getSimpleName())
                    .log("What was learned of Zoom's rhythm cannot be" + " written: see QSSTREAM_WATCH_FILE");
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
