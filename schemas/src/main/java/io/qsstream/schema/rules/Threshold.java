package io.qsstream.schema.rules;

import io.qsstream.schema.settings.Nearest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A threshold as it is written: a sign, then a number with or without its unit, or a label.
 *
 * @param value in the metric's unit; a label by its place in order
 */
record Threshold(Direction direction, double value) {

    private static final Pattern FORM = Pattern.compile("([<>]?)(=?)\\s*(.*)", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("([+-]?\\d{1,9}(?:\\.\\d{1,9})?)\\s*(.*)", Pattern.DOTALL);

    /**
     * Reads the threshold of {@code key}.
     *
     * @param metric null where it is unknown: then only the sign can be checked
     * @return null where it is no threshold, which has been reported
     */
    static @Nullable Threshold read(Section section, String key, String text, @Nullable Metric metric) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || form.group(1).isEmpty()) {
            String bare = form.matches() ? Mistakes.quote(form.group(3)) : "";
            section.wrong(
                    key,
                    "must begin with > or <: write \"> " + bare + "\" or \"< " + bare + "\", was "
                            + Mistakes.quote(text));
            return null;
        }
        if (!form.group(2).isEmpty()) {
            section.wrong(key, "must begin with > or < alone: remove the =, was " + Mistakes.quote(text));
            return null;
        }
        if (metric == null) {
            return null;
        }
        Direction direction = form.group(1).equals(">") ? Direction.ABOVE : Direction.BELOW;
        Double value = value(section, key, form.group(3), metric);
        if (value == null) {
            return null;
        }
        if (!UserRule.isInRange(metric, value)) {
            section.wrong(
                    key,
                    "must be from " + metric.text(metric.min()) + " to " + metric.text(metric.max()) + ", was "
                            + Mistakes.quote(form.group(3)));
            return null;
        }
        double extreme = direction == Direction.ABOVE ? metric.max() : metric.min();
        if (value == extreme) {
            section.wrong(
                    key,
                    "can never be true, because " + metric.key() + " is "
                            + (direction == Direction.ABOVE ? "at most " : "at least ") + metric.text(extreme)
                            + ", was "
                            + Mistakes.quote(text));
            return null;
        }
        return new Threshold(direction, value);
    }

    private static @Nullable Double value(Section section, String key, String text, Metric metric) {
        int label = metric.labels().indexOf(text);
        if (label >= 0) {
            return label + 1.0;
        }
        Matcher number = NUMBER.matcher(text);
        if (!number.matches()) {
            section.wrong(key, notReadable(text, metric));
            return null;
        }
        double value = Double.parseDouble(number.group(1));
        String unit = number.group(2);
        String symbol = metric.unit().symbol();
        if (!unit.isEmpty() && !unit.equalsIgnoreCase(symbol)) {
            section.wrong(
                    key,
                    (symbol.isEmpty()
                                    ? "must be without a unit, because " + metric.key() + " has none"
                                    : "must be in " + symbol + " or without a unit")
                            + ", was " + Mistakes.quote(text));
            return null;
        }
        if (metric.unit().isWhole() && value != Math.rint(value)) {
            section.wrong(key, notReadable(text, metric));
            return null;
        }
        return value;
    }

    private static String notReadable(String text, Metric metric) {
        String was = ", was " + (text.isEmpty() ? "empty" : Mistakes.quote(text));
        if (!metric.labels().isEmpty()) {
            return "must be one of " + String.join(", ", metric.labels()) + was
                    + (text.isEmpty() || Character.isDigit(text.charAt(0))
                            ? ""
                            : ": did you mean " + Nearest.to(text, metric.labels()) + "?");
        }
        String symbol = metric.unit().symbol();
        return "must be a " + (metric.unit().isWhole() ? "whole " : "") + "number"
                + (symbol.isEmpty() ? "" : ", with or without " + symbol) + was;
    }

    /** As it is written. */
    String text(Metric metric) {
        return direction.sign() + " " + metric.text(value);
    }
}
