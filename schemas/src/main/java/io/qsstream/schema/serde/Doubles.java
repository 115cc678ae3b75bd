package io.qsstream.schema.serde;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/** A list of numbers without an object for each: state that is read and written with every event has a hundred of them. */
public final class Doubles extends AbstractList<Double> implements RandomAccess {

    private double[] values;
    private int size;

    /** An empty list with room for so many. */
    public Doubles(int room) {
        values = new double[room];
    }

    /** A list of its own with the same numbers. */
    public static Doubles copyOf(List<Double> list) {
        Doubles copy = new Doubles(list.size() + 1);
        if (list instanceof Doubles doubles) {
            System.arraycopy(doubles.values, 0, copy.values, 0, doubles.size);
            copy.size = doubles.size;
        } else {
            list.forEach(copy::addDouble);
        }
        return copy;
    }

    /** The number at a place of any list. */
    public static double at(List<Double> list, int index) {
        return list instanceof Doubles doubles ? doubles.getDouble(index) : list.get(index);
    }

    /** Adds a number at the end. */
    public void addDouble(double value) {
        addDouble(size, value);
    }

    /** The number at a place. */
    public double getDouble(int index) {
        return values[Objects.checkIndex(index, size)];
    }

    private void addDouble(int index, double value) {
        Objects.checkIndex(index, size + 1);
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size + 1);
        }
        System.arraycopy(values, index, values, index + 1, size - index);
        values[index] = value;
        size++;
        modCount++;
    }

    @Override
    public Double get(int index) {
        return getDouble(index);
    }

    @Override
    public Double set(int index, Double value) {
        double before = getDouble(index);
        values[index] = value;
        return before;
    }

    @Override
    public void add(int index, Double value) {
        addDouble(index, value);
    }

    @Override
    public Double remove(int index) {
        double removed = getDouble(index);
        System.arraycopy(values, index + 1, values, index, size - index - 1);
        size--;
        modCount++;
        return removed;
    }

    @Override
    public int size() {
        return size;
    }
}
