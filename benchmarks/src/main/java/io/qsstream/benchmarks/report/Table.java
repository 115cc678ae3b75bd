package io.qsstream.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A table of texts; the first column is a name, the others are figures. */
public final class Table {

    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... head) {
        rows.add(List.of(head));
    }

    public Table row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    /** A figure, or a dash where there is none. */
    public static String number(@Nullable Number value, int places) {
        return value == null ? "–" : String.format(Locale.ROOT, "%,." + places + "f", value.doubleValue());
    }

    /** How many times {@code of} goes into the value. */
    public static String ratio(@Nullable Double value, @Nullable Double of) {
        return value == null || of == null || of == 0 ? "–" : number(value / of, 2);
    }

    /** For a terminal. */
    public String plain() {
        int[] widths = widths();
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                String blanks = " ".repeat(widths[column] - cell.length());
                text.append(column == 0 ? cell + blanks : "  " + blanks + cell);
            }
            text.append(System.lineSeparator());
        }
        return text.toString();
    }

    /** For a page. */
    public String markdown() {
        StringBuilder text = new StringBuilder();
        for (int line = 0; line < rows.size(); line++) {
            text.append("| ").append(String.join(" | ", rows.get(line))).append(" |\n");
            if (line == 0) {
                text.append("|---|")
                        .append("---:|".repeat(rows.get(0).size() - 1))
                        .append('\n');
            }
        }
        return text.toString();
    }

    private int[] widths() {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int column = 0; column < row.size(); column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        return widths;
    }
}
