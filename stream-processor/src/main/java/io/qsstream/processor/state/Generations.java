package io.qsstream.processor.state;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was asked for lately, in two generations: with each turn the elder is forgotten, and whatever is asked for
 * belongs to the younger. Unlike an order of last use it writes nothing where the young are asked for.
 *
 * <p>A hash table whose entries are what it keeps: each carries its name, its hash and its generation. With tens of thousands
 * of them a look is as dear as the objects that it touches, and a map's node would be one more. Not thread-safe.
 */
public final class Generations<K, E extends Generations.Entry<K>> {

    /** What is kept, of one table. */
    public abstract static class Entry<K> {
        private final K name;
        private final int hash;
        private int generation;
        private @Nullable Entry<K> next;

        protected Entry(K name) {
            this.name = name;
            this.hash = spread(name);
        }

        /** What it is asked for by. */
        public final K name() {
            return name;
        }

        private boolean is(K name, int hash) {
            return this.hash == hash && this.name.equals(name);
        }
    }

    private static final int LEAST_PLACES = 16;

    private final int most;
    private @Nullable Entry<K>[] table = places(LEAST_PLACES);
    private int size;
    private int young;
    private int generation;

    /** Turns by itself when the younger has more than so many. */
    public Generations(int most) {
        this.most = most;
    }

    /** Turns only when it is told to. */
    Generations() {
        this(Integer.MAX_VALUE);
    }

    /** Null where nothing is known. */
    public @Nullable E get(K name) {
        int hash = spread(name);
        Entry<K> known = table[place(hash)];
        while (known != null && !known.is(name, hash)) {
            known = known.next;
        }
        if (known == null) {
            return null;
        }
        if (known.generation != generation) {
            rejuvenate(known);
        }
        return own(known);
    }

    /** Returns what was known by its name before; null for nothing. */
    public @Nullable E put(E entry) {
        E before = remove(entry.name());
        if (size >= table.length) {
            grow();
        }
        insert(entry);
        size++;
        rejuvenate(entry);
        return before;
    }

    /** Returns what was known; null for nothing. */
    public @Nullable E remove(K name) {
        int hash = spread(name);
        int place = place(hash);
        Entry<K> before = null;
        for (Entry<K> known = table[place]; known != null; before = known, known = known.next) {
            if (known.is(name, hash)) {
                if (before == null) {
                    table[place] = known.next;
                } else {
                    before.next = known.next;
                }
                forget(known);
                return own(known);
            }
        }
        return null;
    }

    public void clear() {
        table = places(LEAST_PLACES);
        size = 0;
        young = 0;
    }

    /** Visits all that is known; the visitor changes nothing here. */
    void forEach(Consumer<E> visitor) {
        for (Entry<K> first : table) {
            for (Entry<K> known = first; known != null; known = known.next) {
                visitor.accept(own(known));
            }
        }
    }

    /** Whether the younger is no smaller than the elder: a turn before that would soon have forgotten all. */
    boolean isRipe() {
        return young >= size - young;
    }

    /** Forgets the elder; {@code forgotten} is told of each when all are. */
    void turn(Consumer<E> forgotten) {
        Entry<K> gone = null;
        for (int place = 0; place < table.length; place++) {
            Entry<K> kept = null;
            for (Entry<K> known = table[place]; known != null; ) {
                Entry<K> next = known.next;
                if (known.generation == generation) {
                    known.next = kept;
                    kept = known;
                } else {
                    forget(known);
                    known.next = gone;
                    gone = known;
                }
                known = next;
            }
            table[place] = kept;
        }
        generation++;
        young = 0;
        while (gone != null) {
            Entry<K> next = gone.next;
            gone.next = null;
            forgotten.accept(own(gone));
            gone = next;
        }
    }

    private void rejuvenate(Entry<K> entry) {
        entry.generation = generation;
        young++;
        if (young > most) {
            turn(gone -> {});
        }
    }

    private void forget(Entry<K> entry) {
        size--;
        if (entry.generation == generation) {
            young--;
        }
    }

    private void insert(Entry<K> entry) {
        int place = place(entry.hash);
        entry.next = table[place];
        table[place] = entry;
    }

    private void grow() {
        @Nullable Entry<K>[] smaller = table;
        table = places(2 * smaller.length);
        for (Entry<K> first : smaller) {
            for (Entry<K> known = first; known != null; ) {
                Entry<K> next = known.next;
                insert(known);
                known = next;
            }
        }
    }

    private int place(int hash) {
        return hash & (table.length - 1);
    }

    private static int spread(Object name) {
        int hash = name.hashCode();
        return hash ^ (hash >>> 16);
    }

    @SuppressWarnings("unchecked") // Nothing but what was put is in the table.
    private E own(Entry<K> entry) {
        return (E) entry;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // An array of a generic type has no other way to be made.
    private static <K> @Nullable Entry<K>[] places(int number) {
        return new Entry[number];
    }
}
