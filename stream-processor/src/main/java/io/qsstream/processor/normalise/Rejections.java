package io.qsstream.processor.normalise;

import io.qsstream.processor.normalise.Normalised.Reason;
import io.qsstream.processor.normalise.Normalised.Rejection;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers why parts of one event cannot be used: one rejection per reason, naming the first part and counting the others. */
final class Rejections {

    private @Nullable Map<Reason, String> firstParts;
    private @Nullable Map<Reason, Integer> others;

    void add(Reason reason, String part) {
        if (firstParts == null || others == null) {
            firstParts = new EnumMap<>(Reason.class);
            others = new EnumMap<>(Reason.class);
        }
        if (firstParts.putIfAbsent(reason, part) != null) {
            others.merge(reason, 1, Integer::sum);
        }
    }

    /** In order of {@link Reason}. */
    List<Rejection> toList() {
        if (firstParts == null || others == null) {
            return List.of();
        }
        List<Rejection> list = new ArrayList<>(firstParts.size());
        for (Map.Entry<Reason, String> first : firstParts.entrySet()) {
            Integer more = others.get(first.getKey());
            String detail = more == null ? first.getValue() : first.getValue() + " and " + more + " more";
            list.add(new Rejection(first.getKey(), detail));
        }
        return List.copyOf(list);
    }
}
