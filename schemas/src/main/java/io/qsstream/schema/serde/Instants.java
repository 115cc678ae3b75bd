package io.qsstream.schema.serde;

import java.time.Instant;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/** A list of times, to the millisecond, without an object for each: see {@link Doubles}. */
public final class Instants extends AbstractList<Instant> implements RandomAccess {

    private long[] millis;
    private int size;

    /** An empty list with room for so many. */
    public Instants(int room) {
        millis = new long[room];
    }

    /** A list of its own with the same times. */
    public static Instants copyOf(List<Instant> list) {
        Instants copy = new Instants(list.size() + 1);
        if (list instanceof Instants instants) {
            System.arraycopy(instants.millis, 0, copy.millis, 0, instants.size);
            copy.size = instants.size;
        } else {
            copy.addAll(list);
        }
        return copy;
    }

    /** Epoch milliseconds at a place of any list. */
    public static long millisAt(List<Instant> list, int index) {
        return list instanceof Instants instants
                ? instants.millis(index)
                : list.get(index).toEpochMilli();
    }

    /** Adds a time at the end, epoch milliseconds. */
    public void addMillis(long time) {
        addMillis(size, time);
    }

    private long millis(int index) {
        return millis[Objects.checkIndex(index, size)];
    }

    private void addMillis(int index, long time) {
        Objects.checkIndex(index, size + 1);
        if (size == millis.length) {
            millis = Arrays.copyOf(millis, 2 * size + 1);
        }
        System.arraycopy(millis, index, millis, index + 1, size - index);
        millis[index] = time;
        size++;
        modCount++;
    }

    @Override
    public Instant get(int index) {
        return Instant.ofEpochMilli(millis(index));
    }

    @Override
    public Instant set(int index, Instant time) {
        Instant before = get(index);
        millis[index] = time.toEpochMilli();
        return before;
    }

    @Override
    public void add(int index, Instant time) {
        addMillis(index, time.toEpochMilli());
    }

    @Override
    public Instant remove(int index) {
        Instant removed = get(index);
        System.arraycopy(millis, index + 1, millis, index, size - index - 1);
        size--;
        modCount++;
        return removed;
    }

    @Override
    public int size() {
        return size;
    }
}
