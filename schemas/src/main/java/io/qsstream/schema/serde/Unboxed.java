package io.qsstream.schema.serde;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * A list without an object for each element: state that is read and written with every event has a hundred of them. An
 * element stands as 64 bits, from which it is made where it is asked for.
 */
abstract class Unboxed<E> extends AbstractList<E> implements RandomAccess {

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

    abstract long bits(E element);

    abstract E element(long bits);

    final long bitsAt(int index) {
        return all[Objects.checkIndex(index, size)];
    }

    final void addBits(int index, long bits) {
        Objects.checkIndex(index, size + 1);
        if (size == all.length) {
            all = Arrays.copyOf(all, 2 * size + 1);
        }
        System.arraycopy(all, index, all, index + 1, size - index);
        all[index] = bits;
        size++;
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
    public E remove(int index) {
        E removed = get(index);
        System.arraycopy(all, index + 1, all, index, size - index - 1);
        size--;
        modCount++;
        return removed;
    }

    @Override
    public int size() {
        return size;
    }
}
