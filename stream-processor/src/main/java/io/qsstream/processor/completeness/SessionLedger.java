package io.qsstream.processor.completeness;

import io.qsstream.schema.SessionKey;
import io.qsstream.v1.Completeness;
import io.qsstream.v1.CompletenessReason;
import io.qsstream.v1.CompletenessVerdict;
import io.qsstream.v1.LegState;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.SampleGap;
import io.qsstream.v1.SessionKind;
import io.qsstream.v1.SummaryFigure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts a session's verdict together from its legs, one after the other, keeping their times alone. Depends on what came,
 * not on when or in which order; only the counts of deliveries (late, duplicate, dead-lettered) are of the deliveries.
 */
public final class SessionLedger {

    /** Gaps with most missing samples that are listed; all are counted. */
    static final int LISTED = 5_000;

    /** What the topic takes, and so much less that key, headers and framing do not matter. */
    static final int LARGEST_BYTES = 512 * 1024;

    private static final Comparator<SampleGap> BY_USER_AND_TIME =
            Comparator.comparing(SampleGap::getUserId).thenComparing(SampleGap::getFrom);
    private static final Comparator<SampleGap> BY_MISSING =
            Comparator.comparingInt(SampleGap::getMissingSamples).reversed().thenComparing(BY_USER_AND_TIME);

    /**
     * What is known of one leg.
     *
     * @param samples distinct, in order of time
     * @param facts what Zoom told of the user's settings and leaves
     * @param figures Zoom's own summary figures beside ours
     */
    public record Leg(
            String userId,
            SessionKind kind,
            List<QosSample> samples,
            int duplicates,
            LegState facts,
            List<SummaryFigure> figures,
            int alerts) {}

    /** A leg as it is kept until all are known. */
    private record Kept(LegTimes times, Agreement agreement) {}

    private final SessionKey session;
    private final List<Kept> legs = new ArrayList<>();
    private SessionKind kind;
    private int late;
    private int duplicates;
    private int alerts;

    /** @param kind as far as known without the samples */
    public SessionLedger(SessionKey session, SessionKind kind) {
        this.session = session;
        this.kind = kind;
    }

    /** Adds a leg. */
    public void add(Leg leg) {
        // A phone call's summary lists measurements with dates of their own (qss-reference §1.4): it sums nothing up.
        Agreement agreement = leg.kind() == SessionKind.PHONE_CALL ? Agreement.NONE : Agreement.of(leg.figures());
        legs.add(new Kept(LegTimes.of(leg.userId(), leg.samples(), leg.facts()), agreement));
        kind = leg.kind().compareTo(kind) > 0 ? leg.kind() : kind;
        late += (int) leg.samples().stream().filter(QosSample::getLate).count();
        duplicates += leg.duplicates();
        alerts += leg.alerts();
    }

    /**
     * The verdict; null where nobody has sent a sample and nobody was there for long enough to send one.
     *
     * @param deadLettered samples that could not be used
     */
    public @Nullable CompletenessVerdict verdict(int revision, String endReason, int deadLettered) {
        OptionalLong learned = Cadence.ofLegs(legs.stream()
                .flatMapToLong(leg -> leg.times().cadence().stream())
                .toArray());
        OptionalLong end = end();
        Sum sum = new Sum();
        for (Kept leg : legs) {
            long cadence = leg.times().cadence().orElse(learned.orElse(Cadence.ASSUMED_MS));
            sum.add(leg, LegLedger.of(leg.times(), cadence, end));
        }
        if (sum.expected == 0) {
            return null;
        }
        Set<CompletenessReason> reasons = reasons(sum, end, learned, deadLettered);
        CompletenessVerdict verdict = new CompletenessVerdict();
        verdict.setAccountId(session.accountId());
        verdict.setSessionId(session.sessionId());
        verdict.setSessionKind(kind);
        verdict.setRevision(revision);
        verdict.setVerdict(completeness(sum, end));
        verdict.setReasons(List.copyOf(reasons));
        verdict.setCoverage((double) sum.received / sum.expected);
        verdict.setStartTime(Instant.ofEpochMilli(sum.first));
        verdict.setEndTime(Instant.ofEpochMilli(sum.last));
        verdict.setEndReason(endReason);
        verdict.setUserCount(sum.users);
        verdict.setCadenceMs(learned.isPresent() ? learned.getAsLong() : null);
        verdict.setExpectedSamples(sum.expected);
        verdict.setReceivedSamples(sum.received);
        verdict.setLateSamples(late);
        verdict.setDuplicateSamples(duplicates);
        verdict.setDeadLetteredSamples(deadLettered);
        verdict.setGapCount(sum.gaps.size());
        verdict.setAlertCount(alerts);
        verdict.setSummaryAgrees(sum.agreement.compared() == 0 ? null : sum.agreement.disagreeing() == 0);
        verdict.setComparedFigures(sum.agreement.compared());
        verdict.setDisagreeingFigures(sum.agreement.disagreeing());
        listGaps(verdict, sum.gaps);
        return verdict;
    }

    /** Of the verdict on a session: what makes the next revision where it changes, without the counts of deliveries. */
    public static CompletenessVerdict withoutDeliveries(CompletenessVerdict verdict) {
        CompletenessVerdict bare = CompletenessVerdict.newBuilder(verdict)
                .setRevision(0)
                .setLateSamples(0)
                .setDuplicateSamples(0)
                .setDeadLetteredSamples(0)
                .build();
        bare.setReasons(bare.getReasons().stream()
                .filter(reason -> reason != CompletenessReason.DEAD_LETTERS)
                .toList());
        return bare;
    }

    /** The last leave or sample; empty where no leave was heard: the session may have gone on unheard. */
    private OptionalLong end() {
        return legs.stream().anyMatch(leg -> leg.times().left().length > 0)
                ? legs.stream().mapToLong(leg -> leg.times().last()).max()
                : OptionalLong.empty();
    }

    private static Completeness completeness(Sum sum, OptionalLong end) {
        if (sum.received == 0) {
            return Completeness.MISSING;
        }
        if (sum.expected > sum.received) {
            return Completeness.PARTIAL;
        }
        if (sum.agreement.disagreeing() > 0) {
            return Completeness.DISAGREES;
        }
        return end.isEmpty() ? Completeness.UNKNOWN : Completeness.COMPLETE;
    }

    private static Set<CompletenessReason> reasons(Sum sum, OptionalLong end, OptionalLong learned, int deadLettered) {
        Set<CompletenessReason> reasons = EnumSet.noneOf(CompletenessReason.class);
        if (sum.gaps.size() > sum.stays) {
            reasons.add(CompletenessReason.GAPS);
        }
        if (sum.stays > 0) {
            reasons.add(CompletenessReason.LEG_WITHOUT_SAMPLES);
        }
        if (deadLettered > 0) {
            reasons.add(CompletenessReason.DEAD_LETTERS);
        }
        if (sum.agreement.disagreeing() > 0) {
            reasons.add(CompletenessReason.FIGURES_DISAGREE);
        }
        if (end.isEmpty()) {
            reasons.add(CompletenessReason.NO_LEAVE_HEARD);
        }
        if (learned.isEmpty()) {
            reasons.add(CompletenessReason.CADENCE_ASSUMED);
        }
        return reasons;
    }

    private static void listGaps(CompletenessVerdict verdict, List<SampleGap> gaps) {
        List<SampleGap> worst = gaps;
        if (gaps.size() > LISTED) {
            worst = gaps.stream().sorted(BY_MISSING).limit(LISTED).toList();
        }
        verdict.setGaps(worst.stream().sorted(BY_USER_AND_TIME).toList());
        for (int kept = worst.size() / 2; kept > 0 && size(verdict) > LARGEST_BYTES; kept /= 2) {
            verdict.setGaps(gaps.stream()
                    .sorted(BY_MISSING)
                    .limit(kept)
                    .sorted(BY_USER_AND_TIME)
                    .toList());
        }
    }

    private static int size(CompletenessVerdict verdict) {
        try {
            return verdict.toByteBuffer().remaining();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All legs together. */
    private static final class Sum {
        private final List<SampleGap> gaps = new ArrayList<>();
        private int users;
        private int expected;
        private int received;
        private int stays;
        private long first = Long.MAX_VALUE;
        private long last = Long.MIN_VALUE;
        private Agreement agreement = Agreement.NONE;

        void add(Kept leg, LegLedger ledger) {
            if (ledger.expected() == 0) {
                return;
            }
            users++;
            expected += ledger.expected();
            received += ledger.received();
            stays += ledger.stays();
            gaps.addAll(ledger.gaps());
            first = Math.min(first, leg.times().first());
            last = Math.max(last, leg.times().last());
            if (ledger.missing() == 0) {
                // What is missing explains what disagrees.
                agreement = agreement.and(leg.agreement());
            }
        }
    }
}
