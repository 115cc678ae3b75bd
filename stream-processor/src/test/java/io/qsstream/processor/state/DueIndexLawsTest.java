package io.qsstream.processor.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qsstream.processor.state.DueIndex.Due;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** What is due is done once, in order of time, kind and subject, whatever was added when, and over restarts. */
class DueIndexLawsTest {

    private static final Instant START = Instant.parse("2026-11-20T14:00:00Z");

    private enum Kind {
        FIRST,
        SECOND
    }

    private enum What {
        ADD,
        ADD_FOR_TICK,
        CLOCK,
        TICK,
        RESTART
    }

    /** @param again so long after it was due, seconds, another is added when it is done; none where negative */
    record Step(What what, Kind kind, int seconds, int subject, int again) {}

    private static final Comparator<Due<Kind>> IN_ORDER = Comparator.comparing((Due<Kind> due) -> due.at())
            .thenComparing(Due::kind)
            .thenComparing(Due::subject);

    @Property
    void allThatIsDueIsDoneInOrder(@ForAll("steps") List<Step> steps) {
        // Given
        KeyValueStore<Bytes, byte[]> store = Stores.inMemoryKeyValueStore("due").get();
        DueIndex<Kind> index = open(store);
        TreeSet<Due<Kind>> expected = new TreeSet<>(IN_ORDER);
        TreeSet<Due<Kind>> forTick = new TreeSet<>(IN_ORDER);
        Instant now = START;

        for (Step step : steps) {
            // When
            Bytes subject = subject(step.subject());
            switch (step.what()) {
                case ADD -> {
                    Instant when = now.plusSeconds(step.seconds());
                    index.add(step.kind(), when, subject);
                    expected.add(new Due<>(step.kind(), when, subject));
                }
                case ADD_FOR_TICK -> {
                    index.addAtNextTick(step.kind(), subject);
                    forTick.add(new Due<>(step.kind(), Instant.EPOCH, subject));
                }
                case CLOCK -> {
                    now = now.plusSeconds(Math.max(0, step.seconds()));
                    Instant until = now;
                    DueIndex<Kind> running = index;
                    index.doDue(until, due -> {
                        // Then
                        assertThat(due).isEqualTo(expected.pollFirst());
                        assertThat(due.at()).isBeforeOrEqualTo(until);
                        if (step.again() >= 0 && due.at().isAfter(until.minusSeconds(200))) {
                            Instant when = due.at().plusSeconds(1 + step.again());
                            running.add(Kind.FIRST, when, due.subject());
                            expected.add(new Due<>(Kind.FIRST, when, due.subject()));
                        }
                    });
                    assertThat(expected).allMatch(due -> due.at().isAfter(until));
                }
                case TICK -> {
                    index.doAtTick(due -> assertThat(due).isEqualTo(forTick.pollFirst()));
                    assertThat(forTick).isEmpty();
                }
                case RESTART -> index = open(store);
            }
        }
    }

    @Example
    void moreThanAreDoneInOneGoAreDoneInOrder() {
        // Given
        DueIndex<Kind> index = open(Stores.inMemoryKeyValueStore("due").get());
        for (int i = 4_999; i >= 0; i--) {
            index.add(Kind.SECOND, START.plusSeconds(i / 2_500), subject(i));
        }
        List<Bytes> done = new ArrayList<>();

        // When
        index.doDue(START.plusSeconds(10), due -> done.add(due.subject()));

        // Then
        assertThat(done).hasSize(5_000).isSorted().doesNotHaveDuplicates();
    }

    @Example
    void whatFailsIsNotDoneAgainAndKeepsNothingBack() {
        // Given
        DueIndex<Kind> index = open(Stores.inMemoryKeyValueStore("due").get());
        index.add(Kind.FIRST, START, subject(1));
        index.add(Kind.SECOND, START, subject(2));
        List<Bytes> done = new ArrayList<>();

        // When
        assertThatThrownBy(() -> index.doDue(START, due -> {
                    throw new IllegalStateException("cannot");
                }))
                .hasMessage("cannot");
        index.doDue(START, due -> done.add(due.subject()));

        // Then
        assertThat(done).containsExactly(subject(2));
    }

    private static DueIndex<Kind> open(KeyValueStore<Bytes, byte[]> store) {
        return new DueIndex<>(new Section.Opened(store, (byte) 1), Kind.values());
    }

    private static Bytes subject(int number) {
        return Bytes.wrap("subject %04d".formatted(number).getBytes(UTF_8));
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.frequency(
                                Tuple.of(10, What.ADD),
                                Tuple.of(3, What.ADD_FOR_TICK),
                                Tuple.of(5, What.CLOCK),
                                Tuple.of(1, What.TICK),
                                Tuple.of(1, What.RESTART)),
                        Arbitraries.of(Kind.values()),
                        Arbitraries.integers().between(-5, 150),
                        Arbitraries.integers().between(0, 9),
                        Arbitraries.integers().between(-1, 90))
                .as(Step::new)
                .list()
                .ofMaxSize(100);
    }
}
