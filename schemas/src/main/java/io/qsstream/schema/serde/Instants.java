package io.qsstream.schema.serde;

import java.time.Instant;
import java.util.List;

/** A list of times, to the millisecond, without an object for each. */
public final class Instants extends Unboxed<Instant> {

    /** An empty list with room for so many. */
    public Instants(int room) {
        super(room);
    }

    private Instants(Instants other) {
        super(other);
    }

    /** A list of its own with the same elements. */
    public static Instants copyOf(List<Instant> list) {
        if (list instanceof Instants unboxed) {
            return new Instants(unboxed);
        }
        Instants copy = new Instants(list.size() + 1);
        copy.addAll(list);
        return copy;
    }

    /** Epoch milliseconds at a place of any list. */
    public static long millisAt(List<Instant> list, int index) {
        return list instanceof Instants unboxed
                ? unboxed.bitsAt(index)
                : list.get(index).toEpochMilli();
    }

    /** Adds a time at the end, epoch milliseconds. */
    public void addMillis(long value) {
        addBits(size(), value);
    }

    @Override
    long bits(Instant element) {
        return element.toEpochMilli();
    }

    @Override
    Instant element(long bits) {
        return Instant.ofEpochMilli(bits);
    }
}
