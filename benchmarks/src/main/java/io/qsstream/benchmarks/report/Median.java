package io.qsstream.benchmarks.report;

import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The middle of what was measured. Pure. */
public final class Median {

    /** The median of the values that are there; null where none is. */
    public static @Nullable Double of(Collection<? extends @Nullable Number> values) {
        double[] sorted = values.stream()
                .filter(Objects::nonNull)
                .mapToDouble(Number::doubleValue)
                .sorted()
                .toArray();
        if (sorted.length == 0) {
            return null;
        }
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private Median() {}
}
