package io.qsstream.processor.cause;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.v1.LegAlertState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A crowd stands in no store: whatever it has counted must be found again in the states of the legs. */
class CrowdLawsTest {

    private static final Instant START = Instant.parse("2026-11-20T14:00:00Z");
    private static final int LEGS = 4;

    /** A sample of a leg, and perhaps a data centre that was heard of before it. */
    record Step(int leg, int second, int groups, int suffering, int dataCenter) {}

    @Property
    void whatWasCountedIsCountedAgainFromTheLegs(@ForAll("steps") List<Step> steps) {
        List<LegAlertState> legs = new ArrayList<>();
        for (int i = 0; i < LEGS; i++) {
            legs.add(LegAlertState.newBuilder().build());
        }
        Crowd crowd = new Crowd();
        for (Step step : steps) {
            LegAlertState leg = legs.get(step.leg());
            if (step.dataCenter() > 0) {
                crowd.move(leg, "data center " + step.dataCenter());
            }
            crowd.count(leg, START.plusSeconds(step.second()), step.groups(), step.suffering());

            Crowd again = new Crowd();
            legs.forEach(again::add);
            assertThat(again).usingRecursiveComparison().isEqualTo(crowd);
        }
    }

    @Property
    void aSampleThatComesAgainIsCountedOnce(@ForAll("steps") List<Step> steps) {
        Crowd once = new Crowd();
        Crowd twice = new Crowd();
        LegAlertState leg = LegAlertState.newBuilder().build();
        LegAlertState same = LegAlertState.newBuilder().build();
        for (Step step : steps) {
            Instant time = START.plusSeconds(step.second());
            once.count(leg, time, step.groups(), step.suffering());
            twice.count(same, time, step.groups(), step.suffering());
            twice.count(same, time, step.groups(), step.suffering());
        }
        assertThat(twice).usingRecursiveComparison().isEqualTo(once);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> groups = Arbitraries.integers()
                .between(0, (1 << Group.values().length) - 1)
                .map(set -> set | 1);
        Arbitrary<Integer> suffering = Arbitraries.oneOf(Arbitraries.just(0), groups);
        return Combinators.combine(
                        Arbitraries.integers().between(0, LEGS - 1),
                        Arbitraries.integers().between(0, 400),
                        groups,
                        suffering,
                        Arbitraries.integers().between(-2, 2))
                .as(Step::new)
                .list()
                .ofMaxSize(30);
    }
}
