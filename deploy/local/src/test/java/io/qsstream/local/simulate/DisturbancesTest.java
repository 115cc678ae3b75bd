package io.qsstream.local.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DisturbancesTest {

    private static final int COUNT = 10_000;
    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

    @Test
    void withoutAnyEveryEventArrivesOnceInOrder() {
        List<Delivery> deliveries = apply(Disturbances.NONE);

        assertThat(deliveries)
                .extracting(Delivery::order)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, COUNT).boxed().toList());
        assertThat(deliveries).extracting(Delivery::event).containsExactlyElementsOf(events().toList());
    }

    @Test
    void theSharesAreAsAsked() {
        List<Delivery> deliveries = apply(new Disturbances(0.3, 0.05, 0.1, Duration.ofSeconds(90), null));

        assertThat(share(deliveries.stream().filter(Delivery::dropped).count())).isEqualTo(0.1, within(0.01));
        // Of what is not dropped.
        assertThat(share(deliveries.stream()
                        .filter(each -> each.duplicateOf() != null)
                        .count()))
                .isEqualTo(0.3 * 0.9, within(0.02));
        assertThat(share(deliveries.stream()
                        .filter(each -> each.late() && each.duplicateOf() == null)
                        .count()))
                .isEqualTo(0.05 * 0.9, within(0.01));
    }

    @Test
    void nothingIsLostButWhatIsDropped() {
        List<Delivery> deliveries = apply(new Disturbances(0.3, 0.05, 0.1, Duration.ofSeconds(90), null));

        Set<Event> seen = new HashSet<>();
        deliveries.forEach(each -> seen.add(each.event()));
        assertThat(seen).hasSize(COUNT);
    }

    @Test
    void aDuplicateNamesTheFirstDeliveryOfItsEventAndComesAfterIt() {
        List<Delivery> deliveries = apply(new Disturbances(0.5, 0.2, 0, Duration.ofSeconds(30), null));

        assertThat(deliveries)
                .filteredOn(each -> each.duplicateOf() != null)
                .isNotEmpty()
                .allSatisfy(each -> {
                    Delivery first = deliveries.get((int) (each.duplicateOf() - 1));
                    assertThat(first.order()).isLessThan(each.order());
                    assertThat(first.event()).isSameAs(each.event());
                    assertThat(first.duplicateOf()).isNull();
                });
    }

    @Test
    void lateOnesComeAfterAllOthersWhenNothingIsPaced() {
        List<Delivery> deliveries = apply(new Disturbances(0, 0.05, 0, Duration.ofSeconds(10), null));

        int firstLate = deliveries.indexOf(
                deliveries.stream().filter(Delivery::late).findFirst().orElseThrow());
        assertThat(deliveries.subList(firstLate, deliveries.size())).allMatch(Delivery::late);
    }

    @Test
    void lateOnesAreHeldBackForTheirTimeWhenPaced() {
        List<Delivery> deliveries = apply(new Disturbances(0, 0.05, 0, Duration.ZERO, Duration.ofSeconds(25)));

        assertThat(deliveries).extracting(Delivery::at).isSorted();
        assertThat(deliveries)
                .filteredOn(Delivery::late)
                .isNotEmpty()
                .allMatch(each -> each.at().equals(each.event().time().plusSeconds(25)));
    }

    @Test
    void shufflingDelaysByNoMoreThanAskedAndChangesTheOrder() {
        List<Delivery> deliveries = apply(new Disturbances(0, 0, 0, Duration.ofSeconds(90), null));

        assertThat(deliveries).extracting(Delivery::at).isSorted();
        assertThat(deliveries).allMatch(each -> each.shuffledBy().compareTo(Duration.ofSeconds(90)) < 0);
        assertThat(deliveries.stream().map(Delivery::event).toList()).isNotEqualTo(events().toList());
    }

    @Test
    void theSameSeedGivesTheSameDeliveries() {
        Disturbances disturbances = new Disturbances(0.3, 0.05, 0.1, Duration.ofSeconds(90), null);

        assertThat(apply(disturbances)).isEqualTo(apply(disturbances));
    }

    @Test
    void aShareBeyondOneIsRefused() {
        assertThatThrownBy(() -> new Disturbances(1.5, 0, 0, Duration.ZERO, null))
                .hasMessage("--duplicates must be 0 to 1, was 1.5");
    }

    private static List<Delivery> apply(Disturbances disturbances) {
        return disturbances.apply(events(), 42).toList();
    }

    private static Stream<Event> events() {
        return LongStream.range(0, COUNT)
                .mapToObj(
                        i -> new Event(START.plusMillis(i * 500), "meeting.participant_qos", "id" + i, "{" + i + "}"));
    }

    private static double share(long count) {
        return count / (double) COUNT;
    }
}
