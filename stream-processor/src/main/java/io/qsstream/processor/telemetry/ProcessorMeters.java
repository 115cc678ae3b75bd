package io.qsstream.processor.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.qsstream.processor.normalise.Normalised.Reason;
import io.qsstream.processor.rebuild.RebuildOutcome;
import io.qsstream.v1.Completeness;
import io.qsstream.v1.Severity;
import io.qsstream.v1.Transition;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what comes in and what becomes of it. Sum rule: events = tick + used + partly + rejected. After a restart the
 * records since the last commit are counted again; the topics are exact, counters are not.
 */
public final class ProcessorMeters {

    /** What became of a raw record in the normaliser. */
    public enum Outcome {
        /** Carried nothing but the clock. */
        TICK,
        /** All of it was used. */
        USED,
        /** A part was used and a part is a dead letter. */
        PARTLY,
        /** All of it is a dead letter. */
        REJECTED
    }

    private final Map<Outcome, LongAdder> events = new EnumMap<>(Outcome.class);
    private final Map<Reason, LongAdder> deadLetters = new EnumMap<>(Reason.class);
    private final Map<String, LongAdder> alerts = new HashMap<>();
    private final LongAdder samples;
    private final LongAdder repeatedSamples;
    private final LongAdder lateSamples;
    private final LongAdder userWindows;
    private final LongAdder sessionWindows;
    private final LongAdder reports;
    private final Map<RebuildOutcome, LongAdder> rebuilds = new EnumMap<>(RebuildOutcome.class);
    private final Map<Completeness, LongAdder> verdicts = new EnumMap<>(Completeness.class);

    public ProcessorMeters(MeterRegistry registry) {
        for (Outcome outcome : Outcome.values()) {
            events.put(
                    outcome,
                    counted(
                            registry,
                            "qsstream.processor.events",
                            "outcome",
                            outcome.name().toLowerCase(Locale.ROOT)));
        }
        for (Reason reason : Reason.values()) {
            deadLetters.put(reason, counted(registry, "qsstream.processor.dead.letters", "reason", reason.name()));
        }
        for (Transition transition : Transition.values()) {
            for (Severity severity : Severity.values()) {
                alerts.put(
                        transition + " " + severity,
                        counted(
                                registry,
                                "qsstream.processor.alerts",
                                "transition",
                                transition.name().toLowerCase(Locale.ROOT),
                                "severity",
                                severity.name().toLowerCase(Locale.ROOT)));
            }
        }
        samples = counted(registry, "qsstream.processor.samples", "effect", "changed");
        repeatedSamples = counted(registry, "qsstream.processor.samples", "effect", "repeated");
        lateSamples = counted(registry, "qsstream.processor.late.samples");
        userWindows = counted(registry, "qsstream.processor.windows", "scope", "user");
        sessionWindows = counted(registry, "qsstream.processor.windows", "scope", "session");
        reports = counted(registry, "qsstream.processor.reports");
        for (RebuildOutcome outcome : RebuildOutcome.values()) {
            rebuilds.put(
                    outcome,
                    counted(
                            registry,
                            "qsstream.processor.rebuilds",
                            "outcome",
                            outcome.name().toLowerCase(Locale.ROOT)));
        }
        for (Completeness completeness : Completeness.values()) {
            verdicts.put(
                    completeness,
                    counted(
                            registry,
                            "qsstream.processor.verdicts",
                            "verdict",
                            completeness.name().toLowerCase(Locale.ROOT)));
        }
    }

    public void event(Outcome outcome) {
        Objects.requireNonNull(events.get(outcome)).increment();
    }

    public void deadLetter(Reason reason) {
        Objects.requireNonNull(deadLetters.get(reason)).increment();
    }

    /** A sample reached its window; a duplicate changed nothing. */
    public void sample(boolean changed, boolean late) {
        (changed ? samples : repeatedSamples).increment();
        if (changed && late) {
            lateSamples.increment();
        }
    }

    public void userWindow() {
        userWindows.increment();
    }

    /** An alert was raised or cleared. */
    public void alert(Transition transition, Severity severity) {
        Objects.requireNonNull(alerts.get(transition + " " + severity)).increment();
    }

    /** A session report, or a revision of one, was emitted. */
    public void report() {
        reports.increment();
    }

    /** A verdict on a session's completeness, or a revision of one, was emitted. */
    public void verdict(Completeness completeness) {
        Objects.requireNonNull(verdicts.get(completeness)).increment();
    }

    /** A session was rebuilt, or could not be. */
    public void rebuild(RebuildOutcome outcome) {
        Objects.requireNonNull(rebuilds.get(outcome)).increment();
    }

    public void sessionWindow() {
        sessionWindows.increment();
    }

    /** What is counted with every event costs a field of its own, and no way through the registries that show it. */
    private static LongAdder counted(MeterRegistry registry, String name, String... tags) {
        LongAdder count = new LongAdder();
        FunctionCounter.builder(name, count, LongAdder::sum).tags(tags).register(registry);
        return count;
    }
}
