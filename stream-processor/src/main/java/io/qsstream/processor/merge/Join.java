package io.qsstream.processor.merge;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The law for one value, one ordered list and one map. Whatever adds nothing gives back {@code known} itself, so that
 * "nothing new" is one identity check and allocates nothing.
 */
final class Join {

    /** The greater of two: numbers numerically, texts by text order, enums by ordinal; anything beats null. */
    static <T extends Comparable<T>> @Nullable T greater(@Nullable T known, @Nullable T more) {
        if (more == null || known == more) {
            return known;
        }
        return known == null || known.compareTo(more) < 0 ? more : known;
    }

    /**
     * The union of two lists that are ordered by {@code order} and distinct in it; equals are joined by {@code join}.
     *
     * @param limit how many are kept, the first in order: the same ones whatever came first
     */
    static <T> List<T> union(List<T> known, List<T> more, Comparator<T> order, BinaryOperator<T> join, int limit) {
        List<T> joined = null;
        int next = 0;
        for (int i = 0; i < more.size(); i++) {
            T addition = more.get(i);
            int compared = -1;
            while (next < known.size() && (compared = order.compare(known.get(next), addition)) < 0) {
                if (joined != null) {
                    joined.add(known.get(next));
                }
                next++;
            }
            if ((joined == null ? next : joined.size()) >= limit) {
                break;
            }
            if (next < known.size() && compared == 0) {
                T before = known.get(next);
                T after = join.apply(before, addition);
                if (joined == null && after != before) {
                    joined = new ArrayList<>(known.subList(0, next));
                }
                if (joined != null) {
                    joined.add(after);
                }
                next++;
            } else {
                if (joined == null) {
                    joined = new ArrayList<>(known.subList(0, next));
                }
                joined.add(addition);
            }
        }
        if (joined == null) {
            return known;
        }
        while (next < known.size()) {
            joined.add(known.get(next++));
        }
        return joined.size() <= limit ? joined : new ArrayList<>(joined.subList(0, limit));
    }

    /** The union of two ordered, distinct lists of texts. */
    static List<String> union(List<String> known, List<String> more, int limit) {
        return union(known, more, Comparator.naturalOrder(), (k, m) -> k, limit);
    }

    /**
     * The union of two maps, the greater text where both have a key.
     *
     * @param limit how many entries are kept, the first by key: the same ones whatever came first
     */
    static Map<String, String> union(Map<String, String> known, Map<String, String> more, int limit) {
        if (more.isEmpty()) {
            return known;
        }
        boolean adds = false;
        for (Map.Entry<String, String> entry : more.entrySet()) {
            String value = known.get(entry.getKey());
            if (value == null || value.compareTo(entry.getValue()) < 0) {
                adds = true;
                break;
            }
        }
        if (!adds) {
            return known;
        }
        SortedMap<String, String> union = new TreeMap<>(known);
        more.forEach((key, value) -> union.merge(key, value, (k, m) -> k.compareTo(m) < 0 ? m : k));
        while (union.size() > limit) {
            union.remove(union.lastKey());
        }
        return union.equals(known) ? known : union;
    }

    private Join() {}
}
