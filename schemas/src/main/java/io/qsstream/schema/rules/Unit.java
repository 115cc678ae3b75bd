package io.qsstream.schema.rules;

/** Unit of a metric, as it may be written behind a threshold. */
public enum Unit {
    KBPS("kbps", false),
    MS("ms", false),
    PERCENT("%", false),
    FPS("fps", false),
    DBM("dBm", false),
    /** A score or mean opinion score: no unit is written. */
    SCORE("", false),
    /** A label by its place in order, from 1. */
    LABEL("", true),
    COUNT("", true);

    private final String symbol;
    private final boolean whole;

    Unit(String symbol, boolean whole) {
        this.symbol = symbol;
        this.whole = whole;
    }

    /** As written; empty where nothing is. */
    public String symbol() {
        return symbol;
    }

    /** True where a metric takes whole numbers only, so that neighbouring values are already apart. */
    public boolean isWhole() {
        return whole;
    }
}
