package io.qsstream.dashboard.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of measures, held by column; a column that nobody filled takes no room. NaN is absent. */
final class FloatTable {

    private final float[] @Nullable [] columns;

    FloatTable(int width) {
        columns = new float[width][];
    }

    void set(int row, int column, @Nullable Double value) {
        if (value == null) {
            return;
        }
        float[] cells = columns[column];
        if (cells == null || cells.length <= row) {
            int before = cells == null ? 0 : cells.length;
            float[] grown = new float[Math.max(row + 1, row + row / 4 + 4)];
            if (cells != null) {
                System.arraycopy(cells, 0, grown, 0, before);
            }
            Arrays.fill(grown, before, grown.length, Float.NaN);
            cells = grown;
            columns[column] = cells;
        }
        cells[row] = value.floatValue();
    }

    @Nullable
    Float get(int row, int column) {
        float[] cells = columns[column];
        return cells == null || row >= cells.length || Float.isNaN(cells[row]) ? null : cells[row];
    }

    boolean isAnyThere(int row) {
        for (int column = 0; column < columns.length; column++) {
            if (get(row, column) != null) {
                return true;
            }
        }
        return false;
    }

    /** Makes room for a row before others. */
    void insert(int row) {
        for (int column = 0; column < columns.length; column++) {
            float[] cells = columns[column];
            if (cells != null && row < cells.length) {
                float[] grown = new float[cells.length + 1];
                System.arraycopy(cells, 0, grown, 0, row);
                grown[row] = Float.NaN;
                System.arraycopy(cells, row, grown, row + 1, cells.length - row);
                columns[column] = grown;
            }
        }
    }

    void clear(int row) {
        for (float[] cells : columns) {
            if (cells != null && row < cells.length) {
                cells[row] = Float.NaN;
            }
        }
    }

    void removeFirst(int rows) {
        for (int column = 0; column < columns.length; column++) {
            float[] cells = columns[column];
            if (cells != null) {
                columns[column] = cells.length <= rows ? null : Arrays.copyOfRange(cells, rows, cells.length);
            }
        }
    }

    /** The cells of a range of rows; null where the column has no value in it. */
    @Nullable
    List<@Nullable Float> column(int column, int from, int to) {
        boolean any = false;
        List<@Nullable Float> cells = new ArrayList<>(to - from);
        for (int row = from; row < to; row++) {
            Float cell = get(row, column);
            any |= cell != null;
            cells.add(cell);
        }
        return any ? cells : null;
    }
}
