package io.qsstream.processor.telemetry;

import io.micrometer.core.instrument.Counter;
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

    private final Map<Outcome, Counter> events = new EnumMap<>(Outcome.class);
    private final Map<Reason, Counter> deadLetters = new EnumMap<>(Reason.class);
    private final Map<String, Counter> alerts = new HashMap<>();
    private final Counter samples;
    private final Counter repeatedSamples;
    private final Counter lateSamples;
    private final Counter userWindows;
    private final Counter sessionWindows;
    private final Counter reports;
    private final Map<RebuildOutcome, Counter> rebuilds = new EnumMap<>(RebuildOutcome.class);
    private final Map<Completeness, Counter> verdicts = new EnumMap<>(Completeness.class);

    public ProcessorMeters(MeterRegistry registry) {
        for (Outcome outcome : Outcome.values()) {
            events.put(
                    outcome,
                    registry.counter(
                            "qsstream.processor.events",
                            "outcome",
                            outcome.name().toLowerCase(Locale.ROOT)));
        }
        for (Reason reason : Reason.values()) {
            deadLetters.put(reason, registry.counter("qsstream.processor.dead.letters", "reason", reason.name()));
        }
        for (Transition transition : Transition.values()) {
            for (Severity severity : Severity.values()) {
                alerts.put(
                        transition + " " + severity,
                        registry.counter(
                                "qsstream.processor.alerts",
                                "transition",
                                transition.name().toLowerCase(Locale.ROOT),
                                "severity",
                                severity.name().toLowerCase(Locale.ROOT)));
            }
        }
        samples = registry.counter("qsstream.processor.samples", "effect", "changed");
        repeatedSamples = registry.counter("qsstream.processor.samples", "effect", "repeated");
        lateSamples = registry.counter("qsstream.processor.late.samples");
        userWindows = registry.counter("qsstream.processor.windows", "scope", "user");
        sessionWindows = registry.counter("qsstream.processor.windows", "scope", "session");
        reports = registry.counter("qsstream.processor.reports");
        for (RebuildOutcome outcome : RebuildOutcome.values()) {
            rebuilds.put(
                    outcome,
                    registry.counter(
                            "qsstream.processor.rebuilds",
                            "outcome",
                            outcome.name().toLowerCase(Locale.ROOT)));
        }
        for (Completeness completeness : Completeness.values()) {
            verdicts.put(
                    completeness,
                    registry.counter(
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
}
