package io.qsstream.schema.serde;

import java.util.List;

/** A list of numbers without an object for each. */
public final class Doubles extends Unboxed<Double> {

    /** An empty list with room for so many. */
    public Doubles(int room) {
        super(room);
    }

    private Doubles(Doubles other) {
        super(other);
    }

    /** A list of its own with the same elements. */
    public static Doubles copyOf(List<Double> list) {
        if (list instanceof Doubles unboxed) {
            return new Doubles(unboxed);
        }
        Doubles copy = new Doubles(list.size() + 1);
        copy.addAll(list);
        return copy;
    }

    /** The number at a place of any list. */
    public static double at(List<Double> list, int index) {
        return list instanceof Doubles unboxed ? Double.longBitsToDouble(unboxed.bitsAt(index)) : list.get(index);
    }

    /** Adds a number at the end. */
    public void addDouble(double value) {
        addBits(size(), Double.doubleToRawLongBits(value));
    }

    @Override
    long bits(Double element) {
        return Double.doubleToRawLongBits(element);
    }

    @Override
    Double element(long bits) {
        return Double.longBitsToDouble(bits);
    }
}
