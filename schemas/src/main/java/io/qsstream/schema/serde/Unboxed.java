package io.qsstream.schema.serde;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * A list without an object for each element: state that is read and written with every event has a hundred of them. An
 * element stands as 64 bits, from which it is made where it is asked for.
 */
public abstract sealed class Unboxed<E> extends AbstractList<E> implements RandomAccess permits Doubles, Instants {

    private long[] all;
    private int size;

    /** An empty list with room for so many. */
    Unboxed(int room) {
        all = new long[room];
    }

    /** A list of its own with what another has, and room for one more. */
    Unboxed(Unboxed<E> other) {
        all = Arrays.copyOf(other.all, other.size + 1);
        size = other.size;
    }

    /** Drops so many from the beginning of any list. */
    public static void dropFirst(List<?> list, int count) {
        if (list instanceof Unboxed<?> unboxed) {
            unboxed.removeRange(0, count);
        } else {
            list.subList(0, count).clear();
        }
    }

    abstract long bits(E element);

    abstract E element(long bits);

    final long bitsAt(int index) {
        return all[Objects.checkIndex(index, size)];
    }

    final void addBits(int index, long bits) {
        makeRoom(index, 1);
        all[index] = bits;
    }

    private void makeRoom(int index, int more) {
        Objects.checkIndex(index, size + 1);
        if (size + more > all.length) {
            all = Arrays.copyOf(all, Math.max(size + more, 2 * size + 1));
        }
        System.arraycopy(all, index, all, index + more, size - index);
        size += more;
        modCount++;
    }

    @Override
    public E get(int index) {
        return element(bitsAt(index));
    }

    @Override
    public E set(int index, E element) {
        E before = get(index);
        all[index] = bits(element);
        return before;
    }

    @Override
    public void add(int index, E element) {
        addBits(index, bits(element));
    }

    @Override
    @SuppressWarnings("unchecked") // A collection of E has nothing else.
    public boolean addAll(int index, Collection<? extends E> elements) {
        Object[] more = elements.toArray();
        makeRoom(index, more.length);
        for (int i = 0; i < more.length; i++) {
            all[index + i] = bits((E) more[i]);
        }
        return more.length > 0;
    }

    @Override
    public E remove(int index) {
        E removed = get(index);
        removeRange(index, index + 1);
        return removed;
    }

    @Override
    protected void removeRange(int from, int to) {
        System.arraycopy(all, to, all, from, size - to);
        size -= to - from;
        modCount++;
    }

    @Override
    public int size() {
        return size;
    }
}
