package io.qsstream.processor.window;

import io.qsstream.v1.MeasureOverUsers;
import io.qsstream.v1.Stats;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The values of one measure, in the order they were added. */
final class Series {

    private static final double[] NONE = {};

    private double only;
    private double[] values = NONE;
    private int count;

    /** Adds a value; an absent one adds nothing. */
    void add(@Nullable Double value) {
        if (value == null) {
            return;
        }
        // Zoom sends a sample a minute: nearly every series of a window of a minute has one value, and needs no array.
        if (count == 0) {
            only = value;
        } else {
            if (count >= values.length) {
                values = Arrays.copyOf(values, 4 * count);
                values[0] = only;
            }
            values[count] = value;
        }
        count++;
    }

    /** Of a series that has this value alone; null where it is absent. */
    static @Nullable Stats only(@Nullable Double value) {
        return value == null ? null : new Stats(1, value, value, value, value, value);
    }

    /** Null where there is no value. */
    @Nullable
    Stats stats() {
        if (count == 0) {
            return null;
        }
        if (count == 1) {
            return only(only);
        }
        return new Stats(count, least(), mean(), greatest(), nearestRank95(), values[count - 1]);
    }

    /**
     * The values as one each of a user.
     *
     * @param greaterIsWorse true for latency, jitter and loss; false for bit rate and frame rate
     */
    @Nullable
    MeasureOverUsers overUsers(boolean greaterIsWorse) {
        if (count == 0) {
            return null;
        }
        if (count == 1) {
            return new MeasureOverUsers(1, only, only, only);
        }
        return new MeasureOverUsers(count, mean(), nearestRank95(), greaterIsWorse ? greatest() : least());
    }

    private double mean() {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += values[i];
        }
        return sum / count;
    }

    private double least() {
        double least = values[0];
        for (int i = 1; i < count; i++) {
            least = Math.min(least, values[i]);
        }
        return least;
    }

    private double greatest() {
        double greatest = values[0];
        for (int i = 1; i < count; i++) {
            greatest = Math.max(greatest, values[i]);
        }
        return greatest;
    }

    /** The ceil(0.95 n)-th smallest, in whole numbers so that no rounding can miss it: up to 19 values, the greatest. */
    private double nearestRank95() {
        int rank = (95 * count + 99) / 100;
        if (rank == count) {
            return greatest();
        }
        double[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        return sorted[rank - 1];
    }
}
