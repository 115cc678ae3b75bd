package io.qsstream.processor.alert;

import io.qsstream.processor.cause.Trouble;
import io.qsstream.schema.SessionKey;
import io.qsstream.schema.rules.AlertRules;
import io.qsstream.schema.rules.Metric;
import io.qsstream.schema.rules.UserRule;
import io.qsstream.schema.rules.Verdict;
import io.qsstream.schema.serde.Doubles;
import io.qsstream.v1.AlertScope;
import io.qsstream.v1.AlertTrack;
import io.qsstream.v1.AlertTransition;
import io.qsstream.v1.Cause;
import io.qsstream.v1.LegAlertState;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.StreamQos;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The alerts of one user's leg: a state and a sample give the next state and the transitions they make. Pure, but that what is
 * remembered of the samples passes from the one state to the next, which of a leg that is well is the same object: nearly every
 * sample only adds itself to it. Tracks are never changed in place: whoever has those of the state before has them after.
 *
 * <p>A rule raises when N of the last M samples breach, and clears after N samples in a row on the good side of its clear
 * threshold; between the two thresholds, and where the metric is missing, nothing moves. What an alert was raised or
 * cleared on is settled: a duplicate or late sample of that time or before counts for nothing more, so nothing is
 * raised or cleared twice.
 */
final class LegAlerts {

    /** Whose leg it is. */
    record Leg(SessionKey session, String userId) {}

    /**
     * A leg after a sample or its end.
     *
     * @param takenIn whether the sample counts; if not, nothing has changed
     * @param troubles of the sample with transport, by the thresholds of the rules
     * @param follows whether the sample only followed those of a leg that is well, so that the state before and {@link
     *     #remember} make this one
     */
    record Taken(
            LegAlertState state,
            boolean takenIn,
            List<AlertTransition> transitions,
            List<Trouble> troubles,
            boolean follows) {

        static Taken nothing(LegAlertState known) {
            return new Taken(known, false, List.of(), List.of(), false);
        }
    }

    static final String RECOVERED = "RECOVERED";
    static final String SESSION_ENDED = "SESSION_ENDED";

    private final Leg leg;
    private final AlertRules rules;
    private final LegAlertState state;
    private final SampleRing ring;
    private final List<AlertTransition> transitions = new ArrayList<>(0);
    private final List<Trouble> troubles = new ArrayList<>(0);

    private LegAlerts(Leg leg, AlertRules rules, LegAlertState state) {
        this.leg = leg;
        this.rules = rules;
        this.state = state;
        this.ring = new SampleRing(state);
    }

    /**
     * Judges a sample, as merged so far, by all rules. The known state is used up by that.
     *
     * @param now log time: samples older than a rule's {@code maxAge} raise nothing, since nobody is to be woken by what
     *     was an hour ago
     */
    static Taken takeIn(Leg leg, LegAlertState known, QosSample sample, AlertRules rules, Instant now) {
        if (known.getLeftAt() != null && !sample.getSampleTime().isAfter(known.getLeftAt())) {
            return Taken.nothing(known);
        }
        boolean isWell = known.getTracks().isEmpty();
        boolean followsWell = isWell && known.getLeftAt() == null && isNext(known, sample);
        LegAlerts alerts = new LegAlerts(leg, rules, isWell ? known : next(known));
        int at = alerts.ring.placeOf(sample.getSampleTime());
        if (at < 0) {
            // Older than all that is remembered: the samples since have been judged without it.
            return Taken.nothing(known);
        }
        // Measured after what looked like the end (an outage of ours looks so too): the leg lives.
        if (known.getLeftAt() != null) {
            alerts.state.setLeftAt(null);
        }
        alerts.judge(sample, at, now);
        alerts.forgetIdleTracks();
        boolean follows = followsWell && alerts.state.getTracks().isEmpty();
        return new Taken(alerts.state, true, alerts.transitions, alerts.troubles, follows);
    }

    private static boolean isNext(LegAlertState known, QosSample sample) {
        List<Instant> times = known.getTimes();
        return !times.isEmpty() && sample.getSampleTime().isAfter(times.getLast());
    }

    /** Adds a sample to what is remembered, in place; of a leg that is well it is all that {@link #takeIn} does. */
    static void remember(LegAlertState leg, QosSample sample, AlertRules rules) {
        SampleRing ring = new SampleRing(leg);
        int at = ring.placeOf(sample.getSampleTime());
        if (at >= 0) {
            remember(ring, at, sample, rules);
        }
    }

    private static void remember(SampleRing ring, int at, QosSample sample, AlertRules rules) {
        for (StreamQos stream : sample.getStreams()) {
            if (stream.getBitrateKbps() != null && rules.remembersBitrates(stream)) {
                ring.setBitrate(at, ring.numberOf(stream.getType()), stream.getBitrateKbps());
            }
        }
    }

    /**
     * Ends the leg: what is raised is cleared, and nothing that was measured before raises any more.
     *
     * @param at log time
     */
    static Taken end(Leg leg, LegAlertState known, AlertRules rules, Instant at) {
        LegAlerts alerts = new LegAlerts(leg, rules, next(known));
        alerts.state.setLeftAt(at);
        for (AlertTrack track : alerts.state.getTracks()) {
            if (track.getAlertId() != null) {
                alerts.clear(track, SESSION_ENDED, null, at, at);
            }
        }
        return new Taken(alerts.state, true, alerts.transitions, alerts.troubles, false);
    }

    /**
     * Judges what has caused the alerts that are raised and breached by the sample; of several judgements on one alert the
     * most confident stays. Works in place on what {@link #takeIn} has made.
     *
     * @return whether any alert's cause changed
     */
    static boolean explain(Taken taken, QosSample sample, AlertRules rules, Function<Metric, Cause> causeOf) {
        int bit = 1 << taken.state().getTimes().indexOf(sample.getSampleTime());
        boolean changed = false;
        for (AlertTrack track : taken.state().getTracks()) {
            UserRule rule = ruleOf(track, rules);
            if (track.getAlertId() == null || rule == null || (track.getBreached() & bit) == 0) {
                continue;
            }
            Cause cause = causeOf.apply(rule.metric());
            Cause known = track.getCause();
            if (known == null || cause.getConfidence() > known.getConfidence()) {
                track.setCause(cause);
                changed = true;
            }
            for (AlertTransition transition : taken.transitions()) {
                if (transition.getAlertId().equals(track.getAlertId())) {
                    Transitions.explain(transition, track.getCause(), rule.metric(), sample);
                }
            }
        }
        return changed;
    }

    /** A state of its own, but for the samples that are remembered: a hundred numbers are not copied for one more. */
    private static LegAlertState next(LegAlertState known) {
        List<AlertTrack> tracks = new ArrayList<>(known.getTracks().size() + 1);
        for (AlertTrack track : known.getTracks()) {
            tracks.add(new AlertTrack(
                    track.getRuleId(),
                    track.getRuleVersion(),
                    track.getStreamType(),
                    track.getJudged(),
                    track.getBreached(),
                    track.getGood(),
                    track.getAlertId(),
                    track.getOnset(),
                    track.getSettledUntil(),
                    track.getCause()));
        }
        return new LegAlertState(
                known.getTimes(),
                known.getBitrateTypes(),
                known.getBitratesKbps(),
                tracks,
                known.getLeftAt(),
                known.getMinuteCounted(),
                known.getCountedGroups(),
                known.getSufferingGroups(),
                known.getDataCenter(),
                known.getGroupsBefore(),
                known.getSufferingBefore());
    }

    private void judge(QosSample sample, int at, Instant now) {
        remember(ring, at, sample, rules);
        for (UserRule rule : rules.ofUsers()) {
            judge(rule, null, rule.metric().of(sample), at, now);
        }
        for (StreamQos stream : sample.getStreams()) {
            if (!Metric.carriesMedia(stream)) {
                continue;
            }
            // Rules of one metric follow each other: a value is looked up once for all of them.
            Metric metric = null;
            Double value = null;
            double greatest = Double.NaN;
            for (UserRule rule : rules.ofStream(stream)) {
                if (rule.metric() == Metric.BITRATE_DROP_PCT) {
                    greatest = Double.isNaN(greatest) ? greatestBitrateBefore(stream, at) : greatest;
                    if (surelyHasNotDropped(rule, stream, greatest)) {
                        continue;
                    }
                }
                if (rule.metric() != metric) {
                    metric = rule.metric();
                    value = metric.of(stream, bitratesBefore(rule, stream, at));
                }
                if (judge(rule, stream.getType(), value, at, now) && Trouble.isOfTransport(metric)) {
                    troubles.add(new Trouble(stream, metric));
                }
            }
        }
    }

    /**
     * Whether the rule has nothing to say of the stream: it has seen no drop lately, and not even beside the greatest of
     * the earlier bit rates, which their median cannot exceed, would this be one. Spares nearly every stream the median.
     */
    private boolean surelyHasNotDropped(UserRule rule, StreamQos stream, double greatest) {
        Double kbps = stream.getBitrateKbps();
        return kbps != null
                && 100 * (1 - kbps / greatest) <= rule.breachThreshold()
                && find(rule, stream.getType()) == null;
    }

    /** 0 where there is none. */
    private double greatestBitrateBefore(StreamQos stream, int at) {
        if (stream.getBitrateKbps() == null) {
            return 0;
        }
        int type = ring.numberOf(stream.getType());
        double greatest = 0;
        for (int i = 0; i < at; i++) {
            double each = ring.bitrate(i, type);
            // NaN is not greater.
            greatest = each > greatest ? each : greatest;
        }
        return greatest;
    }

    /** The stream's earlier bit rates, for the one metric that compares with them. */
    private List<Double> bitratesBefore(UserRule rule, StreamQos stream, int at) {
        if (rule.metric() != Metric.BITRATE_DROP_PCT) {
            return List.of();
        }
        int type = ring.numberOf(stream.getType());
        Doubles before = new Doubles(at);
        for (int i = 0; i < at; i++) {
            double kbps = ring.bitrate(i, type);
            if (!Double.isNaN(kbps)) {
                before.addDouble(kbps);
            }
        }
        return before;
    }

    /** Returns whether the value is beyond the rule's threshold. */
    private boolean judge(UserRule rule, @Nullable String streamType, @Nullable Double value, int at, Instant now) {
        if (value == null) {
            return false;
        }
        Verdict verdict = rule.verdict(value);
        if (verdict != Verdict.BREACH && state.getTracks().isEmpty()) {
            return false;
        }
        AlertTrack track = find(rule, streamType);
        int bit = 1 << at;
        switch (verdict) {
            case BREACH -> {
                if (track == null) {
                    track = start(rule, streamType);
                }
                mark(track, bit, true, false);
                if (track.getAlertId() == null && isLatelySettled(track, at)) {
                    raiseIfDue(track, rule, value, now);
                }
                return true;
            }
            case GOOD -> {
                if (track != null) {
                    mark(track, bit, false, true);
                    if (track.getAlertId() != null) {
                        clearIfDue(track, rule, value);
                    }
                }
            }
            case BETWEEN -> {
                if (track != null) {
                    mark(track, bit, false, false);
                }
            }
        }
        return false;
    }

    private static void mark(AlertTrack track, int bit, boolean breached, boolean good) {
        track.setJudged(track.getJudged() | bit);
        track.setBreached(breached ? track.getBreached() | bit : track.getBreached() & ~bit);
        track.setGood(good ? track.getGood() | bit : track.getGood() & ~bit);
    }

    private boolean isLatelySettled(AlertTrack track, int at) {
        Instant settled = track.getSettledUntil();
        return settled == null || state.getTimes().get(at).isAfter(settled);
    }

    private void raiseIfDue(AlertTrack track, UserRule rule, double value, Instant now) {
        List<Instant> times = state.getTimes();
        int newest = times.size() - 1;
        Instant oldestAllowed = now.minus(rule.maxAge());
        int breaches = 0;
        Instant onset = null;
        Instant last = null;
        for (int i = newest; i > newest - rule.samples() && i >= 0; i--) {
            Instant time = times.get(i);
            if (time.isBefore(oldestAllowed) || !isLatelySettled(track, i)) {
                break;
            }
            if ((track.getBreached() & (1 << i)) != 0) {
                breaches++;
                onset = time;
                last = last == null ? time : last;
            }
        }
        if (breaches < rule.breaches() || onset == null || last == null) {
            return;
        }
        track.setOnset(onset);
        track.setAlertId(AlertIds.of(
                leg.session().toString(), leg.userId(), track.getStreamType(), rule.id(), rule.version(), onset));
        track.setSettledUntil(times.get(newest));
        transitions.add(transition(track, rule, value, rule.breachThreshold(), last));
    }

    private void clearIfDue(AlertTrack track, UserRule rule, double value) {
        List<Instant> times = state.getTimes();
        int inARow = 0;
        for (int i = times.size() - 1; i >= 0 && isLatelySettled(track, i); i--) {
            int bit = 1 << i;
            if ((track.getJudged() & bit) == 0) {
                continue;
            }
            if ((track.getGood() & bit) == 0) {
                break;
            }
            inARow++;
        }
        if (inARow >= rule.breaches()) {
            Instant newest = times.get(times.size() - 1);
            clear(track, RECOVERED, value, newest, newest);
        }
    }

    private void clear(AlertTrack track, String reason, @Nullable Double value, Instant at, Instant settledUntil) {
        UserRule rule = ruleOf(track, rules);
        AlertTransition cleared = transition(track, rule, value, rule == null ? Double.NaN : rule.clearThreshold(), at);
        transitions.add(Transitions.cleared(cleared, reason, track.getCause()));
        track.setAlertId(null);
        track.setOnset(null);
        track.setCause(null);
        track.setSettledUntil(settledUntil);
    }

    /** Null where the rule is no longer there, or switched off: its alert can still end with the session. */
    private static @Nullable UserRule ruleOf(AlertTrack track, AlertRules rules) {
        for (UserRule rule : rules.userRules()) {
            if (rule.id().equals(track.getRuleId())) {
                return rule;
            }
        }
        return null;
    }

    private AlertTransition transition(
            AlertTrack track, @Nullable UserRule rule, @Nullable Double value, double threshold, Instant at) {
        AlertTransition transition = Transitions.raised(
                leg.session(),
                Objects.requireNonNull(track.getAlertId()),
                track.getRuleId(),
                track.getRuleVersion(),
                Objects.requireNonNull(track.getOnset()));
        transition.setScope(AlertScope.USER);
        if (rule != null) {
            transition.setSeverity(rule.severity());
        }
        transition.setUserId(leg.userId());
        transition.setStreamType(track.getStreamType());
        transition.setMetric(rule == null ? "" : rule.metric().key());
        transition.setObserved(value);
        transition.setThreshold(threshold);
        transition.setTransitionTime(at);
        return transition;
    }

    private @Nullable AlertTrack find(UserRule rule, @Nullable String streamType) {
        List<AlertTrack> tracks = state.getTracks();
        for (int i = 0; i < tracks.size(); i++) {
            AlertTrack track = tracks.get(i);
            if (track.getRuleId().equals(rule.id())
                    && track.getRuleVersion() == rule.version()
                    && Objects.equals(track.getStreamType(), streamType)) {
                return track;
            }
        }
        return null;
    }

    private AlertTrack start(UserRule rule, @Nullable String streamType) {
        AlertTrack track = new AlertTrack();
        track.setRuleId(rule.id());
        track.setRuleVersion(rule.version());
        track.setStreamType(streamType);
        if (state.getTracks().isEmpty()) {
            state.setTracks(new ArrayList<>(1));
        }
        state.getTracks().add(track);
        state.getTracks()
                .sort(Comparator.comparing(AlertTrack::getRuleId)
                        .thenComparing(each -> Objects.requireNonNullElse(each.getStreamType(), "")));
        return track;
    }

    /** A track without a breach in sight says no more than no track, unless it still guards what was settled. */
    private void forgetIdleTracks() {
        Instant oldest = state.getTimes().get(0);
        state.getTracks()
                .removeIf(track -> track.getAlertId() == null
                        && track.getBreached() == 0
                        && (track.getSettledUntil() == null
                                || track.getSettledUntil().isBefore(oldest)));
    }
}
