package io.qsstream.processor.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** A table of entries in two generations must say what two maps say. */
class GenerationsLawsTest {

    private enum What {
        GET,
        PUT,
        REMOVE,
        TURN,
        CLEAR
    }

    record Step(What what, int name) {}

    /** Many of them meet in one place of the table. */
    record Name(int number) {
        @Override
        public int hashCode() {
            return number % 3;
        }
    }

    private static final class Entry extends Generations.Entry<Name> {
        Entry(Name name) {
            super(name);
        }
    }

    private static final class TwoMaps {
        private final int most;
        private Map<Name, Entry> young = new HashMap<>();
        private Map<Name, Entry> old = new HashMap<>();

        TwoMaps(int most) {
            this.most = most;
        }

        @Nullable
        Entry get(Name name) {
            Entry known = young.get(name);
            if (known == null && old.containsKey(name)) {
                known = old.get(name);
                put(known);
            }
            return known;
        }

        @Nullable
        Entry put(Entry entry) {
            Entry elder = old.remove(entry.name());
            Entry before = young.put(entry.name(), entry);
            if (young.size() > most) {
                turn();
            }
            return before == null ? elder : before;
        }

        @Nullable
        Entry remove(Name name) {
            Entry known = young.remove(name);
            return known == null ? old.remove(name) : known;
        }

        List<Entry> turn() {
            List<Entry> gone = List.copyOf(old.values());
            old = young;
            young = new HashMap<>();
            return gone;
        }
    }

    @Property
    void aTableOfEntriesSaysWhatTwoMapsSay(
            @ForAll("steps") List<Step> steps, @ForAll @IntRange(min = 1, max = 60) int most) {
        // Given
        Generations<Name, Entry> table = new Generations<>(most);
        TwoMaps maps = new TwoMaps(most);

        for (Step step : steps) {
            // When
            Name name = new Name(step.name());
            switch (step.what()) {
                case GET -> assertThat(table.get(name)).isSameAs(maps.get(name));
                case PUT -> {
                    Entry entry = new Entry(name);
                    assertThat(table.put(entry)).isSameAs(maps.put(entry));
                }
                case REMOVE -> assertThat(table.remove(name)).isSameAs(maps.remove(name));
                case TURN -> {
                    List<Entry> gone = new ArrayList<>();
                    table.turn(gone::add);
                    assertThat(gone).containsExactlyInAnyOrderElementsOf(maps.turn());
                }
                case CLEAR -> {
                    table.clear();
                    maps.young.clear();
                    maps.old.clear();
                }
            }

            // Then
            assertThat(table.isRipe()).isEqualTo(maps.young.size() >= maps.old.size());
            List<Entry> known = new ArrayList<>();
            table.forEach(known::add);
            List<Entry> expected = new ArrayList<>(maps.young.values());
            expected.addAll(maps.old.values());
            assertThat(known).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<What> what = Arbitraries.frequencyOf(
                Tuple.of(20, Arbitraries.just(What.PUT)),
                Tuple.of(20, Arbitraries.just(What.GET)),
                Tuple.of(6, Arbitraries.just(What.REMOVE)),
                Tuple.of(2, Arbitraries.just(What.TURN)),
                Tuple.of(1, Arbitraries.just(What.CLEAR)));
        return Combinators.combine(what, Arbitraries.integers().between(0, 80))
                .as(Step::new)
                .list()
                .ofMaxSize(300);
    }
}
