package io.qsstream.dashboard.model;

import org.jspecify.annotations.Nullable;

/** The law by which facts join here as in the processor: a conflict is won by the greater text, whatever came first. */
final class Greater {

    static @Nullable String of(@Nullable String a, @Nullable String b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.compareTo(b) >= 0 ? a : b;
    }

    private Greater() {}
}
