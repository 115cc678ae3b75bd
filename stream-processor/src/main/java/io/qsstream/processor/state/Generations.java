package io.qsstream.processor.state;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was asked for lately, in two generations: with each turn the elder is forgotten, and whatever is asked for
 * moves to the younger. Unlike an order of last use it writes nothing where the young are asked for. Not thread-safe.
 */
public final class Generations<K, V> {

    private final int most;
    private Map<K, V> young = new HashMap<>();
    private Map<K, V> old = new HashMap<>();

    /** Turns by itself when the younger has more than so many. */
    public Generations(int most) {
        this.most = most;
    }

    /** Turns only when it is told to. */
    Generations() {
        this(Integer.MAX_VALUE);
    }

    /** Null where nothing is known. */
    public @Nullable V get(K key) {
        V known = young.get(key);
        if (known == null) {
            known = old.get(key);
            if (known != null) {
                put(key, known);
            }
        }
        return known;
    }

    /** Returns what was known before; null for nothing. */
    public @Nullable V put(K key, V value) {
        V before = young.put(key, value);
        if (before == null) {
            before = old.remove(key);
            if (young.size() > most) {
                var unused = turn();
            }
        }
        return before;
    }

    /** Returns what was known; null for nothing. */
    public @Nullable V remove(K key) {
        V known = young.remove(key);
        return known == null ? old.remove(key) : known;
    }

    public void clear() {
        young.clear();
        old.clear();
    }

    /** Visits all that is known. */
    void forEach(Consumer<V> visitor) {
        young.values().forEach(visitor);
        old.values().forEach(visitor);
    }

    /** Whether the younger is no smaller than the elder: a turn before that would soon have forgotten all. */
    boolean isRipe() {
        return young.size() >= old.size();
    }

    /** Forgets the elder, and returns it. */
    Map<K, V> turn() {
        Map<K, V> forgotten = old;
        old = young;
        young = new HashMap<>();
        return forgotten;
    }
}
