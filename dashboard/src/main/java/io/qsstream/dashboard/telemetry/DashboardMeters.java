package io.qsstream.dashboard.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.qsstream.dashboard.model.Answers;
import io.qsstream.dashboard.model.Evicted;
import io.qsstream.schema.topic.Topic;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;

/** Counts what is followed, held, let go, asked and pushed. */
public final class DashboardMeters {

    /** What became of a followed record. */
    public enum Reading {
        USED,
        ERASED,
        UNREADABLE
    }

    /** Why a listening browser was let go. */
    public enum Dropped {
        /** It did not read what was sent. */
        SLOW,
        /** There were too many already. */
        REFUSED
    }

    private final MeterRegistry registry;
    private final AtomicLong lagRecords = new AtomicLong();
    private final AtomicInteger caughtUp = new AtomicInteger();
    private final AtomicInteger streamClients = new AtomicInteger();

    public DashboardMeters(MeterRegistry registry, Answers answers) {
        this.registry = registry;
        Gauge.builder("qsstream.dashboard.lag.records", lagRecords, AtomicLong::get)
                .description("Records in the followed topics that are not read yet")
                .register(registry);
        Gauge.builder("qsstream.dashboard.caught.up", caughtUp, AtomicInteger::get)
                .description("1 once everything that was there at the start has been read")
                .register(registry);
        Gauge.builder("qsstream.dashboard.stream.clients", streamClients, AtomicInteger::get)
                .description("Browsers that listen")
                .register(registry);
        held("sessions", answers, each -> each.memory().sessions());
        held("users", answers, each -> each.memory().users());
        held("samples", answers, each -> each.memory().samples());
        held("windows", answers, each -> each.memory().windows());
        held("alerts", answers, each -> each.memory().alerts());
        for (Evicted kind : Evicted.values()) {
            FunctionCounter.builder("qsstream.dashboard.evicted", answers, each -> each.evicted(kind))
                    .description("What was let go because of a bound")
                    .tag("kind", label(kind))
                    .register(registry);
        }
    }

    private void held(String kind, Answers answers, ToDoubleFunction<Answers> size) {
        Gauge.builder("qsstream.dashboard.held", answers, size)
                .description("What is held in memory")
                .tag("kind", kind)
                .register(registry);
    }

    public void record(Topic<?> topic, Reading reading) {
        registry.counter("qsstream.dashboard.records", "topic", topic.name(), "outcome", label(reading))
                .increment();
    }

    public void lag(long records) {
        lagRecords.set(records);
    }

    public void caughtUp() {
        caughtUp.set(1);
    }

    public boolean isCaughtUp() {
        return caughtUp.get() == 1;
    }

    /** So many browsers listen now. */
    public void streamClients(int now) {
        streamClients.set(now);
    }

    /** An event was made, for however many browsers. */
    public void event(String name) {
        registry.counter("qsstream.dashboard.stream.events", "event", name).increment();
    }

    public void dropped(Dropped why) {
        registry.counter("qsstream.dashboard.stream.dropped", "reason", label(why))
                .increment();
    }

    /** So many alerts were told; {@code target} is alertmanager or webhook, {@code outcome} sent, failed, refused or stale. */
    public void notified(String target, String outcome, int alerts) {
        registry.counter("qsstream.dashboard.notifications", "target", target, "outcome", outcome)
                .increment(alerts);
    }

    /** A request was answered; {@code api} is v1, zoom or page. */
    public void answered(String api, int status) {
        String outcome = switch (status / 100) {
            case 1, 2, 3 -> "ok";
            case 4 -> status == 401 ? "unauthorised" : "refused";
            default -> "failed";
        };
        Counter counter = registry.counter("qsstream.dashboard.requests", "api", api, "outcome", outcome);
        counter.increment();
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
