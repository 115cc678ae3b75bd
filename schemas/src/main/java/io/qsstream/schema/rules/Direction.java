package io.qsstream.schema.rules;

/** On which side of its threshold a value is bad. */
public enum Direction {
    ABOVE('>'),
    BELOW('<');

    private final char sign;

    Direction(char sign) {
        this.sign = sign;
    }

    /** As it is written before a threshold. */
    public char sign() {
        return sign;
    }

    public Direction opposite() {
        return this == ABOVE ? BELOW : ABOVE;
    }

    /** True where {@code value} is on this side of {@code threshold}; the threshold itself is on neither. */
    public boolean isBeyond(double value, double threshold) {
        return this == ABOVE ? value > threshold : value < threshold;
    }

    /**
     * True where no value of the metric is both bad and good, and a band lies between: values that can be anything need
     * a gap; whole numbers (labels, counts) may be neighbours.
     */
    boolean separates(Metric metric, double breach, double clear) {
        double gap = this == ABOVE ? breach - clear : clear - breach;
        return metric.unit().isWhole() ? gap >= -1 : gap > 0;
    }
}
