package io.qsstream.processor.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.v1.MeasureOverUsers;
import io.qsstream.v1.Stats;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;

/** A series says what its values in order say, however few they are. */
class SeriesLawsTest {

    @Property
    void itSaysWhatItsValuesInOrderSay(
            @ForAll @Size(min = 1, max = 50) List<@DoubleRange(min = -100, max = 10_000) Double> values) {
        // Given
        Series series = new Series();

        // When
        values.forEach(series::add);
        series.add(null);

        // Then
        int count = values.size();
        List<Double> sorted = values.stream().sorted().toList();
        double nearestRank95 = sorted.get((int) Math.ceil(0.95 * count - 1e-9) - 1);
        double mean = values.stream().reduce(0.0, Double::sum) / count;
        assertThat(series.stats())
                .isEqualTo(
                        new Stats(count, sorted.getFirst(), mean, sorted.getLast(), nearestRank95, values.getLast()));
        assertThat(series.overUsers(true))
                .isEqualTo(new MeasureOverUsers(count, mean, nearestRank95, sorted.getLast()));
        assertThat(series.overUsers(false))
                .isEqualTo(new MeasureOverUsers(count, mean, nearestRank95, sorted.getFirst()));
    }

    @Property(tries = 1)
    void withoutAValueItSaysNothing() {
        assertThat(new Series().stats()).isNull();
        assertThat(new Series().overUsers(true)).isNull();
        assertThat(Series.only(null)).isNull();
    }
}
