package io.qsstream.dashboard.stream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * What changed and was not told yet: each key at most once, and not before its pause is over. A change that can wait
 * has a longer pause. Safe for many threads.
 */
final class Pending<K> {

    private final long pauseNanos;
    private final long longPauseNanos;
    private final Map<K, Boolean> changed = new HashMap<>();
    private final Map<K, Long> told = new HashMap<>();

    Pending(long pauseNanos, long longPauseNanos) {
        this.pauseNanos = pauseNanos;
        this.longPauseNanos = longPauseNanos;
    }

    /** Notes a change; one that cannot wait makes those before it not wait either. */
    synchronized void add(K key, boolean canWait) {
        changed.merge(key, canWait, Boolean::logicalAnd);
    }

    /** Takes out whatever is due at a time, as by {@link System#nanoTime()}. */
    synchronized List<K> due(long now) {
        List<K> due = new ArrayList<>();
        Iterator<Map.Entry<K, Boolean>> each = changed.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<K, Boolean> entry = each.next();
            Long last = told.get(entry.getKey());
            if (last == null || now - last >= (entry.getValue() ? longPauseNanos : pauseNanos)) {
                due.add(entry.getKey());
                told.put(entry.getKey(), now);
                each.remove();
            }
        }
        return due;
    }

    /** Forgets when keys were told that may be told again anyway. */
    synchronized void tidy(long now) {
        told.values().removeIf(last -> now - last > longPauseNanos);
    }

    synchronized void clear() {
        changed.clear();
    }
}
