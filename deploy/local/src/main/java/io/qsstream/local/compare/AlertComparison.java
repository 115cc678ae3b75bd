package io.qsstream.local.compare;

import io.qsstream.local.compare.TruthRecords.Fault;
import io.qsstream.v1.AlertScope;
import io.qsstream.v1.AlertTransition;
import io.qsstream.v1.Cause;
import io.qsstream.v1.CauseClass;
import io.qsstream.v1.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Alerts against injected faults. Pure.
 *
 * @param faults users who were made to suffer, long enough for a rule to see it
 * @param unraised of these without an alert that was raised in time
 * @param noise alerts of users raised outside any fault of theirs, in the sessions of the run
 * @param causes how often a fault of one cause was explained by another: expected, then named
 */
public record AlertComparison(
        int faults, List<Fault> unraised, List<AlertTransition> noise, Map<String, Map<String, Integer>> causes) {

    /** The shipped rules look at five samples; a sample's parts and its neighbours' phases may come one later. */
    private static final int SAMPLES = 6;

    /** Precision and recall of one cause, 0 to 1; not a number where there is nothing to divide by. */
    public record Score(double precision, double recall) {}

    /** @param transitions of the alerts topic, in order, of any sessions */
    public static AlertComparison of(TruthRecords truth, List<AlertTransition> transitions) {
        Duration window = truth.cadence().multipliedBy(SAMPLES);
        Map<String, List<AlertTransition>> raisedByUser = new HashMap<>();
        Map<String, Cause> lastCause = new HashMap<>();
        for (AlertTransition each : transitions) {
            if (each.getScope() != AlertScope.USER || !truth.sampleTimes().containsKey(each.getSessionId())) {
                continue;
            }
            if (each.getCause() != null) {
                lastCause.put(each.getAlertId(), each.getCause());
            }
            if (each.getTransition() == Transition.RAISED) {
                raisedByUser
                        .computeIfAbsent(each.getSessionId() + ' ' + each.getUserId(), unused -> new ArrayList<>())
                        .add(each);
            }
        }
        List<Fault> unraised = new ArrayList<>();
        Set<String> explained = new HashSet<>();
        Map<String, Map<String, Integer>> causes = new TreeMap<>();
        int faults = 0;
        for (Fault fault : truth.faults()) {
            if (Duration.between(fault.from(), fault.to()).compareTo(window) < 0) {
                continue;
            }
            faults++;
            List<AlertTransition> during =
                    raisedByUser.getOrDefault(fault.sessionId() + ' ' + fault.userId(), List.of()).stream()
                            .filter(raised -> isWithin(raised.getOnsetTime(), fault, truth.cadence()))
                            .toList();
            during.forEach(raised -> explained.add(raised.getAlertId()));
            Instant latest = fault.from().plus(window);
            if (during.stream().noneMatch(raised -> !raised.getTransitionTime().isAfter(latest))) {
                unraised.add(fault);
            }
            if (!during.isEmpty()) {
                causes.computeIfAbsent(fault.expectedCause(), unused -> new TreeMap<>())
                        .merge(named(during, lastCause).name(), 1, Integer::sum);
            }
        }
        List<AlertTransition> noise = raisedByUser.values().stream()
                .flatMap(List::stream)
                .filter(raised -> !explained.contains(raised.getAlertId()))
                .toList();
        return new AlertComparison(faults, unraised, noise, causes);
    }

    private static boolean isWithin(Instant onset, Fault fault, Duration slack) {
        return !onset.isBefore(fault.from().minus(slack))
                && !onset.isAfter(fault.to().plus(slack));
    }

    /** What a reader of all of a user's alerts would believe: the most confident of their last words. */
    private static CauseClass named(List<AlertTransition> alerts, Map<String, Cause> lastCause) {
        CauseClass named = CauseClass.UNKNOWN;
        double confidence = 0;
        for (AlertTransition alert : alerts) {
            Cause cause = lastCause.get(alert.getAlertId());
            if (cause != null && cause.getConfidence() > confidence) {
                named = cause.getClass$();
                confidence = cause.getConfidence();
            }
        }
        return named;
    }

    /** Per expected cause. */
    public Map<String, Score> scores() {
        Map<String, Score> scores = new TreeMap<>();
        causes.forEach((expected, named) -> {
            int right = named.getOrDefault(expected, 0);
            int expectedTotal =
                    named.values().stream().mapToInt(Integer::intValue).sum();
            int namedTotal = causes.values().stream()
                    .mapToInt(each -> each.getOrDefault(expected, 0))
                    .sum();
            scores.put(expected, new Score((double) right / namedTotal, (double) right / expectedTotal));
        });
        return scores;
    }

    /** Whether every fault was raised, nothing else was, and every cause was found well enough. */
    public boolean isWithin(double precision, double recall) {
        return faults > 0
                && unraised.isEmpty()
                && noise.isEmpty()
                && scores().values().stream()
                        .allMatch(score -> score.precision() >= precision && score.recall() >= recall);
    }
}
