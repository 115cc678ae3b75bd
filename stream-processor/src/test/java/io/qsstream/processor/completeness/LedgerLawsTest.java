package io.qsstream.processor.completeness;

import static io.qsstream.processor.completeness.Legs.at;
import static io.qsstream.processor.completeness.Legs.joined;
import static io.qsstream.processor.completeness.Legs.left;
import static io.qsstream.processor.completeness.Legs.leg;
import static io.qsstream.processor.completeness.Legs.samples;
import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.schema.SessionKey;
import io.qsstream.v1.Completeness;
import io.qsstream.v1.CompletenessVerdict;
import io.qsstream.v1.SampleGap;
import io.qsstream.v1.SessionKind;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What the ledger promises of legs whose samples come at any cadence, not to the second, and with any loss of less than a third. */
class LedgerLawsTest {

    @Property
    void nothingIsMissingWhereNothingWasDropped(
            @ForAll @IntRange(min = 5, max = 300) int cadence,
            @ForAll @IntRange(min = 1, max = 200) int count,
            @ForAll long seed) {
        // Given
        Random random = new Random(seed);
        TreeSet<Long> times = times(cadence, count, cadence / 5, random);
        long join = times.first() - random.nextInt(cadence);
        long leave = times.last() + 1 + random.nextInt(cadence);

        // When
        CompletenessVerdict verdict = verdict(times, join, leave, cadence);

        // Then
        assertThat(verdict.getVerdict()).isEqualTo(Completeness.COMPLETE);
        assertThat(verdict.getExpectedSamples()).isEqualTo(count);
        assertThat(verdict.getGaps()).isEmpty();
    }

    @Property
    void everyDroppedSampleBetweenTwoOthersIsNamedAndNoOther(
            @ForAll @IntRange(min = 20, max = 300) int cadence,
            @ForAll @IntRange(min = 20, max = 200) int count,
            @ForAll long seed) {
        // Given
        Random random = new Random(seed);
        TreeSet<Long> all = times(cadence, count, cadence / 20 + 1, random);
        TreeSet<Long> came = new TreeSet<>(all);
        all.stream()
                .filter(time -> time > all.first() && time < all.last())
                .filter(time -> random.nextInt(10) < 2)
                .forEach(came::remove);
        int dropped = all.size() - came.size();
        // Where every other distance is a gap, the gap is the cadence.
        Assume.that(3 * dropped < count - 1);

        // When
        CompletenessVerdict verdict = verdict(came, all.first() - 1, all.last() + 1, cadence);

        // Then
        assertThat(verdict.getExpectedSamples()).isEqualTo(count);
        assertThat(verdict.getExpectedSamples() - verdict.getReceivedSamples()).isEqualTo(dropped);
        TreeMap<Long, Integer> missing = new TreeMap<>();
        for (SampleGap gap : verdict.getGaps()) {
            all.stream()
                    .filter(time -> at(time).isAfter(gap.getFrom()) && at(time).isBefore(gap.getTo()))
                    .forEach(time -> missing.merge(time, 1, Integer::sum));
        }
        TreeSet<Long> expected = new TreeSet<>(all);
        expected.removeAll(came);
        assertThat(missing.keySet()).isEqualTo(expected);
    }

    @Property
    void theOrderOfLegsChangesNothing(@ForAll @IntRange(min = 2, max = 12) int legs, @ForAll long seed) {
        // Given
        Random random = new Random(seed);
        List<SessionLedger.Leg> all = new java.util.ArrayList<>();
        for (int i = 0; i < legs; i++) {
            TreeSet<Long> times = new TreeSet<>();
            for (int sample = random.nextInt(20); sample > 0; sample--) {
                times.add((long) random.nextInt(2_000));
            }
            all.add(
                    random.nextBoolean()
                            ? leg("u" + i, samples("u" + i, times), joined(random.nextInt(100)))
                            : leg("u" + i, samples("u" + i, times), joined(5), left(random.nextInt(3_000))));
        }
        List<SessionLedger.Leg> shuffled = new java.util.ArrayList<>(all);
        java.util.Collections.shuffle(shuffled, random);

        // When
        CompletenessVerdict one = verdict(all);
        CompletenessVerdict other = verdict(shuffled);

        // Then
        assertThat(other).isEqualTo(one);
        if (one != null) {
            assertThat(one.getCoverage()).isBetween(0.0, 1.0);
            assertThat(one.getExpectedSamples()).isGreaterThanOrEqualTo(one.getReceivedSamples());
            assertThat(one.getGaps().stream()
                            .mapToInt(SampleGap::getMissingSamples)
                            .sum())
                    .isEqualTo(one.getExpectedSamples() - one.getReceivedSamples());
        }
    }

    /** Each less than {@code jitter} after its place in the grid. */
    private static TreeSet<Long> times(int cadence, int count, int jitter, Random random) {
        TreeSet<Long> times = new TreeSet<>();
        for (int i = 1; i <= count; i++) {
            times.add((long) cadence * i + random.nextInt(jitter));
        }
        return times;
    }

    /** Beside a leg from which the cadence can be learned, however short the first is. */
    private static CompletenessVerdict verdict(TreeSet<Long> times, long join, long leave, int cadence) {
        SessionLedger ledger = new SessionLedger(new SessionKey("acc", "m1"), SessionKind.UNKNOWN);
        ledger.add(leg("u1", samples("u1", times), joined(join), left(leave)));
        TreeSet<Long> regular = new TreeSet<>();
        for (int i = 1; i <= 5; i++) {
            regular.add((long) cadence * i);
        }
        CompletenessVerdict alone = ledgerOf(regular).verdict(1, "", 0);
        ledger.add(leg("u2", samples("u2", regular), left(regular.last() + 1)));
        CompletenessVerdict both = ledger.verdict(1, "", 0);
        assertThat(alone.getVerdict()).isEqualTo(Completeness.COMPLETE);
        both.setExpectedSamples(both.getExpectedSamples() - 5);
        both.setReceivedSamples(both.getReceivedSamples() - 5);
        return both;
    }

    private static SessionLedger ledgerOf(TreeSet<Long> times) {
        SessionLedger ledger = new SessionLedger(new SessionKey("acc", "m1"), SessionKind.UNKNOWN);
        ledger.add(leg("u2", samples("u2", times), left(times.last() + 1)));
        return ledger;
    }

    private static CompletenessVerdict verdict(List<SessionLedger.Leg> legs) {
        SessionLedger ledger = new SessionLedger(new SessionKey("acc", "m1"), SessionKind.UNKNOWN);
        legs.forEach(ledger::add);
        return ledger.verdict(1, "", 0);
    }
}
