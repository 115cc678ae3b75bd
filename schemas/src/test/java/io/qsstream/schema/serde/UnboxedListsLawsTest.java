package io.qsstream.schema.serde;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** They are lists like any other. */
class UnboxedListsLawsTest {

    @Property
    void numbersComeAndGoAsInAnArrayList(
            @ForAll @Size(max = 40) List<Double> values, @ForAll @Size(max = 40) List<Integer> places) {
        assertAlike(new Doubles(0), values, places);
        assertThat(Doubles.copyOf(values)).isEqualTo(values).isNotSameAs(values);
        Doubles doubles = Doubles.copyOf(values);
        assertThat(Doubles.copyOf(doubles)).isEqualTo(values);
        for (int i = 0; i < values.size(); i++) {
            assertThat(Doubles.at(doubles, i)).isEqualTo(Doubles.at(values, i));
        }
    }

    @Property
    void timesComeAndGoAsInAnArrayList(
            @ForAll @Size(max = 40) List<Integer> seconds, @ForAll @Size(max = 40) List<Integer> places) {
        List<Instant> times = seconds.stream().map(Instant::ofEpochSecond).toList();
        assertAlike(new Instants(0), times, places);
        Instants instants = Instants.copyOf(times);
        assertThat(instants).isEqualTo(times);
        assertThat(Instants.copyOf(instants)).isEqualTo(times);
        for (int i = 0; i < times.size(); i++) {
            assertThat(Instants.millisAt(instants, i)).isEqualTo(Instants.millisAt(times, i));
        }
    }

    private static <T> void assertAlike(List<T> unboxed, List<T> values, List<Integer> places) {
        List<T> boxed = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            // When
            T value = values.get(i);
            int place = i < places.size() ? Math.floorMod(places.get(i), boxed.size() + 1) : 0;
            switch (boxed.isEmpty() || place == boxed.size() ? 0 : i % 6) {
                case 1 -> assertThat(unboxed.remove(place)).isEqualTo(boxed.remove(place));
                case 2 -> assertThat(unboxed.set(place, value)).isEqualTo(boxed.set(place, value));
                case 3 -> {
                    unboxed.addAll(place, values.subList(0, i));
                    boxed.addAll(place, values.subList(0, i));
                }
                case 4 -> {
                    int end = Math.min(boxed.size(), place + i / 2);
                    unboxed.subList(place, end).clear();
                    boxed.subList(place, end).clear();
                    int first = boxed.size() / 3;
                    Unboxed.dropFirst(unboxed, first);
                    Unboxed.dropFirst(boxed, first);
                }
                default -> {
                    unboxed.add(place, value);
                    boxed.add(place, value);
                }
            }

            // Then
            assertThat(unboxed).isEqualTo(boxed);
            assertThat(unboxed.hashCode()).isEqualTo(boxed.hashCode());
        }
    }
}
